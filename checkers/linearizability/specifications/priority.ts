/** Which element of a priority queue goes first. */
import type { Json } from '../../history/event.ts';
import { canonicalJson } from '../../history/interner.ts';

/** The order of priorities: true if the left one goes later. */
export function precedes(left: Json, right: Json): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'number' || typeof right === 'number') return typeof left === 'number';
  return (
    (typeof left === 'string' ? left : canonicalJson(left)) < (typeof right === 'string' ? right : canonicalJson(right))
  );
}
