/**
 * Which node has which shard. A shard is a range of positions: of the rows' names, or of their hashes. Whoever has a shard
 * decides who gets it next and raises its epoch, so of two entries that contradict each other the one with the higher epoch is
 * newer; every node that ever had a shard knows to whom it went, so whoever asks in the wrong place is sent on.
 */
import type { RowName } from '../transactions/row.ts';
import { entryParts } from '../transactions/secondary-index.ts';
import type { StoreConfiguration } from '../configuration.ts';

export type ShardEntry = {
  /** The first position. */
  readonly from: string;
  /** The first position after the shard; null if it has no end. */
  readonly to: string | null;
  readonly owner: string;
  readonly epoch: number;
};

/**
 * FNV-1a, 32 bits, as eight hexadecimal digits; mixed once more at the end (as MurmurHash3 does), because by itself it keeps names
 * together that differ in their last character only.
 */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

/** Entries of a local index are with their rows, those of a global one with all others of the same value. */
export function positionOf(row: RowName, { sharding, index }: Pick<StoreConfiguration, 'sharding' | 'index'>): string {
  const entry = entryParts(row);
  const place = entry === null ? row : index === 'local' ? `rows/${entry.key}` : `index/${entry.value}`;
  return sharding === 'hash' ? hash(place) : place;
}

function endsBefore(to: string | null, position: string): boolean {
  return to !== null && to <= position;
}

function overlaps(a: ShardEntry, b: ShardEntry): boolean {
  return !endsBefore(a.to, b.from) && !endsBefore(b.to, a.from);
}

/** What is left of an entry beside a newer one. */
function remainders(entry: ShardEntry, newer: ShardEntry): ShardEntry[] {
  const left: ShardEntry = { ...entry, to: newer.from };
  const right: ShardEntry[] = newer.to === null ? [] : [{ ...entry, from: newer.to }];
  return [left, ...right].filter(
    ({ from, to }) => (to === null || from < to) && (entry.to === null || from < entry.to) && from >= entry.from,
  );
}

export class ShardMap {
  #entries: ShardEntry[];

  /** By hash every node begins with a shard, by range the first has everything. */
  constructor(nodes: readonly string[], sharding: StoreConfiguration['sharding']) {
    const owners = sharding === 'hash' ? nodes : nodes.slice(0, 1);
    const bounds = owners.map((_, index) =>
      index === 0
        ? ''
        : Math.floor((index * 0x1_0000_0000) / owners.length)
            .toString(16)
            .padStart(8, '0'),
    );
    this.#entries = owners.map((owner, index) => ({
      from: bounds[index] as string,
      to: bounds[index + 1] ?? null,
      owner,
      epoch: 0,
    }));
  }

  /** In the order of positions, without gaps. */
  get entries(): readonly ShardEntry[] {
    return this.#entries;
  }

  at(position: string): ShardEntry {
    return this.#entries.findLast(({ from }) => from <= position) as ShardEntry;
  }

  /** Takes it into account where it is newer than what is known. */
  learn(entry: ShardEntry): void {
    const older = this.#entries.filter((known) => overlaps(known, entry) && known.epoch < entry.epoch);
    const kept = this.#entries.filter((known) => !older.includes(known));
    const newer = kept.filter((known) => overlaps(known, entry));
    // Where something newer is known, that stays; the entry takes the place of what is older only.
    let parts = [entry];
    for (const known of newer)
      parts = parts.flatMap((part) => (overlaps(part, known) ? remainders(part, known) : [part]));
    const left = older.flatMap((known) => remainders(known, entry));
    this.#entries = [...kept, ...left, ...parts].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  }
}
