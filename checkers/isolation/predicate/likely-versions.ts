/**
 * What a history of a table leaves open, filled in as is likely. A model is kept if there is any way to fill it in under
 * which nothing shows that it forbids: if this one is such a way, that proves the model; if not, nothing is known.
 */
import type { RegisterReads } from '../rw-register/register-reads.ts';
import { initSource, insertSource, likelySource, wfrSource, type VersionEdges } from '../rw-register/version-edges.ts';
import { noWriter, type WrittenVersions } from '../rw-register/written-versions.ts';
import { aborted, indeterminate, neverCompletes, type TransactionColumns } from '../transaction-columns.ts';

/** Transactions of unknown outcome of which nobody saw anything never happened. */
export function withoutUnseen(transactions: TransactionColumns, { happened }: WrittenVersions): TransactionColumns {
  const status = transactions.status.map((each, transaction) =>
    each === indeterminate && happened[transaction] === 0 ? aborted : each,
  );
  return { ...transactions, status, operation: (transaction) => transactions.operation(transaction) };
}

/** Per version: when somebody knew of it first, its writer or a reader, in real time. */
function firstKnown(
  { versionCount, complete }: TransactionColumns,
  { writer }: WrittenVersions,
  { readVersion, readBy }: RegisterReads,
): Int32Array {
  const known = new Int32Array(versionCount).fill(neverCompletes);
  const note = (version: number, by: number): void => {
    known[version] = Math.min(known[version] as number, complete[by] as number);
  };
  for (const [version, by] of writer.entries()) if (by > noWriter) note(version, by);
  for (const [read, version] of readVersion.view().entries()) note(version, readBy.items[read] as number);
  return known;
}

/**
 * Puts the versions of every key into one order: what was written by who had read a version directly after that one, and
 * otherwise as they became known. Linear but for sorting.
 */
export function orderAsLikely(
  transactions: TransactionColumns,
  written: WrittenVersions,
  reads: RegisterReads,
  edges: VersionEdges,
): void {
  const known = firstKnown(transactions, written, reads);
  const isFollower = new Uint8Array(transactions.versionCount);
  const isStart = new Uint8Array(transactions.versionCount);
  const followers = new Map<number, number[]>();
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to, source] = [edges.from.items[edge], edges.to.items[edge], edges.source.items[edge]] as [
      number,
      number,
      number,
    ];
    if (source === initSource || source === insertSource) isStart[from] = 1;
    if (source !== wfrSource) continue;
    isFollower[to] = 1;
    const others = followers.get(from);
    if (others === undefined) followers.set(from, [to]);
    else others.push(to);
  }
  const latestFirst = (left: number, right: number): number =>
    (isStart[left] as number) - (isStart[right] as number) || (known[right] as number) - (known[left] as number);
  const stack = [...written.isInstalled.keys()]
    .filter((version) => written.isInstalled[version] === 1 && isFollower[version] === 0)
    .toSorted(latestFirst);
  /** Per key: the version that was put in order last. */
  const last = new Map<number, number>();
  for (let version = stack.pop(); version !== undefined; version = stack.pop()) {
    stack.push(...(followers.get(version) ?? []).toSorted(latestFirst));
    const key = transactions.versionKey[version] as number;
    const before = last.get(key);
    last.set(key, version);
    if (before === undefined) continue;
    edges.add(before, version, likelySource, written.writer[before] as number, written.writer[version] as number);
  }
}
