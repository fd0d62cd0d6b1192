/**
 * Weak levels decided exactly and in the known optimal bounds (AWDIT: "An Optimal Weak Database Isolation Tester", PLDI 2025),
 * by the definitions of Biswas and Enea (OOPSLA 2019).
 *
 * These are not Adya's levels of the same names. Their read committed also wants that a transaction, once it has seen
 * another, does not read older values of what that one wrote (close to Adya's monotonic atomic view), and all of them want
 * session order. Adya's PL-2 wants neither: what breaks PL-2 breaks this read committed, not the other way round.
 */
import type { Budget } from '../../budget.ts';
import { wrongReadContradiction } from '../decision/contradiction.ts';
import type { Contradiction } from '../decision/decision.ts';
import { observe, type Observations } from '../decision/observations.ts';
import { unrepeatedRead } from '../decision/unrepeated-read.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { clockSessions, forceCausal } from './causal.ts';
import { cycleOrOrder } from './commit-cycle.ts';
import { CommitOrder } from './commit-order.ts';
import { forceReadAtomic } from './read-atomic.ts';
import { forceReadCommitted } from './read-committed.ts';
import { WeakEvidence } from './weak-evidence.ts';

export type WeakLevel = 'read-committed' | 'read-atomic' | 'causal';

export const weakLevels: readonly WeakLevel[] = ['read-committed', 'read-atomic', 'causal'];

export type WeakDecision =
  /** Transactions in a commit order. */
  | { readonly verdict: 'valid'; readonly order: Int32Array }
  | { readonly verdict: 'invalid'; readonly core: Contradiction }
  | { readonly verdict: 'unknown'; readonly reason: string };

export interface WeakOptions {
  /** False if the order of a process's transactions does not count; then causal consistency costs O(n ^ 2). */
  readonly sessions?: boolean;
}

const defaultMemoryLimitBytes = 2 ** 30;
const stepsBetweenQuestions = 4096;

class Stop {
  asked = false;
  #steps = 0;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  readonly now = (): boolean => {
    if (!this.asked && ++this.#steps % stepsBetweenQuestions === 0) this.asked = this.#budget.shouldStop?.() === true;
    return this.asked;
  };
}

/** A read that cannot be at the level whatever the order. */
function lonely(observations: Observations, level: WeakLevel): Contradiction | undefined {
  if (level === 'read-committed') return undefined;
  const wrong = unrepeatedRead(observations);
  return wrong && wrongReadContradiction(wrong);
}

function force(order: CommitOrder, level: WeakLevel, stop: Stop): void {
  switch (level) {
    case 'read-committed':
      forceReadCommitted(order, stop.now);
      return;
    case 'read-atomic':
      forceReadAtomic(order, stop.now);
      return;
    case 'causal':
      forceCausal(order, stop.now);
  }
}

/**
 * Whether some commit order puts the history at the level. Read committed and read atomic O(n ^ 1.5), causal O(n k) for k
 * sessions, in time and, for causal, in memory.
 */
export function decideWeak(
  transactions: TransactionColumns,
  level: WeakLevel,
  budget: Budget = {},
  { sessions = true }: WeakOptions = {},
): WeakDecision {
  const observed = observe(transactions);
  if (observed.kind === 'unclear') return { verdict: 'unknown', reason: observed.reason };
  if (observed.kind === 'wrong') return { verdict: 'invalid', core: wrongReadContradiction(observed.wrong) };
  const { observations } = observed;
  const wrong = lonely(observations, level);
  if (wrong !== undefined) return { verdict: 'invalid', core: wrong };
  const order = new CommitOrder(observations, sessions);
  if (level === 'causal') {
    const bytes = observations.count * clockSessions(order).count * 4;
    if (bytes > (budget.memoryLimitBytes ?? defaultMemoryLimitBytes))
      return {
        verdict: 'unknown',
        reason: `the vector clocks of so many sessions would take ${Math.ceil(bytes / 2 ** 20)} MiB`,
      };
  }
  const stop = new Stop(budget);
  force(order, level, stop);
  if (order.staleInitial !== undefined)
    return { verdict: 'invalid', core: new WeakEvidence(order).staleInitial(order.staleInitial) };
  const { cycle, sorted } = cycleOrOrder(order);
  if (cycle !== undefined) return { verdict: 'invalid', core: new WeakEvidence(order).cycle(level, cycle) };
  if (stop.asked)
    return { verdict: 'unknown', reason: `the limit was reached before all reads were judged for ${level}` };
  return { verdict: 'valid', order: sorted.map((node) => observations.transaction[node] as number) };
}
