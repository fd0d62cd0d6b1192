/**
 * The order of each key's versions, as far as reads show it. A list only grows at its end, so every state that was ever
 * read is a prefix of the last one, and the longest read shows the order of all that it holds (Kingsbury and Alvaro, Elle,
 * VLDB 2020, section 4.2.3: traceability). Reads that contradict each other are `incompatible-order`; then only the part on which
 * all agree is taken for the order.
 */
import type { StepLimit } from '../step-limit.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import type { Appends } from './appends.ts';
import { nothingFound } from './own-appends.ts';

/** In `place` and `longestOp`: none. */
export const nowhere = -1;

export interface KeyOrders {
  /** Per key: the read with the longest list, or `nowhere`. */
  readonly longestOp: Int32Array;
  /** Per key: how many elements of that list are its order: all, unless another read contradicts it. */
  readonly length: Int32Array;
  /** Per version: its (first) position in the order of its key, or `nowhere`. */
  readonly place: Int32Array;
  /** Per version: 1 if a committed transaction read it. */
  readonly isSeen: Uint8Array;
  /** Per key: the first position of its order that repeats an earlier element; its length if none does. */
  readonly firstRepeat: Int32Array;
  /** Per micro-operation: 1 if what it read is no prefix of the longest list. */
  readonly isDivergent: Uint8Array;
}

/** A list that a micro-operation read is `elements[listStart]` and so on. */
export function listStart({ list, listFirst }: TransactionColumns, op: number): number {
  return listFirst[list[op] as number] as number;
}

function longestReads({ kind, key, keys }: TransactionColumns, found: Int32Array): Int32Array {
  const longestOp = new Int32Array(keys.size).fill(nowhere);
  for (let op = 0; op < kind.length; op++) {
    const length = found[op] as number;
    if (length === nothingFound) continue;
    const longest = longestOp[key[op] as number] as number;
    if (longest === nowhere || length > (found[longest] as number)) longestOp[key[op] as number] = op;
  }
  return longestOp;
}

/** How many of the first `length` elements two lists have in common. */
function commonLength(elements: Int32Array, left: number, right: number, length: number): number {
  let at = 0;
  while (at < length && elements[left + at] === elements[right + at]) at++;
  return at;
}

/** Notes where each element of an order stands first, and returns the first place that repeats one that was appended once. */
function placeElements(order: Int32Array, place: Int32Array, isRepeated: Uint8Array): number {
  for (let at = order.length - 1; at >= 0; at--) place[order[at] as number] = at;
  for (let at = 0; at < order.length; at++) {
    const version = order[at] as number;
    if (place[version] !== at && isRepeated[version] === 0) return at;
  }
  return order.length;
}

/** `found`: per micro-operation, how much of its list is compared. Linear in the size of the history. */
export function readKeyOrders(
  transactions: TransactionColumns,
  appends: Appends,
  found: Int32Array,
  limit: StepLimit,
): KeyOrders {
  const { kind, key, keys, elements, versionCount } = transactions;
  const longestOp = longestReads(transactions, found);
  const length = Int32Array.from(longestOp, (op) => (op === nowhere ? 0 : (found[op] as number)));
  const firstRepeat = new Int32Array(keys.size);
  const place = new Int32Array(versionCount).fill(nowhere);
  const isSeen = new Uint8Array(versionCount);
  const isDivergent = new Uint8Array(kind.length);
  for (let op = 0; op < kind.length && !limit.spent(); op++) {
    const read = found[op] as number;
    if (read <= 0) continue;
    const opKey = key[op] as number;
    const start = listStart(transactions, op);
    const common = commonLength(elements, start, listStart(transactions, longestOp[opKey] as number), read);
    if (common === read) continue;
    isDivergent[op] = 1;
    length[opKey] = Math.min(length[opKey] as number, common);
    for (let at = start; at < start + read; at++) isSeen[elements[at] as number] = 1;
  }
  for (let opKey = 0; opKey < keys.size; opKey++) {
    const op = longestOp[opKey] as number;
    if (op === nowhere) continue;
    const start = listStart(transactions, op);
    const order = elements.subarray(start, start + (length[opKey] as number));
    firstRepeat[opKey] = placeElements(order, place, appends.isRepeated);
    for (let at = start; at < start + (found[op] as number); at++) isSeen[elements[at] as number] = 1;
  }
  return { longestOp, length, place, isSeen, firstRepeat, isDivergent };
}
