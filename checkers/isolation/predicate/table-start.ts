/**
 * How a table begins: with an operation `init`, whose value is a list of [key, value], that ended before anything else began.
 * Then everybody is taken to see what it left or something later, and nil is what a deletion left (Elle, closed-predicate).
 */
import { noPrevious } from '../dependencies.ts';
import {
  aborted,
  committed,
  deleteOp,
  initialVersion,
  insertOp,
  predicateReadOp,
  readOp,
  type TransactionColumns,
} from '../transaction-columns.ts';
import type { RegisterAssumptions } from '../rw-register/register-assumptions.ts';
import { noPlace } from '../rw-register/register-reads.ts';
import { initSource, insertSource, type VersionEdges } from '../rw-register/version-edges.ts';
import type { WrittenVersions } from '../rw-register/written-versions.ts';

export interface TableStart {
  /** The transaction that set the table up, or -1. */
  readonly init: number;
  /** Per key: the version that it left there, or -1. */
  readonly version: Int32Array;
}

export interface PredicateAssumptions extends RegisterAssumptions {
  /**
   * A read by predicate sees what its own transaction wrote before. True if not given; Elle does not ask for it, and some of
   * its test cases would break it.
   */
  readonly ownWritesAreSeen?: boolean;
  /** What is not known is filled in as is likely: see `likely-versions.ts`. False if not given. */
  readonly asIsLikely?: boolean;
}

export function tableStart(transactions: TransactionColumns): TableStart {
  const { count, first, key, status, invoke, complete } = transactions;
  const version = new Int32Array(transactions.keys.size).fill(-1);
  const isInit = count > 0 && status[0] === committed && transactions.operation(0).f === 'init';
  const end = complete[0] as number;
  if (!isInit || invoke.subarray(1).some((begun) => begun < end)) return { init: -1, version };
  for (let op = first[0] as number; op < (first[1] as number); op++) {
    version[key[op] as number] = transactions.version[op] as number;
  }
  return { init: 0, version };
}

/** Per key: what a read of nil saw. `hasNil`: keys that were deleted, or may have been. */
export function nilPlaces(
  { keys, versionCount, versionKey, status }: TransactionColumns,
  { writer, isInstalled }: WrittenVersions,
  { version }: TableStart,
  isNil: (version: number) => boolean,
): Int32Array {
  const places = new Int32Array(keys.size).fill(initialVersion);
  for (let deletion = 0; deletion < versionCount; deletion++) {
    const by = writer[deletion] as number;
    if (!isNil(deletion) || by === -1 || (by >= 0 && status[by] === aborted)) continue;
    const key = versionKey[deletion] as number;
    places[key] = (version[key] as number) >= 0 && isInstalled[deletion] === 1 ? deletion : noPlace;
  }
  return places;
}

/**
 * True if an insert that happened may have found something under its key, by the order of versions: it fails where there is
 * something, so no order of the transactions explains it then. `previous` as in `Inference`, of what was installed.
 */
export function hasUnclearInserts(
  { count, first, kind, key, keys, version }: TransactionColumns,
  { happened, isFinal, writer }: WrittenVersions,
  previous: Int32Array,
  isNil: (version: number) => boolean,
): boolean {
  const writtenBy = new Int32Array(keys.size).fill(-1);
  const isGone = new Uint8Array(keys.size);
  /** Per key: 1 if the current transaction's first write of it is an insert. */
  const isInserted = new Uint8Array(keys.size);
  for (let transaction = 0; transaction < count; transaction++) {
    if (happened[transaction] === 0) continue;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const own = key[op] as number;
      if (kind[op] === readOp || kind[op] === predicateReadOp) continue;
      const isFirst = writtenBy[own] !== transaction;
      if (isFirst) isInserted[own] = kind[op] === insertOp ? 1 : 0;
      else if (kind[op] === insertOp && isGone[own] === 0) return true;
      writtenBy[own] = transaction;
      isGone[own] = kind[op] === deleteOp ? 1 : 0;
      const installed = version[op] as number;
      if (isFinal[installed] === 0 || writer[installed] !== transaction || isInserted[own] === 0) continue;
      const before = previous[installed] as number;
      if (before !== noPrevious && (before < 0 || !isNil(before))) return true;
    }
  }
  return false;
}

/** True if somebody read nil of a key where that may have been one of several versions. `places` as from `nilPlaces`. */
export function hasUnclearNil(
  { count, first, kind, key, keys, version, status }: TransactionColumns,
  places: Int32Array,
): boolean {
  if (!places.includes(noPlace)) return false;
  const writtenBy = new Int32Array(keys.size).fill(-1);
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] !== committed) continue;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const own = key[op] as number;
      if (kind[op] === predicateReadOp) continue;
      if (kind[op] !== readOp) writtenBy[own] = transaction;
      else if (version[op] === initialVersion && places[own] === noPlace && writtenBy[own] !== transaction) return true;
    }
  }
  return false;
}

/**
 * A read of nil, where there was something at first and one deletion is known of, shows that this one happened, whatever its
 * client was told.
 */
export function observeDeletions(
  { count, first, kind, key, version, versionKey, status }: TransactionColumns,
  { writer, isFinal, isInstalled, happened }: WrittenVersions,
  start: TableStart,
  isNil: (version: number) => boolean,
): void {
  const deletions = new Map<number, number>();
  for (let each = 0; each < versionKey.length; each++) {
    const by = writer[each] as number;
    const own = versionKey[each] as number;
    if (isNil(each) && by >= 0 && status[by] !== aborted && (start.version[own] as number) >= 0)
      deletions.set(own, each);
  }
  if (deletions.size === 0) return;
  const shown = new Set<number>();
  for (let op = 0; op < (first[count] as number); op++) {
    const deletion =
      kind[op] === readOp && version[op] === initialVersion ? deletions.get(key[op] as number) : undefined;
    if (deletion !== undefined && happened[writer[deletion] as number] === 0) shown.add(writer[deletion] as number);
  }
  for (const transaction of shown) {
    happened[transaction] = 1;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const written = version[op] as number;
      if (kind[op] !== readOp && kind[op] !== predicateReadOp && writer[written] === transaction)
        isInstalled[written] = isFinal[written] as number;
    }
  }
}

/**
 * What a table's start says of the order of versions: what `init` left precedes all else; and where nothing was at first and
 * nothing was deleted, what the only insert put there precedes all else, for an insert fails where there is something.
 * Answers how many inserts were used so.
 */
export function orderFromStart(
  transactions: TransactionColumns,
  { writer, isInstalled }: WrittenVersions,
  { init, version }: TableStart,
  edges: VersionEdges,
): number {
  const { count, first, kind, key, keys, versionCount, versionKey, status } = transactions;
  /** Per key: what was inserted there, -1 for nothing, or `noPlace` if that is not clear or it may have been deleted. */
  const inserted = new Int32Array(keys.size).fill(-1);
  for (let transaction = 0; transaction < count; transaction++) {
    if (transaction === init || status[transaction] === aborted) continue;
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const own = key[op] as number;
      if (kind[op] === insertOp && inserted[own] === -1) inserted[own] = transactions.version[op] as number;
      else if (kind[op] === insertOp || kind[op] === deleteOp) inserted[own] = noPlace;
    }
  }
  const used = new Set<number>();
  for (let each = 0; each < versionCount; each++) {
    if (isInstalled[each] === 0) continue;
    const own = versionKey[each] as number;
    const left = version[own] as number;
    const put = inserted[own] as number;
    const by = writer[each] as number;
    if (left >= 0) edges.add(left, each, initSource, init, by);
    else if (put >= 0 && isInstalled[put] === 1 && put !== each) {
      edges.add(put, each, insertSource, writer[put] as number, by);
      used.add(put);
    }
  }
  return used.size;
}
