/**
 * One node of the simulated world: the target's program with its disk, clock and log, and what may be done to it from
 * outside. A kill drops the program with its timers, and the disk goes on without it; a power failure takes the disk's
 * unfinished work as well. A program that finds its disk full or a file damaged ends by itself, and its node is down. A pause lets the world go on around a node that notices nothing until it resumes.
 */
import { DamagedFileError } from '../../../targets/contract/damaged-file-error.ts';
import { maxStopMs } from '../../../targets/contract/host.ts';
import type { Host, Message, NodeProcess, NodeProgram, Timer } from '../../../targets/contract/host.ts';
import type { Random } from '../../../targets/contract/random.ts';
import { OrdealError } from '../../errors.ts';
import { NodeClock } from './node-clock.ts';
import type { Processor } from './processor.ts';
import { DiskFullError, type SimulatedDisk } from '../disk/simulated-disk.ts';
import type { Tracer } from '../tracer.ts';
import type { World } from '../world.ts';

/** Lines kept of a node's log; older ones are dropped. */
const maxLogLines = 100_000;

export type NodeState = 'running' | 'paused' | 'down';

/** A client's open channel, as the node sees it. */
export interface ClientLine {
  /** An answer on its way to the client. */
  answer(message: Message): void;
  /** The node died. */
  hangUp(): void;
}

/** What is known of a process that is over. */
interface ProcessEnd {
  readonly exitCode: number | null;
  /** What it said itself; empty if it had no time to. */
  readonly reason: string;
}

/** What a node shares with the world around it. */
export interface NodeSurroundings {
  readonly world: World;
  readonly disk: SimulatedDisk;
  readonly processor: Processor;
  /** The node's randomness in this life. */
  random(life: number): Random;
  /** How this node sends to each peer. */
  readonly pathTo: ReadonlyMap<string, (message: Message) => void>;
  /** Null if nobody watches. */
  readonly tracer: Tracer | null;
}

export class SimulatedNode {
  readonly name: string;
  readonly clock = new NodeClock();
  readonly disk: SimulatedDisk;
  readonly processor: Processor;
  /** Open channels by the client's address. */
  readonly clients = new Map<string, ClientLine>();
  readonly #surroundings: NodeSurroundings;
  readonly #program: NodeProgram;
  readonly #logLines: string[] = [];
  #state: NodeState = 'down';
  #hasPower = true;
  #end: ProcessEnd | null = null;
  #life = 0;
  #receivedCount = 0;
  #process: NodeProcess | null = null;
  /** What reached the node while it was paused, in order. */
  #missed: (() => void)[] = [];

  constructor(name: string, program: NodeProgram, surroundings: NodeSurroundings) {
    this.name = name;
    this.#program = program;
    this.#surroundings = surroundings;
    this.disk = surroundings.disk;
    this.processor = surroundings.processor;
  }

  get state(): NodeState {
    return this.#state;
  }

  /** False from a power failure to the next start: the machine answers nobody. */
  get hasPower(): boolean {
    return this.#hasPower;
  }

  /** Counts the program's starts; 0 before the first. */
  get life(): number {
    return this.#life;
  }

  /** How the last life ended; null while it runs and before the first. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  get log(): string {
    return this.#logLines.map((line) => `${line}\n`).join('');
  }

  /** Starts the program on the disk as it is. Nothing happens if it runs. */
  start(): void {
    if (this.#state !== 'down') return;
    this.#hasPower = true;
    this.#state = 'running';
    this.#life++;
    this.#end = null;
    this.#note(`-- started, life ${this.#life}`);
    this.#surroundings.tracer?.changed(this.name, 'started');
    this.#guard(() => {
      this.#process = this.#program(this.#host(this.#life));
    });
  }

  /**
   * Ends the process in good order, once it has handed over or after `maxStopMs`. Calls back, perhaps twice, when this life is
   * over. Nothing that was written is lost.
   */
  stop(done: () => void): void {
    if (this.#state === 'down') {
      done();
      return;
    }
    const { world } = this.#surroundings;
    const life = this.#life;
    const end = (): void => {
      if (life === this.#life && this.#state !== 'down') {
        this.#note('-- ended');
        this.disk.abandon();
        this.#die({ exitCode: 0, reason: '' });
      }
      done();
    };
    this.#note('-- told to end');
    this.enter(life, () => {
      if (this.#process?.stop === undefined) end();
      // Not before the event that it ends with is handled.
      else this.#process.stop(() => void world.schedule(0, end));
    });
    world.schedule(maxStopMs * 1e6, end);
  }

  /** The process dies, the machine goes on: nothing that was written is lost. */
  kill(): void {
    if (this.#state === 'down') return;
    this.#note('-- killed');
    this.disk.abandon();
    this.#die({ exitCode: 137, reason: '' });
  }

  /** The machine goes dark, whether its process runs or not. */
  cutPower(): void {
    if (!this.#hasPower) return;
    this.#note('-- lost power');
    this.#hasPower = false;
    this.disk.crash();
    if (this.#state !== 'down') this.#die({ exitCode: null, reason: '' });
  }

  #die(end: ProcessEnd): void {
    this.#end = end;
    this.#surroundings.tracer?.changed(this.name, 'killed');
    this.#state = 'down';
    this.#process = null;
    this.#missed = [];
    this.processor.drop();
    const lines = [...this.clients.values()];
    this.clients.clear();
    for (const line of lines) line.hangUp();
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#surroundings.tracer?.changed(this.name, 'paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#surroundings.tracer?.changed(this.name, 'resumed');
    const missed = this.#missed;
    this.#missed = [];
    for (const run of missed) this.#surroundings.world.schedule(0, run);
  }

  /** A message arrives; whichever life the node is in gets it. */
  receive(from: string, message: Message): void {
    this.#receivedCount++;
    if (this.#state === 'running' && this.processor.isFree) this.#receive(from, message);
    else this.enter(this.#life, () => this.#process?.receive(from, message));
  }

  /** As `#guard`, for what happens most: no function is made for it. */
  #receive(from: string, message: Message): void {
    try {
      this.#process?.receive(from, message);
      this.#tellBeliefs();
    } catch (cause) {
      this.#threw(cause);
    }
  }

  /** Messages that reached it so far. */
  get receivedCount(): number {
    return this.#receivedCount;
  }

  /** Runs code of the node in this life: when its processor has come to it, after the pause, or never. */
  enter(life: number, run: () => void): void {
    if (this.processor.isFree) this.#enter(life, run);
    else this.processor.handle(() => this.#enter(life, run));
  }

  #enter(life: number, run: () => void): void {
    if (life !== this.#life || this.#state === 'down') return;
    if (this.#state === 'paused') this.#missed.push(() => this.#enter(life, run));
    else this.#guard(run);
  }

  #guard(run: () => void): void {
    try {
      run();
      this.#tellBeliefs();
    } catch (cause) {
      this.#threw(cause);
    }
  }

  #threw(cause: unknown): void {
    if (cause instanceof DiskFullError || cause instanceof DamagedFileError) {
      this.#note(`-- died: ${cause.message}`);
      this.disk.abandon();
      this.#die({ exitCode: 1, reason: cause.message });
      return;
    }
    const { world } = this.#surroundings;
    world.fail(
      new OrdealError(
        'node-threw',
        `Node ${this.name} threw at ${world.nowNs() / 1e6} ms of virtual time (seed ${world.seed}): ` +
          `${cause instanceof Error ? cause.message : String(cause)}.`,
        "This is a bug in the node's program. The same seed leads there again; --verbose shows where it threw.",
        { cause },
      ),
    );
  }

  #tellBeliefs(): void {
    const { tracer } = this.#surroundings;
    if (tracer === null) return;
    const beliefs = this.#process?.beliefs?.();
    if (beliefs !== undefined) tracer.believes(this.name, beliefs);
  }

  #note(line: string): void {
    const { world } = this.#surroundings;
    this.#logLines.push(`${(world.nowNs() / 1e9).toFixed(6)} ${line}`);
    if (this.#logLines.length >= 2 * maxLogLines) this.#logLines.splice(0, maxLogLines);
  }

  #host(life: number): Host {
    const surroundings = this.#surroundings;
    const { disk } = this;
    const { world, pathTo } = surroundings;
    return {
      node: this.name,
      peers: [...pathTo.keys()],
      random: surroundings.random(life),
      disk: {
        read: (file) => disk.read(file),
        readRange: (file, offsetBytes, sizeBytes) => disk.readRange(file, offsetBytes, sizeBytes),
        fileNames: () => disk.fileNames(),
        remove: (file) => disk.remove(file),
        append: (file, bytes) => disk.append(file, bytes),
        truncate: (file, sizeBytes) => disk.truncate(file, sizeBytes),
        replace: (file, bytes, done) => disk.replace(file, bytes, () => this.enter(life, done)),
        sync: (file, done) => disk.sync(file, () => this.enter(life, done)),
      },
      monotonicMs: () => this.clock.monotonicMs(world.nowNs()),
      wallMs: () => this.clock.wallMs(world.nowNs()),
      setTimer: (delayMs, callback) => this.#setTimer(life, delayMs, callback),
      send: (to, message) => {
        const send = pathTo.get(to);
        if (send !== undefined) send(message);
        else this.clients.get(to)?.answer(message);
      },
      log: (line) => this.#note(line),
    };
  }

  #setTimer(life: number, delayMs: number, callback: () => void): Timer {
    const { world } = this.#surroundings;
    let cancelled = false;
    const dueMs = this.clock.monotonicMs(world.nowNs()) + delayMs;
    const fire = (): void => {
      // The clock may have been slowed down since: then it is not due yet.
      const leftNs = this.clock.worldNs(dueMs - this.clock.monotonicMs(world.nowNs()));
      if (leftNs > 1000) event = world.schedule(leftNs, fire);
      else {
        this.enter(life, () => {
          if (!cancelled) callback();
        });
      }
    };
    let event = world.schedule(this.clock.worldNs(delayMs), fire);
    return {
      cancel: () => {
        cancelled = true;
        event.cancel();
      },
    };
  }
}
