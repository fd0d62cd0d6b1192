/**
 * What a read by predicate says of an object, found or not. Adya 1999, section 3.1.3: it selects a version of every object,
 * existing or not, and returns those that match. Whose version it selected of an object that it did not return follows by
 * elimination: none that matches (Elle, closed-predicate; there for objects of two versions, here for any number).
 *
 * Let C be the versions that do not match and may have been seen; the read selected one of them.
 * - C is empty: it must have returned the object (predicate-read-miss).
 * - All of C follow c, itself one of C: it selected c or a later version, whose writer W(c) reaches by ww; so W(c) comes
 *   before it by wr through the predicate, or by ww and then that.
 * - All of C precede v, which matches: it selected a version before v that does not match; the first later one that matches
 *   changed the matches, and the reader comes before its writer by rw through the predicate, who is W(v) or comes before it
 *   by ww.
 * Of an object that it returned, C is the version it returned, and v any later one that does not match.
 *
 * Left out of C are versions of aborted transactions and intermediate ones. Had it selected one of those, that would be G1a
 * or G1b, and every model that forbids what is concluded here forbids that too.
 */
import type { CertainOrder } from './certain-order.ts';

export interface Selection {
  /** True if there is nothing that it could have selected. */
  readonly isMiss: boolean;
  /** The version whose writer comes before the reader, or -1. */
  readonly after: number;
  /** Versions whose writers come after the reader. */
  readonly before: readonly number[];
  /** True if `after` and `before` say less than that one of the candidates was selected. */
  readonly isUnclear: boolean;
}

/** Objects with more versions than this are compared in part only. */
const mostVersions = 64;

export function selectionOf(
  candidates: readonly number[],
  changed: readonly number[],
  order: CertainOrder,
  isInstalled: Uint8Array,
): Selection {
  if (candidates.length === 0) return { isMiss: true, after: -1, before: [], isUnclear: false };
  if (candidates.length > mostVersions) return { isMiss: false, after: -1, before: [], isUnclear: true };
  const after = candidates.find(
    (each) =>
      each >= 0 &&
      isInstalled[each] === 1 &&
      candidates.every((other) => other === each || order.isBefore(each, other)),
  );
  const installed = changed.filter((version) => isInstalled[version] === 1);
  const compared = installed.slice(0, mostVersions);
  const later = compared.filter((version) => candidates.every((each) => order.isBefore(each, version)));
  // The candidates are all there is between the first of them and the first later one that is none. That there is a first
  // of them goes without saying in a whole order, but the search for it may have given up.
  const isWhole =
    compared.length === installed.length &&
    (after !== undefined || candidates.some((each) => each < 0)) &&
    compared.every((version) => later.includes(version) || candidates.every((each) => order.isBefore(version, each)));
  return { isMiss: false, after: after ?? -1, before: order.firsts(later), isUnclear: !isWhole };
}
