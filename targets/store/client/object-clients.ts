/** The clients of counters and queues. */
import type { CounterClient, QueueClient } from '../../contract/client.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { expectNumber, expectNumberOrNull } from './answers.ts';
import type { Ask } from './resend.ts';

export function counterClient(ask: Ask, { bug }: StoreConfiguration): CounterClient {
  if (bug === 'counter-added-by-read-then-write') return sumClient(ask);
  return {
    add: async (key, amount) => {
      await ask({ kind: 'execute', command: { type: 'increase', key, amount } });
    },
    read: async (key) => expectNumber(await ask({ kind: 'query', query: { type: 'counter', key } })),
  };
}

/** The planted bug: the sum is kept in a register, and made by the client. */
function sumClient(ask: Ask): CounterClient {
  const read = async (key: string): Promise<number> =>
    expectNumberOrNull(await ask({ kind: 'query', query: { type: 'register', key } })) ?? 0;
  return {
    add: async (key, amount) => {
      const value = (await read(key)) + amount;
      await ask({ kind: 'execute', command: { type: 'write', key, value } });
    },
    read,
  };
}

export function queueClient(ask: Ask): QueueClient {
  return {
    enqueue: async (key, element) => {
      await ask({ kind: 'execute', command: { type: 'enqueue', key, element } });
    },
    dequeue: async (key) => expectNumberOrNull(await ask({ kind: 'execute', command: { type: 'dequeue', key } })),
  };
}
