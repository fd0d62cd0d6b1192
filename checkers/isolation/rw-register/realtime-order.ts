/**
 * The order of a key's versions in real time, if every key is taken to be linearizable: version u comes before v if whoever
 * met u last ended before somebody began who met v first. With end(u) the earliest such end and start(v) the latest such
 * beginning, u < v exactly if end(u) < start(v) (the zones of Gibbons & Korach, "Testing shared memories", 1997).
 *
 * The relation has a cycle exactly if it has one of two versions: on a cycle take the version v with the earliest end, p
 * before it and q before p; end(v) <= end(q) < start(p) and end(p) < start(v), so v < p < v. Without a cycle it is a partial
 * order's graph, and a pair (u, v) can be left out if some t lies between, end(u) < start(t) and end(t) < start(v): paths
 * only get longer, so they end in pairs that are kept. That leaves about one pair per version and concurrent client.
 */
import { initialVersion, neverCompletes, type TransactionColumns } from '../transaction-columns.ts';
import { noPlace, type Touches } from './register-reads.ts';
import type { TouchesByKey } from './touches-by-key.ts';
import { realtimeSource, type VersionEdges } from './version-edges.ts';

const neverStarts = -1;

/** The versions of one key with their times, by place in a list. */
interface Zones {
  readonly versions: number[];
  readonly start: number[];
  readonly startBy: number[];
  readonly end: number[];
  readonly endBy: number[];
}

function place(zones: Zones, places: Int32Array, version: number): number {
  const known = places[version] as number;
  if (zones.versions[known] === version) return known;
  places[version] = zones.versions.length;
  zones.versions.push(version);
  zones.start.push(neverStarts);
  zones.startBy.push(-1);
  zones.end.push(neverCompletes);
  zones.endBy.push(-1);
  return zones.versions.length - 1;
}

class RealtimeOrder {
  readonly #transactions: TransactionColumns;
  readonly #touches: Touches;
  readonly #edges: VersionEdges;
  /** Per version: its place in the zones of its key. */
  readonly #places: Int32Array;

  constructor(transactions: TransactionColumns, touches: Touches, edges: VersionEdges) {
    this.#transactions = transactions;
    this.#touches = touches;
    this.#edges = edges;
    this.#places = new Int32Array(transactions.versionCount);
  }

  /** Adds the pairs of one key; if they contradict each other, only the two that do. */
  order(rows: Int32Array): void {
    const { zones, lateInitial } = this.#zones(rows);
    const size = zones.versions.length;
    const byStart = Array.from({ length: size }, (_, each) => each).toSorted(
      (left, right) => (zones.start[left] as number) - (zones.start[right] as number),
    );
    const byEnd = byStart.toSorted((left, right) => (zones.end[left] as number) - (zones.end[right] as number));
    const first = byEnd[0];
    if (first !== undefined && lateInitial >= 0) {
      const { invoke } = this.#transactions;
      if ((zones.end[first] as number) < (invoke[lateInitial] as number)) {
        const version = zones.versions[first] as number;
        this.#edges.add(version, initialVersion, realtimeSource, zones.endBy[first] as number, lateInitial);
        return;
      }
    }
    const clash = contradiction(zones, byStart, byEnd);
    if (clash === undefined) this.#sweep(zones, byStart, byEnd);
    else {
      this.#add(zones, clash[0], clash[1]);
      this.#add(zones, clash[1], clash[0]);
    }
  }

  /** The zones, and the transaction that was the last to begin of those that read the initial value, or -1. */
  #zones(rows: Int32Array): { zones: Zones; lateInitial: number } {
    const { invoke, complete } = this.#transactions;
    const { read, installed, transaction } = this.#touches;
    const zones: Zones = { versions: [], start: [], startBy: [], end: [], endBy: [] };
    let lateInitial = -1;
    for (const row of rows) {
      const by = transaction.items[row] as number;
      const seen = read.items[row] as number;
      const made = installed.items[row] as number;
      const first = seen === noPlace ? made : seen;
      const last = made === noPlace ? seen : made;
      if (first === noPlace) continue;
      if (first === initialVersion) lateInitial = by;
      else {
        const at = place(zones, this.#places, first);
        if ((invoke[by] as number) > (zones.start[at] as number)) {
          zones.start[at] = invoke[by] as number;
          zones.startBy[at] = by;
        }
      }
      if (last === initialVersion) continue;
      const at = place(zones, this.#places, last);
      if ((complete[by] as number) < (zones.end[at] as number)) {
        zones.end[at] = complete[by] as number;
        zones.endBy[at] = by;
      }
    }
    return { zones, lateInitial };
  }

  #add({ versions, endBy, startBy }: Zones, from: number, to: number): void {
    const [earlier, later] = [versions[from] as number, versions[to] as number];
    this.#edges.add(earlier, later, realtimeSource, endBy[from] as number, startBy[to] as number);
  }

  /** Versions by start; those that ended before it by end, latest first, as long as nothing lies between. */
  #sweep(zones: Zones, byStart: readonly number[], byEnd: readonly number[]): void {
    const { start, end } = zones;
    const latest = new LatestStarts(start);
    const rank = new Int32Array(byEnd.length);
    for (const [at, version] of byEnd.entries()) rank[version] = at;
    let ended = 0;
    for (const version of byStart) {
      while (ended < byEnd.length && (end[byEnd[ended] as number] as number) < (start[version] as number)) {
        latest.take(byEnd[ended++] as number);
      }
      const between = latest.except(version, -1);
      let at = ended - 1;
      for (; at >= 0; at--) {
        const before = byEnd[at] as number;
        if (before === version) continue;
        if ((end[before] as number) >= latest.startExcept(version, before)) this.#add(zones, before, version);
        else if (before !== between) break;
      }
      // The version that lies between the others and this one was not asked about if it ended before the last of them.
      if (between < 0 || (rank[between] as number) >= at) continue;
      if ((end[between] as number) >= latest.startExcept(version, between)) this.#add(zones, between, version);
    }
  }
}

/** The three versions with the latest starts among those taken. */
class LatestStarts {
  readonly #start: readonly number[];
  readonly #top: number[] = [];

  constructor(start: readonly number[]) {
    this.#start = start;
  }

  take(version: number): void {
    const top = this.#top;
    top.push(version);
    for (let at = top.length - 1; at > 0; at--) {
      const [left, right] = [top[at - 1] as number, top[at] as number];
      if ((this.#start[left] as number) >= (this.#start[right] as number)) break;
      top[at - 1] = right;
      top[at] = left;
    }
    if (top.length > 3) top.pop();
  }

  /** The one with the latest start but for these two, or -1. */
  except(one: number, other: number): number {
    for (const version of this.#top) if (version !== one && version !== other) return version;
    return -1;
  }

  startExcept(one: number, other: number): number {
    const version = this.except(one, other);
    return version < 0 ? neverStarts : (this.#start[version] as number);
  }
}

/** Two versions each of which ended before the other one's start, if there are. */
function contradiction(
  { start, end }: Zones,
  byStart: readonly number[],
  byEnd: readonly number[],
): readonly [number, number] | undefined {
  const latest = new LatestStarts(start);
  let ended = 0;
  for (const version of byStart) {
    while (ended < byEnd.length && (end[byEnd[ended] as number] as number) < (start[version] as number)) {
      latest.take(byEnd[ended++] as number);
    }
    const other = latest.except(version, -1);
    if (other >= 0 && (start[other] as number) > (end[version] as number)) return [version, other];
  }
  return undefined;
}

/** Adds the pairs of all keys; of a key whose versions contradict real time only one contradiction. O(n log n). */
export function orderByRealtime(
  transactions: TransactionColumns,
  touches: Touches,
  { begin, rows }: TouchesByKey,
  edges: VersionEdges,
): void {
  const order = new RealtimeOrder(transactions, touches, edges);
  for (let key = 0; key + 1 < begin.length; key++) order.order(rows.subarray(begin[key], begin[key + 1]));
}
