/**
 * Keys written one after the other: `write` takes a key and writes its parts 0, 1, ..., each in an operation of its own;
 * `read` reads the parts of a key in the opposite order, each in an operation of its own, and answers `[key, [last part,
 * ..., part 0]]`, null for a part that it did not find. Who sees a later part must then see all earlier ones (Jepsen's
 * `sequential`): the writer wrote those before, and the reader looked for them after.
 *
 * A null after a value is a read dependency and an anti-dependency that close a circle with the orders of the two processes,
 * whatever else happened; so also when the answer of the writer is not known. Sequential consistency forbids it, and PRAM
 * (Lipton, Sandberg 1988) already: the writes of one process are seen in their order.
 */
import type { Json } from '../history/event.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import {
  foreignOperation,
  isSpent,
  keyed,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

const shape = '[key, [the last part, ..., part 0]]';
const consequence = 'a comment is shown whose post is not there yet';

/** The position of the first null after a value, or -1. */
function gapIn(parts: readonly Json[]): number {
  const seen = parts.findIndex((part) => part !== null);
  return seen < 0 ? -1 : parts.indexOf(null, seen);
}

/**
 * Judges a history of the workload `sequential`; `sequential` if no model is given. Throws a HistoryShapeError for anything
 * else. O(size of what was read).
 */
export function checkSequentialKeys({ operations, model = 'sequential', budget = {} }: InvariantQuestion): CheckResult {
  const anomalies = new AnomalyList(model);
  const result = (gaps: readonly string[]): CheckResult => anomalies.result('sequential', gaps, operations.length);
  let number = 0;
  let reads = 0;
  let telling = 0;
  for (const operation of operations) {
    if (isSpent(budget, ++number)) return result([limitReason(number, operations.length)]);
    const { f, type, process } = operation;
    if (f !== 'write' && f !== 'read') throw foreignOperation(operation, 'sequential', ['write', 'read']);
    if (f === 'write' || type !== 'ok') continue;
    const [key, parts] = keyed(operation, operation.value, shape);
    if (!Array.isArray(parts)) throw misshapen(operation, operation.value, shape);
    const list = parts as readonly Json[];
    reads++;
    if (list.length > 1 && list.some((part) => part !== null)) telling++;
    const gap = gapIn(list);
    if (gap < 0) continue;
    const earlier = list.length - 1 - gap;
    const later = list.length - 1 - list.findLastIndex((part, position) => position < gap && part !== null);
    anomalies.add('reordered-writes', 'unordered-session', () => ({
      summary: `process ${process} found part ${later} of key ${quote(key)} and after that did not find part ${earlier}, which had been written before it (its read ended at ${seconds(operation.completeTimeNs)})`,
      operations: [operation.index],
      subject: quote(key),
      consequence,
    }));
  }
  if (reads === 0) return result(['no read succeeded: nothing was seen in any order']);
  return result(telling > 0 ? [] : ['no read found any part of a key: nothing was seen in any order']);
}
