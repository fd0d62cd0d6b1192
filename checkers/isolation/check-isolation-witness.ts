/**
 * The method that proves instead of refuting: an order of the transactions in real time, found by replay, at any size. It is
 * asked where no forbidden cycle was found and that alone proves nothing.
 */
import { implies } from '../models/index.ts';
import { withoutInitial, type DecisionQuestion, type Opinion } from './check-isolation-decision.ts';
import { findWitness } from './witness/find-witness.ts';

const algorithm = 'replay-in-real-time';

const noOrder: Opinion = {
  verdict: 'unknown',
  algorithm,
  reason:
    'the cycles that were found show that no order in real time explains the history; no other order was searched',
};

/**
 * Undefined if no order that is searched would prove the model. A serial order is one of snapshots too, with half the steps;
 * but where there are cycles, which the model permits, there is none. About linear in the history.
 */
export function witnessOpinion(
  { transactions, inference, model, initial, budget }: Omit<DecisionQuestion, 'limit'>,
  hasCycles: boolean,
): Opinion | undefined {
  if (transactions.workload === 'predicate') return undefined;
  const columns = withoutInitial(transactions, inference, initial);
  let opinion: Opinion | undefined;
  for (const strong of ['strict-serializable', 'strong-snapshot-isolation'] as const) {
    if (!implies(strong, model)) continue;
    if (hasCycles && strong === 'strict-serializable') {
      opinion = noOrder;
      continue;
    }
    const witness = findWitness(columns, strong, budget);
    if (witness.found) return { verdict: 'valid', algorithm };
    opinion = { verdict: 'unknown', algorithm, reason: witness.reason };
  }
  return opinion;
}
