/**
 * One file as the node sees it and as the device holds it. What was appended, cut or replaced since the last finished
 * sync is a list of changes; a crash keeps a random prefix of that list, and may tear the append that follows it:
 * a part of its bytes, or the right length with zeros where the data never arrived (as file systems that journal only
 * metadata leave behind). See Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014.
 */
import { between, chance } from '../../../targets/contract/random.ts';
import type { Random } from '../../../targets/contract/random.ts';
import { BytePieces } from './byte-pieces.ts';

/** A change that is not durable yet. */
interface Change {
  /** `replaced`: a replacement that has taken place, though only in the operating system's memory. */
  readonly kind: 'append' | 'truncate' | 'replace' | 'replaced';
  /** Of an append and a replacement. */
  readonly bytes: Uint8Array;
  /** Of a truncation: the size that is left. */
  readonly sizeBytes: number;
}

const noBytes = new Uint8Array();
const nothing: Change = { kind: 'append', bytes: noBytes, sizeBytes: 0 };

export class SimulatedFile {
  /** What the device holds for certain. */
  readonly #durable = new BytePieces();
  #pending: Change[] = [];
  /** Changes made durable so far, to number those that are pending. */
  #durableCount = 0;

  /** What the node sees: everything, durable or not. */
  read(): Uint8Array {
    const content = this.#durable.clone();
    for (const change of this.#pending) apply(content, change);
    return content.copy();
  }

  /** What the node sees of a part; of a file that only grows at times, without going through all of it. */
  readRange(offsetBytes: number, sizeBytes: number): Uint8Array {
    if (this.#pending.length > 0) return this.read().slice(offsetBytes, offsetBytes + sizeBytes);
    return this.#durable.slice(offsetBytes, offsetBytes + sizeBytes);
  }

  append(bytes: Uint8Array): void {
    this.#pending.push({ kind: 'append', bytes, sizeBytes: 0 });
  }

  /** Keeps the first `sizeBytes`. */
  truncate(sizeBytes: number): void {
    this.#pending.push({ kind: 'truncate', bytes: noBytes, sizeBytes });
  }

  replace(bytes: Uint8Array): void {
    this.#pending.push({ kind: 'replace', bytes, sizeBytes: 0 });
  }

  /** How many changes there were so far: what a sync that starts now will make durable. */
  get changeCount(): number {
    return this.#durableCount + this.#pending.length;
  }

  /** Makes the first `changeCount` changes durable. */
  makeDurable(changeCount: number): void {
    while (this.#durableCount < changeCount) {
      const change = this.#pending.shift();
      if (change === undefined) return;
      apply(this.#durable, change);
      this.#durableCount++;
    }
  }

  /**
   * The process that was writing is gone. Appends and cuts had reached the operating system; replacing takes several steps
   * (write a new file, sync it, rename it), so one that was not finished may never happen, nor anything after it. False if
   * the file was never created.
   */
  abandon(random: Random): boolean {
    const begun = this.#pending.findIndex(({ kind }) => kind === 'replace');
    if (begun < 0) return true;
    const kept = between(random, begun, this.#pending.length);
    // Syncs under way count changes: those that never happen keep their numbers.
    this.#pending = this.#pending.map((change, index) => {
      if (index >= kept) return nothing;
      return change.kind === 'replace' ? { ...change, kind: 'replaced' } : change;
    });
    return this.#durableCount + kept > 0;
  }

  /** The device holds this instead, for certain; changes that were under way are part of the past. */
  overwrite(bytes: Uint8Array): void {
    this.#durableCount += this.#pending.length;
    this.#pending = [];
    this.#durable.truncate(0);
    this.#durable.append(bytes);
  }

  /** The machine lost power: what was not durable survives in part. False if the file itself did not survive. */
  crash(random: Random): boolean {
    const survivors = random.below(this.#pending.length + 1);
    const torn = this.#pending[survivors];
    for (let index = 0; index < survivors; index++) apply(this.#durable, this.#pending[index] as Change);
    this.#durableCount += survivors;
    if (torn?.kind === 'append') this.#durable.append(tear(torn.bytes, random));
    this.#pending = [];
    return this.#durableCount > 0 || torn?.kind === 'append';
  }
}

function apply(content: BytePieces, { kind, bytes, sizeBytes }: Change): void {
  if (kind === 'truncate') content.truncate(sizeBytes);
  else {
    if (kind !== 'append') content.truncate(0);
    content.append(bytes);
  }
}

function tear(bytes: Uint8Array, random: Random): Uint8Array {
  const kept = between(random, 0, bytes.length);
  if (!chance(random, 0.25)) return bytes.subarray(0, kept);
  // Not `slice`: that of a Buffer is no copy.
  return new Uint8Array(bytes).fill(0, kept);
}
