/**
 * Support for the tests of the simulated world and of targets in it: a trial in miniature. Clients of registers and random faults
 * of every kind on a simulated cluster, everything drawn from one seed; the outcome is a history. It rests on the contracts
 * alone, so that it tests world and target without the trial runner.
 */
import type { EventType, HistoryEvent, Json } from '../../checkers/history/event.ts';
import type { Connection, RegisterClient } from '../../targets/contract/client.ts';
import { classifyError } from '../../targets/contract/errors.ts';
import { between, chance, exponential, pick, shuffle } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import type { Link } from '../cluster.ts';
import { seededRandom } from '../random.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { WorldSettings } from './settings.ts';
import { startSimulatedCluster } from './cluster/start-simulated-cluster.ts';
import type { SimulatedCluster } from './cluster/start-simulated-cluster.ts';

export interface OrdealRequest {
  readonly seed: number;
  /** A target with the capability `register`. */
  readonly target: Target;
  /** `--set name=value` of the target, parsed. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly timeMs: number;
  /** False for a run in which nothing is broken. */
  readonly faults: boolean;
  readonly settings?: WorldSettings;
}

export interface OrdealOutcome {
  readonly history: readonly HistoryEvent[];
  /** What was broken and healed, for people. */
  readonly faults: readonly string[];
  readonly worldEvents: number;
}

const clientCount = 5;
const deadlineMs = 800;
const keys = ['a', 'b', 'c'];

type Completion = { readonly type: Exclude<EventType, 'invoke'>; readonly value: Json; readonly error?: Json };

function bothWays(a: string, b: string): Link[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}

class Ordeal {
  readonly history: HistoryEvent[] = [];
  readonly faults: string[] = [];
  readonly #request: OrdealRequest;
  readonly #cluster: SimulatedCluster;
  readonly #lastSeen = new Map<string, number>();
  #nextValue = 1;

  constructor(request: OrdealRequest, cluster: SimulatedCluster) {
    this.#request = request;
    this.#cluster = cluster;
  }

  async run(): Promise<void> {
    const { seed, timeMs, faults } = this.#request;
    await this.#cluster.timeline.sleep(1000);
    const stop = new AbortController();
    const running = Array.from({ length: clientCount }, (_, index) =>
      this.#client(index, seededRandom(seed, `ordeal/client ${index}`), stop.signal),
    );
    if (faults) {
      for (const kind of [0, 1]) running.push(this.#break(seededRandom(seed, `ordeal/faults ${kind}`), stop.signal));
    }
    await this.#cluster.timeline.sleep(timeMs);
    stop.abort();
    await Promise.all(running);
    await this.#cluster.controls.healAll();
    await this.#cluster.timeline.sleep(3000);
    await this.#finalReads();
  }

  async #client(index: number, random: Random, stop: AbortSignal): Promise<void> {
    const { nodes, timeline } = this.#cluster;
    const home = nodes[index % nodes.length] as string;
    let process = index;
    let connection: Connection | null = null;
    while (!stop.aborted) {
      await timeline.sleep(exponential(random, 25), stop);
      connection ??= await this.#connect(home, process);
      if (connection === null) continue;
      const type = await this.#perform(process, connection.register as RegisterClient, random);
      if (type !== 'info') continue;
      connection.close();
      connection = null;
      process += clientCount;
    }
    connection?.close();
  }

  async #connect(home: string, process: number): Promise<Connection | null> {
    const { endpoints } = this.#cluster;
    const { target, options } = this.#request;
    const opening = target.connect({ options, endpoints, home, process });
    return this.#withDeadline(opening.catch(() => null));
  }

  /** Null when the deadline came first. */
  async #withDeadline<T>(work: Promise<T>): Promise<T | null> {
    const done = new AbortController();
    try {
      return await Promise.race([work, this.#cluster.timeline.sleep(deadlineMs, done.signal).then(() => null)]);
    } finally {
      done.abort();
    }
  }

  #record(event: Omit<HistoryEvent, 'index' | 'time'>): void {
    this.history.push({ index: this.history.length, ...event, time: this.#cluster.timeline.nowNs() });
  }

  async #perform(process: number, client: RegisterClient, random: Random): Promise<Completion['type']> {
    const key = pick(random, keys);
    const lastSeen = this.#lastSeen.get(key);
    if (chance(random, 0.5)) return this.#attempt(process, 'read', [key, null], () => client.read(key));
    const value = this.#nextValue++;
    if (lastSeen === undefined || chance(random, 0.6)) {
      return this.#attempt(process, 'write', [key, value], async () => {
        await client.write(key, value);
        return value;
      });
    }
    return this.#attempt(process, 'cas', [key, [lastSeen, value]], async () => {
      const swapped = await client.compareAndSet(key, lastSeen, value);
      return swapped ? [lastSeen, value] : undefined;
    });
  }

  /** `work` answers the value observed, or undefined if the operation refused to happen. */
  async #attempt(
    process: number,
    f: string,
    invoked: readonly [string, Json],
    work: () => Promise<Json | undefined>,
  ): Promise<Completion['type']> {
    this.#record({ type: 'invoke', process, f, value: invoked });
    const outcome = await this.#withDeadline(this.#complete(invoked, work));
    const completion: Completion = outcome ?? { type: 'info', value: invoked, error: 'timeout' };
    this.#record({ process, f, ...completion });
    return completion.type;
  }

  async #complete(invoked: readonly [string, Json], work: () => Promise<Json | undefined>): Promise<Completion> {
    try {
      const observed = await work();
      if (observed === undefined) return { type: 'fail', value: invoked, error: 'precondition' };
      if (typeof observed === 'number') this.#lastSeen.set(invoked[0], observed);
      return { type: 'ok', value: [invoked[0], observed] };
    } catch (error) {
      const { code, definite } = classifyError(this.#request.target.errors, error);
      return { type: definite ? 'fail' : 'info', value: invoked, error: code };
    }
  }

  async #finalReads(): Promise<void> {
    const home = this.#cluster.nodes[0] as string;
    let process = 1_000_000;
    for (const key of keys) {
      for (let attempt = 0; attempt < 5; attempt++) {
        const connection = await this.#connect(home, process);
        const client = connection?.register;
        // A first read may be told who leads; the second then goes there.
        const read = (): Promise<Completion['type']> =>
          client === undefined
            ? Promise.resolve('fail')
            : this.#attempt(process, 'read', [key, null], () => client.read(key));
        const type = (await read()) === 'ok' ? 'ok' : await read();
        connection?.close();
        process++;
        if (type === 'ok') break;
        await this.#cluster.timeline.sleep(300);
      }
    }
  }

  /** Breaks and heals one thing after another. Healing a link heals all: faults may end early, which is fine here. */
  async #break(random: Random, stop: AbortSignal): Promise<void> {
    const { timeline, nodes } = this.#cluster;
    while (!stop.aborted) {
      await timeline.sleep(exponential(random, 300), stop);
      if (stop.aborted) return;
      const [first, ...others] = shuffle(random, nodes) as [string, ...string[]];
      const { text, heal } = await this.#inject(random, first, others);
      this.faults.push(`${(timeline.nowNs() / 1e6).toFixed(0)} ms: ${text}`);
      await timeline.sleep(exponential(random, 700), stop);
      await heal();
    }
  }

  async #inject(
    random: Random,
    first: string,
    others: readonly string[],
  ): Promise<{ readonly text: string; readonly heal: () => Promise<void> }> {
    const { controls } = this.#cluster;
    switch (random.below(7)) {
      case 0:
        await controls.cut(others.flatMap((other) => bothWays(first, other)));
        return { text: `${first} cut off`, heal: () => controls.mend() };
      case 1:
        await controls.cut(others.slice(0, 1).map((other) => ({ from: first, to: other })));
        return { text: `${first} does not reach ${others[0] ?? 'anybody'}`, heal: () => controls.mend() };
      case 2:
        await controls.pause(first);
        return { text: `${first} paused`, heal: () => controls.resume(first) };
      case 3:
        await controls.kill(first);
        return { text: `${first} killed`, heal: () => controls.start(first) };
      case 4: {
        for (const node of [first, ...others]) await controls.cutPower(node);
        return {
          text: 'all without power',
          heal: async () => {
            for (const node of [first, ...others]) await controls.start(node);
          },
        };
      }
      case 5:
        await controls.cutPower(first);
        return { text: `${first} without power`, heal: () => controls.start(first) };
      default:
        await controls.bumpClock(first, between(random, -60_000, 60_000));
        return { text: `clock of ${first} moved`, heal: () => controls.resetClock(first) };
    }
  }
}

/** Runs one trial in miniature; the same request always gives the same outcome. */
export async function runRegisterOrdeal(request: OrdealRequest): Promise<OrdealOutcome> {
  const cluster = await startSimulatedCluster(
    request.target,
    request.options,
    {
      trialId: 'ordeal',
      seed: request.seed,
      nodes: request.target.nodes(request.options),
      progress: () => undefined,
      signal: new AbortController().signal,
    },
    request.settings,
  );
  const ordeal = new Ordeal(request, cluster);
  await cluster.drive(() => ordeal.run());
  await cluster.tearDown();
  return { history: ordeal.history, faults: ordeal.faults, worldEvents: cluster.eventCount() };
}
