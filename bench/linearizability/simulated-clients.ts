/**
 * Clients that call one object at a time, each operation taking effect at a random instant between its call and its
 * return; so the history is linearizable by construction. An operation of unknown outcome takes effect half of the time,
 * at any time up to ten mean latencies later, and its client goes on as another process.
 */
import type { EventTable } from '../../checkers/history/index.ts';
import type { Random } from './random.ts';

const invokeCode = 0;
export const okCode = 1;
export const failCode = 2;
const infoCode = 3;

/** One operation under way, as an object's behaviour makes it up. Values are numbers of the table's list. */
export interface Call {
  readonly f: string;
  readonly invoked: number;
  /** True if it must not end in `info`. */
  readonly forced?: boolean;
  /** True if its outcome may stay unknown. */
  readonly changes: boolean;
  /** Lets it take effect now, and answers how it ends and with which value. */
  effect(): { readonly type: typeof okCode | typeof failCode; readonly value: number };
  /** Told of the positions of its events once it has returned. */
  returned?(invocation: number, completion: number): void;
}

export interface ClientsOptions {
  readonly operations: number;
  readonly clients: number;
  /** Part of all operations whose outcome stays unknown. */
  readonly infoPart: number;
  /** Part of the operations that change something: only those can be of unknown outcome. */
  readonly changingPart: number;
}

const meanLatencyNs = 1_000_000;
const meanThinkNs = 100_000;
const latestEffectNs = 10 * meanLatencyNs;

/** What happens when: a binary heap by time. */
class Agenda {
  readonly #times: number[] = [];
  readonly #actions: (() => void)[] = [];

  add(time: number, action: () => void): void {
    let at = this.#times.length;
    this.#times.push(time);
    this.#actions.push(action);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#times[parent] as number) <= (this.#times[at] as number)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Runs everything; `setNow` is told the time before each action. */
  run(setNow: (time: number) => void): void {
    while (this.#times.length > 0) {
      const [time, action] = [this.#times[0] as number, this.#actions[0] as () => void];
      this.#removeFirst();
      setNow(time);
      action();
    }
  }

  #removeFirst(): void {
    const time = this.#times.pop() as number;
    const action = this.#actions.pop() as () => void;
    const size = this.#times.length;
    if (size === 0) return;
    this.#times[0] = time;
    this.#actions[0] = action;
    for (let at = 0; ;) {
      let child = at * 2 + 1;
      if (child >= size) return;
      if (child + 1 < size && (this.#times[child + 1] as number) < (this.#times[child] as number)) child++;
      if ((this.#times[at] as number) <= (this.#times[child] as number)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(left: number, right: number): void {
    [this.#times[left], this.#times[right]] = [this.#times[right] as number, this.#times[left] as number];
    [this.#actions[left], this.#actions[right]] = [
      this.#actions[right] as () => void,
      this.#actions[left] as () => void,
    ];
  }
}

class Simulation {
  readonly #table: EventTable;
  readonly #random: Random;
  readonly #options: ClientsOptions;
  /** Makes up the next call; told how many were begun before it. */
  readonly #nextCall: (begun: number) => Call;
  readonly #agenda = new Agenda();
  #now = 0;
  #lastTimeNs = 0;
  #begun = 0;

  constructor(table: EventTable, random: Random, options: ClientsOptions, nextCall: (begun: number) => Call) {
    this.#table = table;
    this.#random = random;
    this.#options = options;
    this.#nextCall = nextCall;
  }

  run(): void {
    for (let client = 0; client < this.#options.clients; client++) {
      this.#agenda.add(this.#random.real() * meanLatencyNs, () => this.#begin(client));
    }
    this.#agenda.run((time) => (this.#now = time));
  }

  #emit(type: number, process: number, f: string, value: number): number {
    this.#lastTimeNs = Math.max(this.#lastTimeNs + 1, Math.floor(this.#now));
    const { functions, processes } = this.#table;
    this.#table.append(type, processes.internWhole(process), functions.internPrimitive(f), value, this.#lastTimeNs);
    return this.#table.count - 1;
  }

  #goOn(process: number): void {
    this.#agenda.add(this.#now + this.#random.exponential(meanThinkNs + 1), () => this.#begin(process));
  }

  #begin(process: number): void {
    const { operations, infoPart, changingPart } = this.#options;
    if (this.#begun >= operations) return;
    const call = this.#nextCall(++this.#begun);
    const invocation = this.#emit(invokeCode, process, call.f, call.invoked);
    const latency = this.#random.exponential(meanLatencyNs) + 1000;
    const isLost = call.forced !== true && this.#random.real() < (call.changes ? infoPart / changingPart : 0);
    if (isLost) this.#lose(process, call, latency);
    else this.#answer(process, call, invocation, latency);
  }

  #lose(process: number, call: Call, latency: number): void {
    if (this.#random.real() < 0.5) {
      const at = this.#now + this.#random.real() * latestEffectNs;
      this.#random.real();
      this.#agenda.add(at, () => call.effect());
    }
    this.#agenda.add(this.#now + latency, () => {
      this.#emit(infoCode, process, call.f, call.invoked);
      this.#goOn(process + this.#options.clients);
    });
  }

  #answer(process: number, call: Call, invocation: number, latency: number): void {
    let outcome: ReturnType<Call['effect']> | undefined;
    const at = this.#now + this.#random.real() * latency;
    this.#random.real();
    this.#agenda.add(at, () => (outcome = call.effect()));
    this.#agenda.add(this.#now + latency, () => {
      if (outcome === undefined) throw new Error('an operation returned before it took effect');
      const completion = this.#emit(outcome.type, process, call.f, outcome.value);
      call.returned?.(invocation, completion);
      this.#goOn(process);
    });
  }
}

/** Appends the history of these clients to the table. The same random numbers give the same history. */
export function simulateClients(
  table: EventTable,
  random: Random,
  options: ClientsOptions,
  nextCall: (begun: number) => Call,
): void {
  new Simulation(table, random, options, nextCall).run();
}
