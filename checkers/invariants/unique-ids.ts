/**
 * What exists once: every `generate` that succeeds answers an identifier that no other got (Jepsen's `unique-ids`);
 * every `claim` of a name that succeeds makes its owner the only one. No
 * model permits duplicates: to hand out an identifier twice is what the service exists to prevent.
 */
import type { Json, Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import {
  evidence,
  foreignOperation,
  isSpent,
  keyed,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

const consequences = {
  generate: 'two orders get the same number: whoever looks one up finds the other',
  claim: 'two accounts have the same name: each gets the mail of the other',
};

/** `generate` answers an identifier; `claim` takes `[name, owner]`. */
type Giving = keyof typeof consequences;

function given(operation: Operation): Json {
  const { f, value } = operation;
  if (f === 'claim') return keyed(operation, value, '[name, owner]')[0];
  if (value === null) throw misshapen(operation, null, 'an identifier');
  return value;
}

/**
 * Judges a history of the workload `unique-ids`, or of `unique-names` (`claim`); `eventual` if no model is given. Throws a
 * HistoryShapeError for other operations, or an identifier that is null. O(n).
 */
export function checkUniqueIds(question: InvariantQuestion & { readonly f?: Giving }): CheckResult {
  const { operations, model = 'eventual', budget = {}, f = 'generate' } = question;
  const anomalies = new AnomalyList(model);
  const ids = new Numbering();
  const holders: number[] = [];
  const result = (gaps: readonly string[]): CheckResult => anomalies.result('unique-ids', gaps, operations.length);
  let number = 0;
  let generated = 0;
  for (const operation of operations) {
    if (isSpent(budget, ++number)) return result([limitReason(number, operations.length)]);
    if (operation.f !== f) throw foreignOperation(operation, f === 'claim' ? 'unique-names' : 'unique-ids', [f]);
    if (operation.type !== 'ok') continue;
    const subject = given(operation);
    generated++;
    const id = ids.intern(subject);
    const holder = holders[id];
    if (holder === undefined) {
      holders[id] = number - 1;
      continue;
    }
    const both = [operations.at(holder) as Operation, operation];
    const [first, second] = both.toSorted((one, other) => one.completionIndex - other.completionIndex) as [
      Operation,
      Operation,
    ];
    const name = quote(subject);
    const what = f === 'claim' ? 'the name' : 'the identifier';
    anomalies.add('duplicate-id', 'duplicate-id', () => ({
      summary: `process ${first.process} got ${what} ${name} at ${seconds(first.completeTimeNs)}, process ${second.process} got it again at ${seconds(second.completeTimeNs)}`,
      operations: evidence(first, second),
      culprit: second.index,
      subject: name,
      consequence: consequences[f],
    }));
  }
  return result(generated > 1 ? [] : ['fewer than two identifiers were handed out: there is nothing to compare']);
}
