/**
 * One file as the node sees it and as the device holds it. What was appended, cut or replaced since the last finished
 * sync is a list of changes; a crash keeps a random prefix of that list, and may tear the append that follows it:
 * a part of its bytes, or the right length with zeros where the data never arrived (as file systems that journal only
 * metadata leave behind). See Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014.
 */
import { between, chance } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import { GrowableBytes } from './growable-bytes.ts';

type Change =
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly sizeBytes: number }
  | { readonly kind: 'replace'; readonly bytes: Uint8Array };

const nothing: Change = { kind: 'append', bytes: new Uint8Array() };

function apply(content: GrowableBytes, change: Change): void {
  switch (change.kind) {
    case 'append':
      content.append(change.bytes);
      break;
    case 'truncate':
      content.truncate(change.sizeBytes);
      break;
    case 'replace':
      content.truncate(0);
      content.append(change.bytes);
      break;
  }
}

export class SimulatedFile {
  /** What the node reads. */
  #current = new GrowableBytes();
  /** What the device holds for certain. */
  readonly #durable = new GrowableBytes();
  #pending: Change[] = [];
  /** Changes made durable so far, to number those that are pending. */
  #durableCount = 0;

  read(): Uint8Array {
    return this.#current.copy();
  }

  /** Makes a change that is not durable yet. */
  change(change: Change): void {
    this.#pending.push(change);
    apply(this.#current, change);
  }

  /** How many changes there were so far: what a sync that starts now will make durable. */
  get changeCount(): number {
    return this.#durableCount + this.#pending.length;
  }

  /** Makes the first `changeCount` changes durable. */
  makeDurable(changeCount: number): void {
    const ready = this.#pending.splice(0, Math.max(0, changeCount - this.#durableCount));
    for (const change of ready) apply(this.#durable, change);
    this.#durableCount += ready.length;
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
    this.#pending = this.#pending.map((change, index) => (index < kept ? change : nothing));
    this.#current = this.#durable.clone();
    for (const change of this.#pending) apply(this.#current, change);
    return this.#durableCount + kept > 0;
  }

  /** The machine lost power: what was not durable survives in part. False if the file itself did not survive. */
  crash(random: Random): boolean {
    const survivors = random.below(this.#pending.length + 1);
    const torn = this.#pending[survivors];
    this.makeDurable(this.#durableCount + survivors);
    if (torn?.kind === 'append') this.#durable.append(tear(torn.bytes, random));
    this.#pending = [];
    this.#current = this.#durable.clone();
    return this.#durableCount > 0 || torn?.kind === 'append';
  }
}

function tear(bytes: Uint8Array, random: Random): Uint8Array {
  const kept = between(random, 0, bytes.length);
  if (!chance(random, 0.25)) return bytes.slice(0, kept);
  const zeroed = bytes.slice();
  zeroed.fill(0, kept);
  return zeroed;
}
