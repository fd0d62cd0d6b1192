/**
 * The simulated world's time: a discrete-event loop whose clock jumps from one event to the next.
 *
 * Nodes are plain callbacks, but clients, generators, faults and the trial's runner are ordinary async functions that
 * await promises of this world (a sleep, a measurement, an answer on a channel). Their order must not depend on the
 * machine, hence three rules:
 *
 * 1. Time moves only inside `drive`, until its `main` has settled.
 * 2. After every event that called out (settled a promise, called a client's listener) the loop lets the program run to
 *    a standstill (Node empties the microtask queue) before the next event. Events among nodes call nobody out and cost
 *    nothing of the kind.
 * 3. Real input and output takes real, unknown time. Inside `drive` it is done synchronously, or wrapped in `hold`, which
 *    stops the clock until it is done and hands results back in the order of the calls.
 *
 * The world fails, instead of hanging, when `main` has not settled and nothing is left to happen, when it has run more
 * events than its limit, and when a node's program throws: every open and every later wait rejects with that error.
 */
import type { Random } from '../../targets/contract/random.ts';
import { OrdealError } from '../errors.ts';
import { Call, EventQueue } from './time/event-queue.ts';
import type { WorldEvent } from './time/event-queue.ts';
import { runProgramNow, runProgramThen } from './time/standstill.ts';
import { type Ending, OpenOnes } from './time/open-ones.ts';
import { MomentRandom } from './moment-random.ts';

/** Events run before the real event loop gets a turn (signals, the terminal). */
const eventsPerTurn = 4096;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function notDriven(): OrdealError {
  return new OrdealError(
    'simulation-not-driven',
    'Something waits for the simulated world, but its time stands still.',
    "Await sleeps, measurements and clients only inside the cluster's drive().",
  );
}

/** One open promise on the world. Settling it twice is harmless; the second time has no effect. */
export interface Wait<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

interface Rejectable extends Ending {
  reject(error: Error): void;
}

class OpenWait<T> implements Wait<T>, Rejectable {
  readonly promise: Promise<T>;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: Error) => void;
  readonly #world: World;
  readonly #openOnes: OpenOnes<Rejectable>;
  #isOver = false;

  constructor(world: World, openOnes: OpenOnes<Rejectable>) {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.promise = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#world = world;
    this.#openOnes = openOnes;
    openOnes.add(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  resolve(value: T): void {
    if (this.#isOver) return;
    this.#end();
    this.#world.calledOut();
    this.#resolve(value);
  }

  reject(error: Error): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#openOnes.oneEnded();
  }
}

export class World {
  readonly seed: number;
  readonly #queue = new EventQueue();
  readonly #maxEvents: number;
  readonly #waits = new OpenOnes<Rejectable>();
  #nowNs = 0;
  #eventCount = 0;
  #calledOut = false;
  #looping = false;
  #eventsThisTurn = 0;
  #drives = 0;
  #holds = 0;
  #lastHold: Promise<void> = Promise.resolve();
  #failure: Error | null = null;
  readonly #failed = Promise.withResolvers<never>();

  constructor(seed: number, maxEvents: number) {
    this.seed = seed;
    this.#maxEvents = maxEvents;
    // Whoever drives the world hears of its failure; if nobody does, the next wait rejects with it.
    this.#failed.promise.catch(() => undefined);
  }

  /** Virtual nanoseconds since the world began. */
  nowNs(): number {
    return this.#nowNs;
  }

  /** Randomness of this label, by the moment. */
  random(label: string): Random {
    return new MomentRandom(this.seed, `world/${label}`, () => this.#nowNs);
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** `run` happens once, `delayNs` from now. */
  schedule(delayNs: number, run: () => void): Call {
    const call = new Call(run);
    this.scheduleEvent(delayNs, call);
    return call;
  }

  /** An event that was not scheduled before happens `delayNs` from now. */
  scheduleEvent(delayNs: number, event: WorldEvent): void {
    this.#queue.push(this.#nowNs + Math.max(0, Math.round(delayNs)), event);
  }

  /** Tells the loop that this event ran code of the program outside the world. */
  calledOut(): void {
    this.#calledOut = true;
  }

  /** Opens a promise that events settle. It rejects if the world fails, and at once if its time stands still. */
  wait<T>(): Wait<T> {
    const wait = new OpenWait<T>(this, this.#waits);
    const refusal = this.#failure ?? (this.#drives === 0 ? notDriven() : null);
    if (refusal !== null) wait.reject(refusal);
    return wait;
  }

  /** Runs `main` with time in motion, and settles as it does, or rejects as soon as the world fails. */
  async drive<T>(main: () => Promise<T>): Promise<T> {
    this.#drives++;
    this.#wake();
    try {
      const result = await Promise.race([main(), this.#failed.promise]);
      if (this.#failure !== null) throw this.#failure;
      return result;
    } finally {
      this.#drives--;
    }
  }

  /**
   * Stops the clock while `work` (files, processes: anything real) goes on, and answers what it answers. Several at once
   * answer in the order of the calls, whichever is done first.
   */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds++;
    const previous = this.#lastHold;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastHold = promise;
    try {
      const [result] = await Promise.allSettled([work()]);
      await previous;
      // A turn of its own for every answer: what its caller does next never mingles with the next answer's caller.
      await nextTurn();
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    } finally {
      this.#holds--;
      resolve();
      this.#wake();
    }
  }

  /** Ends the world with an error. The first one counts. */
  fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#calledOut = true;
    for (const wait of this.#waits.open()) wait.reject(error);
    this.#failed.reject(error);
  }

  #wake(): void {
    if (this.#looping || !this.#mayMove()) return;
    this.#looping = true;
    setImmediate(this.#run);
  }

  #mayMove(): boolean {
    return this.#drives > 0 && this.#holds === 0 && this.#failure === null;
  }

  /** Runs events until one calls out, lets the program run to a standstill, and goes on. */
  readonly #run = (): void => {
    do {
      if (!this.#mayMove()) {
        this.#looping = false;
        return;
      }
      this.#runEvents();
      if (this.#eventsThisTurn >= eventsPerTurn) {
        this.#eventsThisTurn = 0;
        setImmediate(this.#run);
        return;
      }
    } while (runProgramNow());
    runProgramThen(this.#run);
  };

  #runEvents(): void {
    this.#calledOut = false;
    try {
      while (this.#eventsThisTurn < eventsPerTurn && !this.#calledOut) {
        this.#eventsThisTurn++;
        this.#runNextEvent();
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #runNextEvent(): void {
    const event = this.#queue.pop();
    if (event === undefined) {
      this.fail(
        new OrdealError(
          'simulation-stuck',
          `The simulated world stands still at ${this.#nowNs / 1e6} ms (seed ${this.seed}): something waits, and nothing is left to happen.`,
          'Something awaits an answer that no node will give, without a deadline. Put a deadline on it.',
        ),
      );
      return;
    }
    if (++this.#eventCount > this.#maxEvents) {
      this.fail(
        new OrdealError(
          'simulation-event-limit',
          `The simulated world ran ${this.#maxEvents} events by ${this.#nowNs / 1e6} ms (seed ${this.seed}), which is its limit.`,
          'Nodes may be sending messages in a loop. Shorten the trial, or raise the limit (maxEvents).',
        ),
      );
      return;
    }
    this.#nowNs = this.#queue.poppedTimeNs;
    event.happen();
  }
}
