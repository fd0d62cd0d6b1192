/**
 * A system of one's own under test: a notice board, one node that keeps notes in a file. It acknowledges a note either
 * once it is on the disk (right) or as soon as it has arrived (fast, and a crash loses it). Try:
 *
 *     ordeal run ./examples/notice-board.ts --faults power
 *     ordeal run ./examples/notice-board.ts --faults power --set acknowledge=received
 */
import { defineTarget, hasCode, type Endpoint, type Host, type Message, type NodeProcess } from 'ordeal/adapter';
import { z } from 'zod';

const options = z.object({
  acknowledge: z.enum(['synced', 'received']).default('synced').describe('when a new note is acknowledged'),
});

/** The node: requests `{f, key, element}` in, answers out. The file `board` holds one note a line: `["key",element]`. */
function keeper(acknowledge: 'synced' | 'received', host: Host): NodeProcess {
  const boards = new Map<string, Set<number>>();
  const pin = (key: string, note: number) => boards.set(key, (boards.get(key) ?? new Set()).add(note));
  const bytes = host.disk.read('board') ?? new Uint8Array();
  // A crash may tear the last line. Its note was never acknowledged; left there, it would spoil the next one.
  const whole = bytes.lastIndexOf(0x0a) + 1;
  host.disk.truncate('board', whole);
  const lines = new TextDecoder().decode(bytes.subarray(0, whole)).split('\n').slice(0, -1);
  for (const line of lines) pin(...(JSON.parse(line) as [string, number]));
  return {
    receive(from, { f, key, element }) {
      if (f === 'add') {
        pin(key as string, element as number);
        host.disk.append('board', new TextEncoder().encode(`${JSON.stringify([key, element])}\n`));
      }
      const notes = [...(boards.get(key as string) ?? [])];
      const answer = (): void => host.send(from, { notes, wallClockMs: host.wallMs() });
      if (acknowledge === 'synced') host.disk.sync('board', answer);
      else answer();
    },
  };
}

/** A connection that is known to work: a request, then its answer, never two at a time. */
async function open(endpoint: Endpoint | undefined) {
  if (endpoint?.kind !== 'simulated') throw new Error('the notice board runs in the simulated world only');
  const channel = endpoint.dial();
  let failure = 'NO_CONNECTION';
  let waiting: PromiseWithResolvers<Message> | undefined;
  channel.onMessage((answer) => waiting?.resolve(answer));
  channel.onClose(() => waiting?.reject(Object.assign(new Error('the node is gone'), { code: failure })));
  const ask = (request: Message): Promise<Message> => {
    waiting = Promise.withResolvers();
    channel.send(request);
    return waiting.promise;
  };
  const { wallClockMs } = await ask({ f: 'greet' });
  failure = 'LOST';
  return { ask, close: () => channel.close(), wallClockMs: wallClockMs as number };
}

export default defineTarget({
  name: 'notice-board',
  summary: 'an example: notes on one node, acknowledged when they are on the disk, or sooner',
  options,
  capabilities: ['set'],
  errors: [
    { code: 'down', definite: true, meaning: 'nobody answered: nothing was sent', matches: hasCode('NO_CONNECTION') },
    { code: 'lost', definite: false, meaning: 'it may have been written before the crash', matches: hasCode('LOST') },
  ],
  supports: {
    kill: { supported: true },
    pause: { supported: true },
    clock: { supported: true },
    roles: { supported: false, reason: 'there is one node' },
  },
  simulated: { program: (_node, { acknowledge }) => keeper.bind(null, acknowledge) },
  nodes: () => ['n1'],
  claim: () => ({ model: 'linearizable', basis: 'assumed', note: 'whoever posts a note expects it to stay' }),
  async connect({ endpoints, home }) {
    const { ask, close } = await open(endpoints.get(home));
    return {
      set: {
        add: async (key, element) => void (await ask({ f: 'add', key, element })),
        read: async (key) => (await ask({ f: 'read', key }))['notes'] as number[],
      },
      close,
    };
  },
  async status(endpoint) {
    const { close, wallClockMs } = await open(endpoint);
    close();
    return { ready: true, role: 'unknown', wallClockMs };
  },
});
