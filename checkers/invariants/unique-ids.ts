/**
 * Unique identifiers: every `generate` that succeeds answers an identifier that no other got (Jepsen's `unique-ids`). No
 * model permits duplicates: to hand out an identifier twice is what the service exists to prevent.
 */
import type { Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import {
  evidence,
  foreignOperation,
  isSpent,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

const consequence = 'two orders get the same number: whoever looks one up finds the other';

/**
 * Judges a history of the workload `unique-ids`; `eventual` if no model is given. Throws a HistoryShapeError for other
 * operations than `generate`, or an identifier that is null. O(n).
 */
export function checkUniqueIds({ operations, model = 'eventual', budget = {} }: InvariantQuestion): CheckResult {
  const anomalies = new AnomalyList(model);
  const ids = new Numbering();
  const holders: number[] = [];
  const result = (gaps: readonly string[]): CheckResult => anomalies.result('unique-ids', gaps, operations.length);
  let number = 0;
  let generated = 0;
  for (const operation of operations) {
    if (isSpent(budget, ++number)) return result([limitReason(number, operations.length)]);
    if (operation.f !== 'generate') throw foreignOperation(operation, 'unique-ids', ['generate']);
    if (operation.type !== 'ok') continue;
    if (operation.value === null) throw misshapen(operation, null, 'an identifier');
    generated++;
    const id = ids.intern(operation.value);
    const holder = holders[id];
    if (holder === undefined) {
      holders[id] = number - 1;
      continue;
    }
    const first = operations.at(holder) as Operation;
    const name = quote(operation.value);
    anomalies.add('duplicate-id', 'duplicate-id', () => ({
      summary: `process ${first.process} got the identifier ${name} at ${seconds(first.completeTimeNs)}, process ${operation.process} got it again at ${seconds(operation.completeTimeNs)}`,
      operations: evidence(first, operation),
      subject: name,
      consequence,
    }));
  }
  return result(generated > 1 ? [] : ['fewer than two identifiers were handed out: there is nothing to compare']);
}
