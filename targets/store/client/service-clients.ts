/** The clients of the services: what each operation asks of the nodes, and how its answers are read. */
import type {
  EffectsClient,
  FencingClient,
  IdsClient,
  LockClient,
  LogClient,
  LogRecord,
  NamesClient,
} from '../../contract/client.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { expectBoolean, expectId, expectNumber, expectNumberOrNull, expectNumbers } from './answers.ts';
import type { Ask } from './resend.ts';

/** The leader writes the time in. */
const atMs = 0;

export function lockClient(ask: Ask, { lockLeaseMs: leaseMs }: StoreConfiguration): LockClient {
  return {
    acquire: async (key) => {
      const token = expectNumberOrNull(await ask({ kind: 'execute', command: { type: 'acquire', key, atMs } }));
      return token === null ? null : { token, leaseMs };
    },
    renew: async (key, token) => {
      const isHeld = expectBoolean(await ask({ kind: 'execute', command: { type: 'renew', key, token, atMs } }));
      return isHeld ? { token, leaseMs } : null;
    },
    release: async (key, token) =>
      expectBoolean(await ask({ kind: 'execute', command: { type: 'release', key, token } })),
  };
}

export function fencingClient(ask: Ask, configuration: StoreConfiguration): FencingClient {
  return {
    lock: lockClient(ask, configuration),
    write: async (key, token, value) =>
      expectBoolean(await ask({ kind: 'execute', command: { type: 'guarded-write', key, token, value } })),
  };
}

export function namesClient(ask: Ask, { names }: StoreConfiguration): NamesClient {
  if (names === 'consensus') {
    return {
      claim: async (key, owner) =>
        expectBoolean(await ask({ kind: 'execute', command: { type: 'claim', key, owner } })),
      ownerOf: async (key) => expectNumberOrNull(await ask({ kind: 'query', query: { type: 'owner', key } })),
    };
  }
  const ownerOf = async (key: string): Promise<number | null> =>
    expectNumberOrNull(await ask({ kind: 'query', query: { type: 'register', key } }));
  return {
    claim: async (key, owner) => {
      if ((await ownerOf(key)) !== null) return false;
      await ask({ kind: 'execute', command: { type: 'write', key, value: owner } });
      return true;
    },
    ownerOf,
  };
}

export function idsClient(ask: Ask): IdsClient {
  return { generate: async () => expectId(await ask({ kind: 'execute', command: { type: 'generate' } })) };
}

/** Sends again until there is an answer; numbers its records, if it is to be idempotent. */
class Producer {
  readonly #askUntilAnswered: Ask;
  readonly #isIdempotent: boolean;
  /** By partition: the number by which this producer is known there, and that of its last record. */
  readonly #known = new Map<string, { readonly producer: number; last: number }>();

  constructor(askUntilAnswered: Ask, { producers }: StoreConfiguration) {
    this.#askUntilAnswered = askUntilAnswered;
    this.#isIdempotent = producers === 'idempotent';
  }

  async append(key: string, value: number): Promise<number> {
    const { producer, number } = await this.#next(key);
    const command = { type: 'publish', key, value, producer, number } as const;
    return expectNumber(await this.#askUntilAnswered({ kind: 'execute', command }));
  }

  async #next(key: string): Promise<{ readonly producer: number | null; readonly number: number }> {
    if (!this.#isIdempotent) return { producer: null, number: 0 };
    const its = this.#known.get(key) ?? { producer: await this.#introduce(key), last: 0 };
    this.#known.set(key, its);
    return { producer: its.producer, number: ++its.last };
  }

  async #introduce(key: string): Promise<number> {
    return expectNumber(await this.#askUntilAnswered({ kind: 'execute', command: { type: 'new-producer', key } }));
  }
}

async function recordsFrom(ask: Ask, key: string, from: number): Promise<readonly number[]> {
  return expectNumbers(await ask({ kind: 'query', query: { type: 'records', key, from } }));
}

/** Partitions and streams are kept in one name space. */
const partitionKey = (partition: string): string => `partition ${partition}`;
const streamKey = (stream: string): string => `stream ${stream}`;

export function logClient(ask: Ask, askUntilAnswered: Ask, configuration: StoreConfiguration): LogClient {
  const producer = new Producer(askUntilAnswered, configuration);
  return {
    append: (partition, value) => producer.append(partitionKey(partition), value),
    read: async (partition, from) =>
      (await recordsFrom(ask, partitionKey(partition), from)).map((value, place): LogRecord => [from + place, value]),
  };
}

/** Carries out the effects of a batch. */
async function consumeBatch(
  ask: Ask,
  { delivery, bug }: StoreConfiguration,
  key: string,
  offset: number,
  values: readonly number[],
): Promise<void> {
  const takeEffect = { kind: 'execute', command: { type: 'take-effect', key, values } } as const;
  const end = offset + values.length;
  const commit = { kind: 'execute', command: { type: 'commit-offset', key, from: offset, offset: end } } as const;
  if (bug === 'offset-committed-before-delivery') {
    if (expectBoolean(await ask(commit))) await ask(takeEffect);
  } else if (delivery === 'at-least-once') {
    await ask(takeEffect);
    await ask(commit);
  } else {
    await ask({ kind: 'execute', command: { type: 'consume', key, offset, values } });
  }
}

export function effectsClient(ask: Ask, askUntilAnswered: Ask, configuration: StoreConfiguration): EffectsClient {
  const producer = new Producer(askUntilAnswered, configuration);
  return {
    append: async (stream, value) => {
      await producer.append(streamKey(stream), value);
    },
    consume: async (stream) => {
      const key = streamKey(stream);
      for (;;) {
        const offset = expectNumber(await ask({ kind: 'query', query: { type: 'offset', key } }));
        const values = await recordsFrom(ask, key, offset);
        if (values.length === 0) break;
        await consumeBatch(ask, configuration, key, offset, values);
      }
      return expectNumbers(await ask({ kind: 'query', query: { type: 'effects', key } }));
    },
  };
}
