/**
 * What the pairs of versions say together: for each key a partial order, as the versions that directly follow each version,
 * or a contradiction (cyclic versions). A key with a contradiction keeps only what writes that follow reads say of it, and
 * if that is contradictory too, nothing.
 */
import type { DirectFindings } from '../direct-findings.ts';
import { initialVersion, type TransactionColumns } from '../transaction-columns.ts';
import { explainCycle } from './cyclic-versions.ts';
import type { OrderReasons } from './order-reasons.ts';
import { wfrSource, type VersionEdges } from './version-edges.ts';

export interface VersionOrder {
  /** The versions that follow version v, some of them not directly: `next[begin[v]]` to `next[begin[v + 1]]` (exclusive). */
  readonly begin: Int32Array;
  readonly next: Int32Array;
  /** Per version: how many pairs it is the later one of. */
  readonly precededBy: Int32Array;
  /** Per version that is in a pair: its place in an order of all that agrees with the pairs; else -1. */
  readonly position: Int32Array;
}

/** What is believed of a key. */
const everything = 0;
const onlyWritesFollowReads = 1;
const nothing = 2;

class Ordering {
  readonly #edges: VersionEdges;
  readonly #versionCount: number;
  readonly #versionKey: Int32Array;
  readonly #believed: Uint8Array;

  constructor(edges: VersionEdges, { versionCount, versionKey, keys }: TransactionColumns) {
    this.#edges = edges;
    this.#versionCount = versionCount;
    this.#versionKey = versionKey;
    this.#believed = new Uint8Array(keys.size);
  }

  isActive(edge: number): boolean {
    const { from, source } = this.#edges;
    const believed = this.#believed[this.#versionKey[from.items[edge] as number] as number];
    return believed === everything || (believed === onlyWritesFollowReads && source.items[edge] === wfrSource);
  }

  /** The order, and whether some versions have no place in it: those on cycles and after them. */
  arrange(): { order: VersionOrder; isWhole: boolean } {
    const order = this.#rows();
    const { begin, next, precededBy, position } = order;
    const waiting = precededBy.slice();
    const queue = new Int32Array(this.#versionCount);
    let tail = 0;
    let involved = 0;
    for (let version = 0; version < this.#versionCount; version++) {
      const hasNext = (begin[version + 1] as number) > (begin[version] as number);
      if (waiting[version] === 0 && hasNext) queue[tail++] = version;
      if (waiting[version] !== 0 || hasNext) involved++;
    }
    for (let head = 0; head < tail; head++) {
      const version = queue[head] as number;
      position[version] = head;
      for (let at = begin[version] as number; at < (begin[version + 1] as number); at++) {
        const after = next[at] as number;
        if (--waiting[after]! === 0) queue[tail++] = after;
      }
    }
    return { order, isWhole: tail === involved };
  }

  /** Believes less of a key. False if it was distrusted before. */
  distrust(key: number, writesFollowReads: boolean): boolean {
    const before = this.#believed[key];
    this.#believed[key] = before === everything && writesFollowReads ? onlyWritesFollowReads : nothing;
    return before === everything;
  }

  #rows(): VersionOrder {
    const { from, to, count } = this.#edges;
    const begin = new Int32Array(this.#versionCount + 1);
    const precededBy = new Int32Array(this.#versionCount);
    for (let edge = 0; edge < count; edge++) {
      if ((to.items[edge] as number) >= 0 && this.isActive(edge)) begin[(from.items[edge] as number) + 1]!++;
    }
    for (let version = 0; version < this.#versionCount; version++) begin[version + 1]! += begin[version] as number;
    const fill = begin.slice(0, this.#versionCount);
    const next = new Int32Array(begin[this.#versionCount] as number);
    for (let edge = 0; edge < count; edge++) {
      const later = to.items[edge] as number;
      if (later < 0 || !this.isActive(edge)) continue;
      next[fill[from.items[edge] as number]!++] = later;
      precededBy[later]!++;
    }
    return { begin, next, precededBy, position: new Int32Array(this.#versionCount).fill(-1) };
  }
}

/** A cycle of pairs among versions without a position, for each key that has one. */
function cyclesByKey(
  edges: VersionEdges,
  ordering: Ordering,
  position: Int32Array,
  versionKey: Int32Array,
): Map<number, number[]> {
  /** Per version without a position: a pair whose earlier version has none either. */
  const before = new Map<number, number>();
  const cycles = new Map<number, number[]>();
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to] = [edges.from.items[edge] as number, edges.to.items[edge] as number];
    if (!ordering.isActive(edge)) continue;
    if (to === initialVersion) cycles.set(versionKey[from] as number, [edge]);
    else if (position[from] === -1 && position[to] === -1 && !before.has(to)) before.set(to, edge);
  }
  const walked = new Set<number>();
  for (const start of before.keys()) {
    if (cycles.has(versionKey[start] as number)) continue;
    const path: number[] = [];
    const placeOf = new Map<number, number>();
    let version = start;
    while (!walked.has(version)) {
      walked.add(version);
      placeOf.set(version, path.length);
      const edge = before.get(version);
      if (edge === undefined) break;
      path.push(edge);
      version = edges.from.items[edge] as number;
    }
    const place = placeOf.get(version);
    if (place !== undefined && before.has(version)) {
      cycles.set(versionKey[version] as number, path.slice(place).toReversed());
    }
  }
  return cycles;
}

/**
 * Linear in versions and pairs. Reports `cyclic-versions` once for each key that has them. `writesFollowReads` says whether
 * that is believed by itself.
 */
export function orderVersions(
  transactions: TransactionColumns,
  edges: VersionEdges,
  reasons: OrderReasons,
  writesFollowReads: boolean,
  findings: DirectFindings,
): VersionOrder {
  const ordering = new Ordering(edges, transactions);
  const { versionKey } = transactions;
  for (;;) {
    const { order, isWhole } = ordering.arrange();
    const hasReturn = edges.to.view().includes(initialVersion);
    if (isWhole && !hasReturn) return order;
    const cycles = cyclesByKey(edges, ordering, order.position, versionKey);
    if (cycles.size === 0) return order;
    for (const [key, cycle] of cycles) {
      if (!ordering.distrust(key, writesFollowReads)) continue;
      findings.add('cyclic-versions', () => explainCycle(transactions, edges, reasons, key, cycle));
    }
  }
}
