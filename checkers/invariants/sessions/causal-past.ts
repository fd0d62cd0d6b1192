/**
 * The causal past of every write, as a vector: how many writes of each session could have caused it (Fidge 1988, Mattern
 * 1989). Causality is the order of each session and from each write to whoever reads it (Ahamad et al. 1995). Vectors take
 * writes times sessions integers; where that is too much there are none.
 */
import type { Budget } from '../../budget.ts';
import type { OperationList } from '../../history/operation-table.ts';
import { eventOrder } from '../event-order.ts';
import { isSpent } from '../invariant-question.ts';
import type { RegisterSessions } from './register-sessions.ts';

/** Entries of all vectors together, if the budget does not say how much memory there is. */
const mostEntries = 2 ** 27;

export interface CausalPast {
  /** Of write w, the vector is `counts[w * columns]` to `counts[(w + 1) * columns]` (exclusive); it does not count w itself. */
  readonly counts: Int32Array;
  readonly columns: number;
}

/** Raises a vector to the past of a write and the write itself. */
export function join(vector: Int32Array, past: CausalPast, write: number, column: number, place: number): void {
  const { counts, columns } = past;
  const start = write * columns;
  for (let at = 0; at < columns; at++) {
    const count = counts[start + at] as number;
    if (count > (vector[at] as number)) vector[at] = count;
  }
  if (place > (vector[column] as number)) vector[column] = place;
}

/**
 * Undefined if it would take too much memory, or was stopped. Events are taken in the order in which they happened: a read
 * completes after the write that it saw was invoked, so the write's past is known by then; a read of a write that comes
 * later is left out (it is a finding of its own). O(n times sessions that write).
 */
export function causalPast(
  sessions: RegisterSessions,
  operations: OperationList,
  budget: Budget,
): CausalPast | undefined {
  const columns = sessions.columnCount;
  const entries = sessions.writeOperation.length * columns;
  const most = budget.memoryLimitBytes === undefined ? mostEntries : Math.min(mostEntries, budget.memoryLimitBytes / 8);
  if (entries > most) return undefined;
  const past: CausalPast = { counts: new Int32Array(entries), columns };
  const vectors: (Int32Array | undefined)[] = [];
  const known = new Uint8Array(sessions.writeOperation.length);
  let step = 0;
  for (const event of eventOrder(operations)) {
    if (isSpent(budget, ++step)) return undefined;
    const operation = Math.abs(event) - 1;
    const session = operation < 0 ? -1 : (sessions.session[operation] as number);
    if (session < 0) continue;
    const isWrite = sessions.isWrite(operation);
    if (isWrite !== event > 0) continue;
    const vector = (vectors[session] ??= new Int32Array(columns));
    const write = (isWrite ? sessions.write : sessions.saw)[operation] as number;
    if (write < 0) continue;
    const [column, place] = [sessions.writeColumn[write] as number, sessions.writePlace[write] as number];
    if (!isWrite) {
      if (known[write] === 1) join(vector, past, write, column, place);
      continue;
    }
    past.counts.set(vector, write * columns);
    known[write] = 1;
    vector[column] = place;
  }
  return past;
}
