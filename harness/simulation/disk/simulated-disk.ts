/**
 * A node's disk: files with the fsync semantics of `SimulatedFile`, on one device that finishes its work in order and
 * takes its time. It outlives the node's process; only a loss of power takes what was not synced.
 */
import { chance, exponential } from '../../../targets/contract/random.ts';
import type { Random } from '../../../targets/contract/random.ts';
import type { DiskSettings } from '../settings.ts';
import { WorldEvent } from '../time/event-queue.ts';
import { SimulatedFile } from './simulated-file.ts';
import type { World } from '../world.ts';

/** Thrown at a node that writes to a full disk; it dies of it, as real ones do that cannot go on without their log. */
export class DiskFullError extends Error {
  override name = 'DiskFullError';
}

/** The device has done something, unless the power failed meanwhile. */
class Finish extends WorldEvent {
  readonly #disk: SimulatedDisk;
  readonly #powerCycle: number;
  readonly #run: () => void;

  constructor(disk: SimulatedDisk, run: () => void) {
    super();
    this.#disk = disk;
    this.#powerCycle = disk.powerCycle;
    this.#run = run;
  }

  happen(): void {
    if (this.#powerCycle === this.#disk.powerCycle) this.#run();
  }
}

export class SimulatedDisk {
  readonly #world: World;
  readonly #random: Random;
  readonly #usual: DiskSettings;
  #settings: DiskSettings;
  readonly #files = new Map<string, SimulatedFile>();
  /** Removed, but the directory that says so may not be durable. */
  readonly #removed = new Map<string, SimulatedFile>();
  #powerCycle = 0;
  #idleAtNs = 0;
  #isFull = false;

  constructor(world: World, random: Random, settings: DiskSettings) {
    this.#world = world;
    this.#random = random;
    this.#usual = settings;
    this.#settings = settings;
  }

  /** Behaves differently in these respects from now on, besides those changed before, until `restore`. */
  adjust(changes: Partial<DiskSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  /** Nothing more can be written until `restore`. */
  fill(): void {
    this.#isFull = true;
  }

  restore(): void {
    this.#settings = this.#usual;
    this.#isFull = false;
  }

  /** Writes a little and syncs it; calls back when it is durable, or at once with false if there is no space for it. */
  probe(done: (isWritten: boolean) => void): void {
    if (this.#isFull) done(false);
    else this.#work(() => done(true));
  }

  read(name: string): Uint8Array | undefined {
    return this.#files.get(name)?.read();
  }

  /** Costs no time: what fits a trial is in the operating system's memory. */
  readRange(name: string, offsetBytes: number, sizeBytes: number): Uint8Array {
    return this.#files.get(name)?.readRange(offsetBytes, sizeBytes) ?? new Uint8Array();
  }

  fileNames(): readonly string[] {
    return [...this.#files.keys()];
  }

  remove(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    this.#files.delete(name);
    this.#removed.set(name, file);
  }

  append(name: string, bytes: Uint8Array): void {
    if (this.#isFull && bytes.length > 0) {
      this.#file(name).append(bytes.subarray(0, this.#random.below(bytes.length)));
      throw this.#noSpace(name);
    }
    this.#file(name).append(bytes);
  }

  truncate(name: string, sizeBytes: number): void {
    this.#file(name).truncate(sizeBytes);
  }

  replace(name: string, bytes: Uint8Array, done: () => void): void {
    if (this.#isFull) throw this.#noSpace(name);
    this.#file(name).replace(bytes);
    this.sync(name, done);
  }

  /** `done` is called when the device has written what came before, in the order of the calls, unless power is lost. */
  sync(name: string, done: () => void): void {
    const file = this.#file(name);
    const { changeCount } = file;
    const removed = this.#removed.size === 0 ? [] : [...this.#removed.keys()];
    this.#work(() => {
      file.makeDurable(changeCount);
      for (const gone of removed) this.#removed.delete(gone);
      done();
    });
  }

  /** The process is gone. What it wrote stays and still becomes durable; a replacement under way may come to nothing. */
  abandon(): void {
    for (const [name, file] of this.#files) if (!file.abandon(this.#random)) this.#files.delete(name);
  }

  /** Every file falls back to what the device holds, give or take what it was just writing. */
  crash(): void {
    this.#powerCycle++;
    this.#idleAtNs = this.#world.nowNs();
    for (const [name, file] of this.#removed) if (chance(this.#random, 0.5)) this.#files.set(name, file);
    this.#removed.clear();
    for (const [name, file] of this.#files) if (!file.crash(this.#random)) this.#files.delete(name);
  }

  /** What is on it, by file. */
  image(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#files].map(([name, file]) => [name, file.read()]));
  }

  /** From now on it holds this, whoever wrote what. */
  overwrite(name: string, bytes: Uint8Array): void {
    this.#file(name).overwrite(bytes);
  }

  /** How often the power failed: work that the device has not finished then is never finished. */
  get powerCycle(): number {
    return this.#powerCycle;
  }

  /** One piece of work after the other. */
  #work(finish: () => void): void {
    const nowNs = this.#world.nowNs();
    this.#idleAtNs = Math.max(this.#idleAtNs, nowNs + this.#drawSyncNs());
    this.#world.scheduleEvent(this.#idleAtNs - nowNs, new Finish(this, finish));
  }

  #noSpace(name: string): DiskFullError {
    return new DiskFullError(`no space left on the disk for ${name}`);
  }

  #file(name: string): SimulatedFile {
    const existing = this.#files.get(name);
    if (existing !== undefined) return existing;
    const file = new SimulatedFile();
    this.#removed.delete(name);
    this.#files.set(name, file);
    return file;
  }

  #drawSyncNs(): number {
    const { minSyncMs, meanExtraSyncMs, stallProbability, meanStallMs } = this.#settings;
    let delayMs = minSyncMs + exponential(this.#random, meanExtraSyncMs);
    if (chance(this.#random, stallProbability)) delayMs += exponential(this.#random, meanStallMs);
    return delayMs * 1e6;
  }
}
