/**
 * Support for the tests of the simulated world: a target so small that what it does is what the world does to it. A
 * parrot notes what it hears, repeats it on demand, and ticks; what it writes to its disk it syncs only when told to.
 */
import { z } from 'zod';
import { DamagedFileError } from '../../targets/contract/damaged-file-error.ts';
import type { Host, Message, NodeProcess } from '../../targets/contract/host.ts';
import type { Channel, Endpoint } from '../../targets/contract/target.ts';
import { defineTarget } from '../../targets/contract/target.ts';
import type { WorldSettings } from './settings.ts';
import { defaultWorldSettings } from './settings.ts';
import { startSimulatedCluster } from './cluster/start-simulated-cluster.ts';
import type { SimulatedCluster } from './cluster/start-simulated-cluster.ts';

class Parrot implements NodeProcess {
  readonly #host: Host;
  readonly #heard: string[] = [];
  #ticks = 0;
  #mayEnd: (() => void) | null = null;

  constructor(host: Host) {
    this.#host = host;
    if (this.#written.includes('?')) throw new DamagedFileError('notes', 'parrots do not ask');
    host.log(`awake, disk holds "${this.#written}"`);
    this.#tickLater();
  }

  get #written(): string {
    return new TextDecoder().decode(this.#host.disk.read('notes') ?? new Uint8Array());
  }

  #tickLater(): void {
    this.#host.setTimer(10, () => {
      this.#ticks++;
      this.#tickLater();
    });
  }

  /** A parrot does not end before it has laid its egg. */
  stop(done: () => void): void {
    this.#mayEnd = done;
  }

  receive(from: string, message: Message): void {
    const host = this.#host;
    const text = message['text'] as string;
    switch (message['do']) {
      case 'hear':
        this.#heard.push(`${from}: ${text}`);
        break;
      case 'tell':
        for (const peer of host.peers) host.send(peer, { do: 'hear', text });
        host.send(from, { told: host.peers.length });
        break;
      case 'write':
        host.disk.append('notes', new TextEncoder().encode(text));
        host.send(from, { written: true });
        break;
      case 'sync':
        host.disk.sync('notes', () => host.send(from, { synced: true }));
        break;
      case 'recall':
        host.send(from, {
          heard: [...this.#heard],
          ticks: this.#ticks,
          written: this.#written,
          wallMs: host.wallMs(),
          monotonicMs: host.monotonicMs(),
          dice: host.random.below(1_000_000),
        });
        break;
      case 'lay an egg':
        this.#mayEnd?.();
        break;
      case 'panic':
        throw new Error('the parrot panics');
      default:
    }
  }
}

export const parrot = defineTarget({
  name: 'parrot',
  summary: 'for tests',
  options: z.object({}),
  capabilities: [],
  errors: [],
  supports: {
    kill: { supported: true },
    pause: { supported: true },
    clock: { supported: true },
    roles: { supported: false, reason: 'all parrots are equal' },
  },
  simulated: { program: () => (host) => new Parrot(host) },
  nodes: () => ['a', 'b', 'c'],
  claim: () => ({ model: 'linearizable', basis: 'assumed', note: 'none' }),
  connect: () => Promise.reject(new Error('parrots have no capability')),
  status: async (endpoint, _options, signal) => {
    const line = new Line(endpoint);
    signal.addEventListener('abort', () => line.hangUp(), { once: true });
    const { wallMs } = await line.ask('recall');
    line.hangUp();
    return { ready: true, role: 'unknown', wallClockMs: wallMs as number };
  },
});

/** A client of one parrot: asks and waits for the answer. Rejects when the line breaks. */
export class Line {
  readonly #channel: Channel;
  readonly #answers: ((message: Message) => void)[] = [];
  readonly #broken = Promise.withResolvers<never>();

  constructor(endpoint: Endpoint | undefined) {
    if (endpoint?.kind !== 'simulated') throw new Error('not a simulated endpoint');
    this.#channel = endpoint.dial();
    this.#channel.onMessage((message) => this.#answers.shift()?.(message));
    this.#channel.onClose(() => this.#broken.reject(new Error('the line broke')));
    this.#broken.promise.catch(() => undefined);
  }

  ask(what: 'tell' | 'write' | 'sync' | 'recall' | 'lay an egg' | 'panic', text = ''): Promise<Message> {
    const answer = new Promise<Message>((resolve) => void this.#answers.push(resolve));
    this.#channel.send({ do: what, text });
    return Promise.race([answer, this.#broken.promise]);
  }

  hangUp(): void {
    this.#channel.close();
  }
}

/** Three parrots `a`, `b` and `c`, in a world without loss unless the settings say otherwise. */
export function startParrots(seed: number, changes: Partial<WorldSettings> = {}): Promise<SimulatedCluster> {
  const network = { ...defaultWorldSettings.network, lossProbability: 0, duplicateProbability: 0, lateProbability: 0 };
  const signal = new AbortController().signal;
  const request = { trialId: 'parrots', seed, nodes: ['a', 'b', 'c'], progress: () => undefined, signal };
  return startSimulatedCluster(parrot, {}, request, { ...defaultWorldSettings, network, ...changes });
}
