/**
 * The version directly before each one, where that is certain: where every version that a key may have has its place, one
 * after another. Otherwise there may be one between any two.
 */
import { noPrevious, unknownPrevious } from '../dependencies.ts';
import { aborted, type TransactionColumns } from '../transaction-columns.ts';
import type { VersionOrder } from './version-order.ts';
import { noWriter, type WrittenVersions } from './written-versions.ts';

/** The first of the versions that follow this one, or -1. */
function nearestFollower({ begin, next, position }: VersionOrder, version: number): number {
  let nearest = -1;
  for (let at = begin[version] as number; at < (begin[version + 1] as number); at++) {
    const later = next[at] as number;
    if (nearest < 0 || (position[later] as number) < (position[nearest] as number)) nearest = later;
  }
  return nearest;
}

/** Linear in versions and pairs of versions. */
export function previousVersions(
  { versionCount, versionKey, keys, status }: TransactionColumns,
  { isInstalled, isFinal, writer }: WrittenVersions,
  order: VersionOrder,
): Int32Array {
  const previous = new Int32Array(versionCount).fill(unknownPrevious);
  /** Per key: versions that it had or may have had; those that none is known to precede; the last of those. */
  const possible = new Int32Array(keys.size);
  const firsts = new Int32Array(keys.size);
  const first = new Int32Array(keys.size);
  for (let version = 0; version < versionCount; version++) {
    const by = writer[version] as number;
    if (by === noWriter || (by >= 0 && (isFinal[version] === 0 || status[by] === aborted))) continue;
    const key = versionKey[version] as number;
    possible[key]!++;
    if (isInstalled[version] === 0 || order.precededBy[version] !== 0) continue;
    firsts[key]!++;
    first[key] = version;
  }
  const chain: number[] = [];
  for (let key = 0; key < keys.size; key++) {
    if (firsts[key] !== 1) continue;
    chain.length = 0;
    for (let version = first[key] as number; version >= 0; version = nearestFollower(order, version))
      chain.push(version);
    if (chain.length !== possible[key]) continue;
    for (const [at, version] of chain.entries()) previous[version] = at === 0 ? noPrevious : (chain[at - 1] as number);
  }
  return previous;
}
