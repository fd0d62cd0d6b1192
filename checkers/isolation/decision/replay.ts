/**
 * Runs a schedule on a plain database, looking at nothing but the transactions: the check of a witness. It shares no code
 * with what found the schedule.
 */
import { committed, initialVersion, readOp, unknownVersion, type TransactionColumns } from '../transaction-columns.ts';
import type { ScheduleStep } from './decision.ts';
import type { Precedence } from './precedence.ts';

/** Per key what it holds: a version, or the versions of a list. */
type Held = number | readonly number[];

interface Pending {
  readonly writes: ReadonlyMap<number, Held>;
  readonly startedAt: number;
}

class Replay {
  readonly #columns: TransactionColumns;
  readonly #held = new Map<number, Held>();
  readonly #committedAt = new Map<number, number>();
  readonly #pending = new Map<number, Pending>();

  constructor(columns: TransactionColumns) {
    this.#columns = columns;
  }

  /** What is wrong with the step, if anything is. */
  step({ transaction, event }: ScheduleStep, position: number): string | undefined {
    if (event === 'start') return this.#start(transaction, position);
    const pending = this.#pending.get(transaction);
    if (pending === undefined) return `T${transaction} commits without having started`;
    for (const [key, held] of pending.writes) {
      if ((this.#committedAt.get(key) ?? -1) > pending.startedAt)
        return `T${transaction} overwrites a concurrent write`;
      this.#held.set(key, held);
      this.#committedAt.set(key, position);
    }
    return undefined;
  }

  #start(transaction: number, position: number): string | undefined {
    if (this.#pending.has(transaction)) return `T${transaction} starts twice`;
    const { first, kind, key, version, workload } = this.#columns;
    const writes = new Map<number, Held>();
    this.#pending.set(transaction, { writes, startedAt: position });
    for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
      const opKey = key[op] as number;
      const held = writes.get(opKey) ?? this.#held.get(opKey);
      if (kind[op] === readOp) {
        if (!this.#sees(op, held)) return `T${transaction} reads something else`;
      } else if (workload === 'list-append')
        writes.set(opKey, [...((held as readonly number[] | undefined) ?? []), version[op] as number]);
      else writes.set(opKey, version[op] as number);
    }
    return undefined;
  }

  #sees(op: number, held: Held | undefined): boolean {
    const { workload, version, list, listFirst, elements } = this.#columns;
    if (workload !== 'list-append') return version[op] === unknownVersion || version[op] === (held ?? initialVersion);
    const number = list[op] as number;
    if (number === unknownVersion) return true;
    const from = listFirst[number] as number;
    const versions = (held as readonly number[] | undefined) ?? [];
    if ((listFirst[number + 1] as number) - from !== versions.length) return false;
    return versions.every((element, position) => elements[from + position] === element);
  }
}

/** Position of each transaction's start and commit, -1 where it has none. */
function positions(count: number, schedule: readonly ScheduleStep[]): readonly [start: Int32Array, commit: Int32Array] {
  const [start, commit] = [new Int32Array(count).fill(-1), new Int32Array(count).fill(-1)];
  for (const [position, { transaction, event }] of schedule.entries())
    (event === 'start' ? start : commit)[transaction] = position;
  return [start, commit];
}

function precedenceBroken(
  columns: TransactionColumns,
  start: Int32Array,
  commit: Int32Array,
  precedence: Precedence,
): boolean {
  const { count, status, session, invoke, complete } = columns;
  const all = Array.from({ length: count }, (_, transaction) => transaction);
  const byInvocation = all.toSorted((left, right) => (invoke[left] as number) - (invoke[right] as number));
  if (precedence === 'session') {
    const last = new Map<number, number>();
    return byInvocation.some((transaction) => {
      const own = session[transaction] as number;
      if (commit[transaction] !== -1 && (last.get(own) ?? -1) > (start[transaction] as number)) return true;
      if (status[transaction] === committed)
        last.set(own, Math.max(last.get(own) ?? -1, commit[transaction] as number));
      return false;
    });
  }
  if (precedence === 'none') return false;
  const done = all
    .filter((transaction) => status[transaction] === committed)
    .toSorted((left, right) => (complete[left] as number) - (complete[right] as number));
  let [next, latest] = [0, -1];
  return byInvocation.some((transaction) => {
    for (; next < done.length && (complete[done[next] as number] as number) < (invoke[transaction] as number); next++)
      latest = Math.max(latest, commit[done[next] as number] as number);
    return commit[transaction] !== -1 && latest > (start[transaction] as number);
  });
}

/** What is wrong with the schedule as an explanation of the history; undefined if nothing is. O(n log n + lists). */
export function replayFault(
  columns: TransactionColumns,
  schedule: readonly ScheduleStep[],
  precedence: Precedence,
): string | undefined {
  const replay = new Replay(columns);
  for (const [position, step] of schedule.entries()) {
    const fault = replay.step(step, position);
    if (fault !== undefined) return fault;
  }
  const [start, commit] = positions(columns.count, schedule);
  for (let transaction = 0; transaction < columns.count; transaction++)
    if (columns.status[transaction] === committed && commit[transaction] === -1) return `T${transaction} is missing`;
  return precedenceBroken(columns, start, commit, precedence)
    ? 'the order of sessions or of real time is broken'
    : undefined;
}
