/**
 * Is this order a linearization? Asked of every order before it is given away: it is evidence, and whoever found it may be
 * wrong. The three conditions are those of the definition (Herlihy and Wing 1990, section 2.3).
 */
import { never } from '../history/columns.ts';
import type { ObjectHistory } from './object-history.ts';
import { impossible } from './specification.ts';

/**
 * Why the order, in rows of the object's history, is none of it; undefined if it is one: all that completed is in it, and
 * nothing twice; nothing comes after what began only when it was over; and the object permits it step by step. O(n).
 */
export function faultOfOrder({ events, history }: ObjectHistory, order: Int32Array): string | undefined {
  const { automaton, columns, effectOf } = history;
  const rows = new Set(order);
  if (rows.size !== order.length) return 'an operation is in it twice';
  const began = new Set(events.filter((code) => code >= 0));
  if (order.some((row) => !began.has(row))) return 'an operation of another object is in it';
  for (const row of began) if (columns.complete[row] !== never && !rows.has(row)) return `row ${row} is missing`;
  let latest = -1;
  let state = automaton.initial;
  for (const row of order) {
    if ((columns.complete[row] as number) < latest) return `row ${row} was over before one that precedes it began`;
    latest = Math.max(latest, columns.invoke[row] as number);
    state = automaton.step(state, effectOf[row] as number);
    if (state === impossible) return `row ${row} is not possible there`;
  }
  return undefined;
}
