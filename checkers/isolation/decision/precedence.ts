/**
 * Orders that hold before anybody reads or writes: of a session, and of real time. Both only lead out of transactions
 * that are known to have committed by then: an indeterminate one may commit at any later time.
 */
import { committed } from '../transaction-columns.ts';
import type { Observations } from './observations.ts';

export type Precedence = 'none' | 'session' | 'real-time';

/** Visits a node and one before it in its session, so that all follow by transitivity. O(n). */
export function eachSessionEdge(observations: Observations, visit: (from: number, to: number) => void): void {
  const { columns, count, transaction } = observations;
  const last = new Int32Array(columns.sessionCount).fill(-1);
  for (let node = 0; node < count; node++) {
    const txn = transaction[node] as number;
    const session = columns.session[txn] as number;
    const before = last[session] as number;
    if (before >= 0) visit(before, node);
    if (columns.status[txn] === committed) last[session] = node;
  }
}

/**
 * Visits the pairs of which the first completed before the second was invoked, without those that follow from others: of
 * those completed so far only the ones matter that no other completed one came after. O(n log n + n times concurrency).
 */
export function eachRealTimeEdge(observations: Observations, visit: (from: number, to: number) => void): void {
  const { columns, count, transaction } = observations;
  const invoke = (node: number): number => columns.invoke[transaction[node] as number] as number;
  const complete = (node: number): number => columns.complete[transaction[node] as number] as number;
  const nodes = Array.from({ length: count }, (_, node) => node);
  const byCompletion = nodes
    .filter((node) => columns.status[transaction[node] as number] === committed)
    .toSorted((left, right) => complete(left) - complete(right));
  let completed = 0;
  let frontier: number[] = [];
  for (const node of nodes.toSorted((left, right) => invoke(left) - invoke(right))) {
    for (; completed < byCompletion.length; completed++) {
      const next = byCompletion[completed] as number;
      if (complete(next) >= invoke(node)) break;
      frontier = frontier.filter((earlier) => complete(earlier) >= invoke(next));
      frontier.push(next);
    }
    for (const earlier of frontier) visit(earlier, node);
  }
}
