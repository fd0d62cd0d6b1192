/**
 * For tests: what is certain of the order of versions, by definition and without any economy; and what inferred edges stand
 * for. Everything is quadratic or worse.
 */
import { rwEdge, wwEdge, type Inference } from '../dependencies.ts';
import {
  aborted,
  committed,
  initialVersion,
  readOp,
  unknownVersion,
  type TransactionColumns,
} from '../transaction-columns.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';

/** What one transaction met on one key: versions, or undefined where there is none that counts. */
interface Met {
  readonly transaction: number;
  readonly key: number;
  readonly read: number | undefined;
  readonly installed: number | undefined;
}

export interface NaiveOrder {
  readonly met: readonly Met[];
  /** Who installed each version. */
  readonly installer: ReadonlyMap<number, number>;
  /** Versions that nobody wrote and that were there at first. */
  readonly starts: ReadonlySet<number>;
  /** Pairs `earlier,later` that follow from the assumptions, and all that follow from those. */
  readonly pairs: ReadonlySet<string>;
  /** Keys whose versions contradict each other. */
  readonly cyclic: ReadonlySet<number>;
}

const pair = (from: number, to: number): string => `${from},${to}`;

function writersOf(transactions: TransactionColumns): Map<number, number[]> {
  const writers = new Map<number, number[]>();
  for (let txn = 0; txn < transactions.count; txn++) {
    for (let op = transactions.first[txn] as number; op < (transactions.first[txn + 1] as number); op++) {
      if (transactions.kind[op] === readOp) continue;
      const version = transactions.version[op] as number;
      const known = writers.get(version) ?? [];
      if (!known.includes(txn)) writers.set(version, [...known, txn]);
    }
  }
  return writers;
}

interface Op {
  readonly isRead: boolean;
  readonly version: number;
}

function opsOn(transactions: TransactionColumns, txn: number, key: number): Op[] {
  const ops: Op[] = [];
  for (let op = transactions.first[txn] as number; op < (transactions.first[txn + 1] as number); op++) {
    if (transactions.key[op] !== key) continue;
    const isRead = transactions.kind[op] === readOp;
    const version = transactions.version[op] as number;
    if (!isRead || (version !== unknownVersion && transactions.status[txn] === committed))
      ops.push({ isRead, version });
  }
  return ops;
}

function installers(transactions: TransactionColumns): Map<number, number> {
  const { count, status, version, versionCount, versionKey } = transactions;
  const seen = new Set<number>();
  for (let txn = 0; txn < count; txn++) {
    if (status[txn] !== committed) continue;
    for (let op = transactions.first[txn] as number; op < (transactions.first[txn + 1] as number); op++) {
      if (transactions.kind[op] === readOp) seen.add(version[op] as number);
    }
  }
  const writers = writersOf(transactions);
  const installer = new Map<number, number>();
  const wasSeen = (txn: number): boolean =>
    [...writers].some(([each, by]) => by.length === 1 && by[0] === txn && seen.has(each));
  for (let each = 0; each < versionCount; each++) {
    const [by, ...others] = writers.get(each) ?? [];
    if (by === undefined || others.length > 0 || status[by] === aborted) continue;
    if (status[by] !== committed && !wasSeen(by)) continue;
    const last = opsOn(transactions, by, versionKey[each] as number).findLast(({ isRead }) => !isRead);
    if (last?.version === each) installer.set(each, by);
  }
  return installer;
}

/** What follows from pairs: Warshall's closure. The initial version is a node like all others. */
function closure(pairs: Set<string>, nodes: readonly number[]): void {
  for (const middle of nodes) {
    for (const from of nodes) {
      if (!pairs.has(pair(from, middle))) continue;
      for (const to of nodes) if (pairs.has(pair(middle, to))) pairs.add(pair(from, to));
    }
  }
}

function metBy(
  transactions: TransactionColumns,
  installer: ReadonlyMap<number, number>,
): Pick<NaiveOrder, 'met' | 'starts'> {
  const met: Met[] = [];
  const writers = writersOf(transactions);
  const starts = new Map<number, Set<number>>();
  const firstReads: { txn: number; key: number; version: number }[] = [];
  for (let txn = 0; txn < transactions.count; txn++) {
    for (let key = 0; key < transactions.keys.size; key++) {
      const [first] = opsOn(transactions, txn, key);
      if (first?.isRead !== true) continue;
      firstReads.push({ txn, key, version: first.version });
      if (first.version >= 0 && writers.has(first.version)) continue;
      starts.set(key, (starts.get(key) ?? new Set()).add(first.version));
    }
  }
  const placeOf = (key: number, version: number): number | undefined => {
    if (version === initialVersion || installer.has(version)) return version;
    return starts.get(key)?.has(version) === true && starts.get(key)?.size === 1 ? initialVersion : undefined;
  };
  for (let txn = 0; txn < transactions.count; txn++) {
    for (let key = 0; key < transactions.keys.size; key++) {
      const ops = opsOn(transactions, txn, key);
      const read = firstReads.find((each) => each.txn === txn && each.key === key);
      const last = ops.findLast(({ isRead }) => !isRead)?.version;
      const installed = last !== undefined && installer.get(last) === txn ? last : undefined;
      const place = read === undefined ? undefined : placeOf(key, read.version);
      if (place !== undefined || installed !== undefined) met.push({ transaction: txn, key, read: place, installed });
    }
  }
  const single = [...starts.values()].flatMap((versions) => (versions.size === 1 ? [...versions] : []));
  return { met, starts: new Set(single) };
}

/** All pairs by the definition of each assumption. */
export function naiveOrder(transactions: TransactionColumns, assumptions: RegisterAssumptions): NaiveOrder {
  const installer = installers(transactions);
  const { met, starts } = metBy(transactions, installer);
  const { session, invoke, complete, keys, versionKey } = transactions;
  const { writeFollowsRead = true, sequentialKeys = false, linearizableKeys = false, transactionOrder } = assumptions;
  const isOrdered = sequentialKeys || linearizableKeys;
  const before = (one: number, other: number): boolean =>
    (sequentialKeys && one < other && session[one] === session[other]) ||
    (linearizableKeys && (complete[one] as number) < (invoke[other] as number));
  const ranked = (one: number, other: number): boolean =>
    transactionOrder !== undefined && (transactionOrder[one] as number) < (transactionOrder[other] as number);
  const pairs = new Set<string>();
  const cyclic = new Set<number>();
  for (let key = 0; key < keys.size; key++) {
    const own = met.filter((each) => each.key === key);
    const add = (from: number | undefined, to: number | undefined): void => {
      if (from !== undefined && to !== undefined && from !== to) pairs.add(pair(from, to));
    };
    const versions = [...installer.keys()].filter((version) => versionKey[version] === key);
    // The initial version of each key is a node of its own: a negative number.
    const start = -2 - key;
    const node = (version: number | undefined): number | undefined => (version === initialVersion ? start : version);
    for (const version of versions) add(start, version);
    for (const one of own) {
      if (writeFollowsRead || isOrdered) add(node(one.read), one.installed);
      for (const other of own) {
        if (before(one.transaction, other.transaction))
          add(node(one.installed ?? one.read), node(other.read ?? other.installed));
        if (ranked(one.transaction, other.transaction)) add(one.installed, other.installed);
      }
    }
    closure(pairs, [start, ...versions]);
    if ([start, ...versions].some((version) => pairs.has(pair(version, version)))) cyclic.add(key);
  }
  return { met, installer, starts, pairs, cyclic };
}

/** Whether the order says that one version of a key comes before another; the initial one before all. */
export function isBefore({ pairs }: NaiveOrder, earlier: number, later: number): boolean {
  return earlier === initialVersion || pairs.has(pair(earlier, later));
}

/** Transactions that paths of inferred ww edges lead to from each, itself included. */
function writePaths({ edges }: Inference, count: number): boolean[][] {
  const reach = Array.from({ length: count }, (_, from) => Array.from({ length: count }, (__, to) => from === to));
  for (let edge = 0; edge < edges.count; edge++) {
    if (edges.kind[edge] === wwEdge) (reach[edges.from[edge] as number] as boolean[])[edges.to[edge] as number] = true;
  }
  for (let middle = 0; middle < count; middle++)
    for (let from = 0; from < count; from++)
      for (let to = 0; to < count; to++)
        if (reach[from]?.[middle] === true && reach[middle]?.[to] === true) (reach[from] as boolean[])[to] = true;
  return reach;
}

/** Reads of what others wrote, or what was there at first: all of them, not only the first of a key. */
function* reads(
  transactions: TransactionColumns,
  { installer, starts }: Pick<NaiveOrder, 'installer' | 'starts'>,
): Iterable<readonly [number, number, number]> {
  for (let txn = 0; txn < transactions.count; txn++) {
    for (let key = 0; key < transactions.keys.size; key++) {
      for (const { isRead, version } of opsOn(transactions, txn, key)) {
        if (!isRead) continue;
        if (version === initialVersion || starts.has(version)) yield [txn, key, initialVersion];
        else if (installer.has(version) && installer.get(version) !== txn) yield [txn, key, version];
      }
    }
  }
}

/** Dependencies that the order makes certain, and that no path of inferred edges stands for. Keys without contradiction. */
export function missingEdges(transactions: TransactionColumns, order: NaiveOrder, inference: Inference): string[] {
  const { installer, cyclic } = order;
  const { versionKey, count } = transactions;
  const reach = writePaths(inference, count);
  const { edges } = inference;
  const anti = (from: number, to: number): boolean => {
    for (let edge = 0; edge < edges.count; edge++) {
      const next = edges.to[edge] as number;
      if (edges.kind[edge] === rwEdge && edges.from[edge] === from && reach[next]?.[to] === true) return true;
    }
    return false;
  };
  const missing: string[] = [];
  for (const [later, to] of installer) {
    const key = versionKey[later] as number;
    if (cyclic.has(key)) continue;
    for (const [earlier, from] of installer) {
      if (versionKey[earlier] !== key || !isBefore(order, earlier, later)) continue;
      if (reach[from]?.[to] !== true) missing.push(`ww ${from} ${to}`);
    }
    for (const [reader, readKey, version] of reads(transactions, order)) {
      if (readKey !== key || reader === to || !isBefore(order, version, later)) continue;
      if (!anti(reader, to) && reach[reader]?.[to] !== true) missing.push(`rw ${reader} ${to}`);
    }
  }
  return missing;
}

/** Inferred ww and rw edges that the order does not make certain. */
export function uncertainEdges(
  transactions: TransactionColumns,
  before: (earlier: number, later: number) => boolean,
  order: Pick<NaiveOrder, 'installer' | 'starts'>,
  { edges }: Inference,
): string[] {
  const { versionKey } = transactions;
  const uncertain: string[] = [];
  const read = [...reads(transactions, order)];
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to, version] = [edges.from, edges.to, edges.version].map((column) => column[edge]) as [
      number,
      number,
      number,
    ];
    const key = versionKey[version];
    const kind = edges.kind[edge];
    const isCertain =
      order.installer.get(version) === (kind === wwEdge || kind === rwEdge ? to : from) &&
      (kind === wwEdge
        ? [...order.installer].some(
            ([earlier, by]) => by === from && versionKey[earlier] === key && before(earlier, version),
          )
        : read.some(([reader, readKey, seen]) =>
            kind === rwEdge
              ? reader === from && readKey === key && before(seen, version)
              : reader === to && seen === version,
          ));
    if (!isCertain) uncertain.push(`${['ww', 'wr', 'rw'][kind as number]} ${from} ${to} by version ${version}`);
  }
  return uncertain;
}
