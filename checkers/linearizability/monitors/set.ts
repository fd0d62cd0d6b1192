/**
 * Sets with add, remove and contains, whatever the number of times (for sets that tell: Abdulla and others 2025,
 * "Efficient linearizability monitoring", PLDI; here by deadlines instead). O(n log n). Each element is an object of its
 * own, present or absent, and the history is linearizable exactly if each element's is (Herlihy and Wing 1990, theorem 1).
 *
 * An add that found the element absent, or a remove that found it present, is a turn: it changes the state, and needs the
 * other state before. All other operations that tell what they found only read. Turns of one direction differ in nothing
 * but their times. So go through the events; read as soon as the state is right; turn only when some operation completes
 * that could not be placed yet, as few turns as it needs (its own; one to make its state; or one back and its own), and
 * of all turns in that direction that have been invoked take the one that completes first.
 *
 * That loses no order. Take an order whose operations, event by event, stand as late as their completions allow. Reading
 * early changes nothing for others. If the order makes more turns than needed before this completion, the surplus, all of
 * which completes later, can follow it instead. If it takes a turn where one that completes earlier was at hand, swap the
 * two: both have been invoked, and the later deadline holds at the earlier one's place; or if the earlier one is not in
 * the order at all, as is possible only for operations of unknown outcome, the later one is of that kind too, and the
 * earlier one replaces it.
 *
 * Unknown outcome: an indeterminate add or remove is a turn without deadline that need not happen (without effect it is
 * not seen). A completed one that does not tell what it found may be a turn or not, which is a choice that cannot wait: it
 * is `null`, except where an element's state can turn only once, and only by such operations.
 */
import { never, setKind, unknown, type InvalidAnswer, type MonitorAnswer, type ObjectOperations } from './monitor.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { Placement } from './placement.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { ValueNumbers } from './value-numbers.ts';

/** Events of each element, in order: those of element `e` begin at `start[e]`. */
interface EventsByElement {
  readonly events: Int32Array;
  readonly start: Int32Array;
}

function eventsByElement(operations: ObjectOperations, { events }: Timeline): EventsByElement {
  const numbers = new ValueNumbers(operations.value);
  const element = operations.value.map((value) => numbers.findOrAdd(value));
  const start = new Int32Array(numbers.count + 1);
  const rowOf = (event: number): number => (event < 0 ? -1 - event : event);
  for (const event of events) {
    const after = (element[rowOf(event)] as number) + 1;
    start[after] = (start[after] as number) + 1;
  }
  for (let one = 0; one < numbers.count; one++) start[one + 1] = (start[one + 1] as number) + (start[one] as number);
  const filled = start.slice();
  const ordered = new Int32Array(events.length);
  for (const event of events) {
    const one = element[rowOf(event)] as number;
    const position = filled[one] as number;
    ordered[position] = event;
    filled[one] = position + 1;
  }
  return { events: ordered, start };
}

const absentState = 0;
const presentState = 1;

class SetCheck {
  readonly #operations: ObjectOperations;
  readonly #timeline: Timeline;
  /** By the state that they lead to. */
  readonly #turns: readonly [DeadlineQueue, DeadlineQueue];
  /** Rows that need to find this state, and have not. */
  readonly #waiting: readonly [number[], number[]] = [[], []];
  /** Of each row: it has been placed. */
  readonly #placed: Uint8Array;
  readonly #placement: Placement;
  #state = absentState;

  constructor(operations: ObjectOperations) {
    const { count } = operations;
    this.#operations = operations;
    this.#timeline = timelineOf(operations);
    const { complete } = this.#timeline;
    this.#turns = [new DeadlineQueue(complete), new DeadlineQueue(complete)];
    this.#placed = new Uint8Array(count);
    this.#placement = new Placement(count);
  }

  run(): MonitorAnswer {
    if (!this.#applies()) return null;
    const { events, start } = eventsByElement(this.#operations, this.#timeline);
    let undecided = false;
    for (let element = 0; element + 1 < start.length; element++) {
      const answer = this.#element(events.subarray(start[element], start[element + 1]));
      if (answer === null) undecided = true;
      else if (answer !== undefined) return answer;
    }
    return undecided ? null : { verdict: 'valid', order: this.#placement.order() };
  }

  #applies(): boolean {
    const { count, kind, result, complete } = this.#operations;
    for (let row = 0; row < count; row++)
      if (kind[row] === setKind.contains && result[row] === unknown && complete[row] !== never) return false;
    return true;
  }

  /** The state to which the row may turn; -1 if it only reads. */
  #turnsTo(row: number): number {
    const { kind, result } = this.#operations;
    if (kind[row] === setKind.contains || result[row] === 0) return -1;
    return kind[row] === setKind.add ? presentState : absentState;
  }

  /** The state that the row must find, if it does not turn; -1 if it must turn, or need not happen. */
  #finds(row: number): number {
    const { kind, result, complete } = this.#operations;
    if (complete[row] === never) return -1;
    if (kind[row] === setKind.contains) return result[row] as number;
    if (result[row] === 1) return -1;
    return kind[row] === setKind.add ? presentState : absentState;
  }

  /** An invalid answer, `null` if it cannot tell, nothing if all is well. */
  #element(events: Int32Array): InvalidAnswer | null | undefined {
    this.#state = absentState;
    for (const turns of this.#turns) turns.clear();
    for (const waiting of this.#waiting) waiting.length = 0;
    if (this.#isUnclear(events)) return null;
    for (const event of events) {
      if (event >= 0) this.#invoked(event);
      else if (!this.#completed(-1 - event)) return this.#unreachable(events, event);
    }
    return undefined;
  }

  /** True if a completed operation does not tell whether it was a turn, and that may matter. */
  #isUnclear(events: Int32Array): boolean {
    const telling = [false, false];
    const silent = [false, false];
    const open = [false, false];
    for (const event of events) {
      const row = event < 0 ? -1 - event : event;
      const to = this.#turnsTo(row);
      if (to === -1) continue;
      const completes = this.#operations.complete[row] !== never;
      (!completes ? open : this.#operations.result[row] === unknown ? silent : telling)[to] = true;
    }
    const turns = (to: number): boolean => telling[to] === true || silent[to] === true || open[to] === true;
    return [0, 1].some((to) => silent[to] === true && (telling[to] === true || turns(1 - to)));
  }

  #invoked(row: number): void {
    const to = this.#turnsTo(row);
    if (to !== -1) this.#turns[to as 0 | 1].add(row);
    const finds = this.#finds(row);
    if (finds === this.#state) this.#place(row, (this.#timeline.invoke[row] as number) + 1);
    else if (finds !== -1) this.#waiting[finds as 0 | 1].push(row);
  }

  #completed(row: number): boolean {
    if (this.#placed[row] === 1) return true;
    const slot = this.#timeline.complete[row] as number;
    const to = this.#turnsTo(row);
    if (to === -1) return this.#turnTo(this.#finds(row), slot);
    if (to === this.#state && !this.#turnTo(1 - to, slot)) return false;
    this.#turn(row, to, slot);
    return true;
  }

  /** With the turn that completes first; false if there is none. */
  #turnTo(state: number, slot: number): boolean {
    const turns = this.#turns[state as 0 | 1];
    for (let row = turns.first; row !== undefined; row = turns.first) {
      turns.removeFirst();
      if ((this.#timeline.complete[row] as number) < slot) continue;
      this.#turn(row, state, slot);
      return true;
    }
    return false;
  }

  #turn(row: number, state: number, slot: number): void {
    this.#state = state;
    this.#place(row, slot);
    const waiting = this.#waiting[state as 0 | 1];
    for (const reader of waiting) if (this.#placed[reader] === 0) this.#place(reader, slot);
    waiting.length = 0;
  }

  #place(row: number, slot: number): void {
    this.#placed[row] = 1;
    this.#placement.put(row, slot, 0);
  }

  /** What was invoked before the operation completed for which there is no place. */
  #unreachable(events: Int32Array, at: number): InvalidAnswer {
    const culprits = [...events.subarray(0, events.indexOf(at))].filter((event) => event >= 0);
    return { verdict: 'invalid', culprits, violation: 'unreachable' };
  }
}

/** `setKind` says what the operations are. The set is empty at the beginning. */
export function monitorSet(operations: ObjectOperations): MonitorAnswer {
  return new SetCheck(operations).run();
}
