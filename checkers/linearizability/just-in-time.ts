/**
 * Is there an order of these operations that respects real time and the object's specification? The search walks over
 * the history once and keeps, at each completion, the set of configurations in which everything completed so far has its
 * place ("just-in-time linearization": Lowe 2017, "Testing for linearizability", section 5). An operation gets its place
 * when its completion, or that of one which cannot do without it, demands one, and not before. So memory depends on how
 * many operations overlap and not on the history's length; the set runs empty exactly at the completion that has no place.
 * In the worst case the set is exponential in the number of overlapping operations (the problem is NP-complete: Gibbons
 * and Korach 1997). Reductions, each of which keeps an order of every history that has one:
 *
 * 1. A read-only operation that agrees with the state gets its place at once: that changes nothing for the others.
 * 2. Of pending operations with the same effect, the one with the earliest deadline goes first: in an order that has it
 *    otherwise, the two can change places. Equal indeterminate ones, which have no deadline, go last and are counted.
 * 3. A blind operation (a write) may always be put right before another blind one, unseen. So as soon as a blind
 *    operation has its place, all others pending at that point are optional until their completion; and an operation
 *    pending since before that point may still get a place just before it, behind another such blind one
 *    (`placeBefore`). So at most one blind operation is placed for a completion: what others would be for, can wait.
 *    Rule 2 then needs care: the operation with the earliest deadline, k', may be wanted later behind an earlier blind
 *    one, where an equal one that began since, k, cannot be: y ... k' w ..., with k placed now. If only one state allows
 *    their effect, k' may be placed now all the same: k', w, y ..., k is legal at this point too (all of it is pending,
 *    k and k' are placed in the same state), leads to the same state, and places fewer operations behind. If several
 *    states do (an append), that argument fails, since w need not follow k' here: then both k' and k are tried.
 * 4. An operation is not placed right before the completing one if the two change places without a difference and
 *    nothing read in between: it may as well be placed later.
 * 5. A configuration that another one can do without is dropped (`configuration-set.ts`).
 *
 * A first walk leaves configurations out: it keeps only so many, and uses indeterminate operations only where it must. That
 * suffices to find an order where orders abound. In a dead end it goes back a little and leaves out less; at last it goes
 * back to where something was first left out, and leaves out nothing. Only that can end in `invalid`.
 */
import type { Budget } from '../budget.ts';
import { CompletionStep, type Completing } from './completion-step.ts';
import { ConfigurationSet, placedAt, renewedAt, stateAt } from './configuration-set.ts';
import { Marks } from './marks.ts';
import { OrderRecord } from './order-record.ts';
import {
  effectKinds,
  noDeadline,
  none,
  PendingOperations,
  readOnlyKind,
  type PendingSnapshot,
} from './pending-operations.ts';
import { GaveUp, SearchMeter } from './search-meter.ts';
import type { SearchOptions, SearchProblem, SearchResult } from './search-problem.ts';
import type { Automaton } from './specification.ts';

/** How much a walk keeps: configurations after a completion, and indeterminate operations used for one. */
interface Effort {
  readonly width: number;
  readonly allowance: number;
}

const efforts: readonly Effort[] = [
  { width: 8, allowance: 0 },
  { width: 64, allowance: 1 },
  { width: 1024, allowance: 2 },
  { width: Number.POSITIVE_INFINITY, allowance: Number.POSITIVE_INFINITY },
];
const everything = efforts.length - 1;
const largestAllowance = 15;
/** Completions between the points to which a walk may go back. */
const stretch = 64;

/** A point of the walk: before the completion at this position. */
interface Checkpoint {
  readonly position: number;
  readonly rows: Int32Array;
  readonly pending: PendingSnapshot;
}

/** What depends on how many slots and groups a history needs. */
interface Layout {
  readonly step: CompletionStep;
  readonly sets: readonly [ConfigurationSet, ConfigurationSet];
}

export class JustInTimeSearch {
  readonly #automaton: Automaton;
  readonly #effectOf: Int32Array;
  readonly #kindOf: Uint8Array;
  readonly #deadlineOf: Int32Array;
  readonly #slotOf: Int32Array;
  readonly #meter: SearchMeter;
  /** Effects of indeterminate operations of the object at hand. */
  readonly #groups = new Marks();
  #pending: PendingOperations;
  #words = 0;
  /** By the number of groups. */
  readonly #layouts = new Map<number, Layout>();
  #step: CompletionStep;
  /** Configurations before and after a completion. */
  #frontier: ConfigurationSet;
  #after: ConfigurationSet;
  #events: Int32Array = new Int32Array(0);
  #completedCount = 0;
  readonly #completing: Completing = { operation: 0, slot: 0, effect: 0, kind: 0, invoke: 0, position: 0 };
  /** True if the completion at hand changed the frontier where it is. */
  #inPlace = false;
  #effort = 0;
  /** True if something was left out for the completion at hand. */
  #leftOut = false;
  #record: OrderRecord | undefined;
  #explained = 0;

  /** A search over objects that share effects; operations are numbered by position in `effectOf`. */
  constructor(automaton: Automaton, effectOf: Int32Array, effects: number, budget: Budget = {}) {
    this.#automaton = automaton;
    this.#effectOf = effectOf;
    this.#kindOf = effectKinds(automaton, effects);
    this.#deadlineOf = new Int32Array(effectOf.length).fill(noDeadline);
    this.#slotOf = new Int32Array(effectOf.length);
    this.#meter = new SearchMeter(budget, () => this.#heldBytes());
    this.#pending = this.#newPending();
    const { step, sets } = this.#layout(0);
    this.#step = step;
    [this.#frontier, this.#after] = sets;
  }

  /**
   * Searches for an order of one object's operations. `events` are its invocations (the operation) and completions
   * (-1 - operation) in real-time order; what never completes is indeterminate.
   */
  run(events: Int32Array, initials: readonly number[], options: SearchOptions = {}): SearchResult {
    const { withOrder = false, configurationLimit = Number.POSITIVE_INFINITY, inexhaustible = false } = options;
    this.#meter.begin(configurationLimit);
    this.#events = events;
    this.#explained = -1;
    // A refutation has to leave out nothing.
    this.#effort = inexhaustible ? everything : 0;
    this.#prepare();
    this.#record = withOrder ? new OrderRecord() : undefined;
    this.#step.rows.record = this.#record;
    this.#step.rows.inexhaustible = inexhaustible;
    const row = new Int32Array(this.#frontier.stride);
    row[renewedAt] = -1;
    row[row.length - 1] = none;
    for (const initial of initials) {
      row[stateAt] = initial;
      this.#frontier.add(row);
    }
    try {
      return this.#walk();
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
      const { configurations } = this.#meter;
      const counts = { explained: this.#countExplained(), completed: this.#completedCount, configurations };
      return { verdict: 'unknown', reason: error.limit, ...counts };
    }
  }

  /** Completions up to the furthest one that was reached. */
  #countExplained(): number {
    return this.#events.subarray(0, this.#explained + 1).reduce((count, code) => count + (code < 0 ? 1 : 0), 0);
  }

  /** Finds deadlines, and how many operations overlap. Backwards: then a completion comes before its invocation. */
  #prepare(): void {
    const events = this.#events;
    const groups = this.#groups;
    groups.clear();
    let open = 0;
    let most = 1;
    let completed = 0;
    for (let position = events.length - 1; position >= 0; position--) {
      const code = events[position] as number;
      if (code < 0) {
        this.#deadlineOf[-1 - code] = position;
        completed++;
        if (++open > most) most = open;
      } else if (this.#deadlineOf[code] !== noDeadline) open--;
      else if (this.#kindOf[this.#effectOf[code] as number] !== readOnlyKind)
        groups.add(this.#effectOf[code] as number);
    }
    this.#completedCount = completed;
    if (most > this.#words * 32) {
      this.#words = Math.ceil(most / 32);
      this.#pending = this.#newPending();
      this.#layouts.clear();
    } else this.#pending.forget();
    const { step, sets } = this.#layout(groups.size);
    this.#step = step;
    [this.#frontier, this.#after] = sets;
    this.#frontier.clear();
  }

  #newPending(): PendingOperations {
    return new PendingOperations(this.#effectOf, this.#kindOf, this.#deadlineOf, this.#slotOf, this.#words * 32);
  }

  #layout(groups: number): Layout {
    const known = this.#layouts.get(groups);
    if (known !== undefined) return known;
    const pending = this.#pending;
    const material = { automaton: this.#automaton, kindOf: this.#kindOf, pending, meter: this.#meter };
    const newSet = (): ConfigurationSet => new ConfigurationSet(this.#words, groups, pending, this.#meter);
    const layout: Layout = { step: new CompletionStep(material, this.#words, groups), sets: [newSet(), newSet()] };
    this.#layouts.set(groups, layout);
    return layout;
  }

  /** Points to go back to are not counted: a walk that makes them keeps few configurations. */
  #heldBytes(): number {
    const tables = this.#frontier.bytes + this.#after.bytes + this.#step.bytes;
    return tables + (this.#record?.bytes ?? 0) + (this.#automaton.heldBytes ?? 0);
  }

  #walk(): SearchResult {
    const events = this.#events;
    /** The last point up to which nothing was left out, once something was. */
    let exact: Checkpoint | undefined;
    let recent: Checkpoint | undefined;
    let older: Checkpoint | undefined;
    let deadEnd = -1;
    let sinceCheckpoint = 0;
    for (let position = 0; position < events.length; position++) {
      const code = events[position] as number;
      if (code >= 0) {
        this.#pending.begin(code, position);
        continue;
      }
      this.#complete(-1 - code, position);
      if (this.#frontier.size === 0) {
        if (exact === undefined && !this.#leftOut)
          return { verdict: 'invalid', culprit: -1 - code, configurations: this.#meter.configurations };
        exact ??= this.#checkpoint();
        deadEnd = Math.max(deadEnd, position);
        this.#effort++;
        const isLast = this.#effort === everything;
        const back: Checkpoint = isLast ? exact : (older ?? exact);
        // The next dead end may need less left out from the same point.
        older = isLast ? undefined : back;
        recent = undefined;
        if (isLast) exact = undefined;
        sinceCheckpoint = 0;
        position = this.#return(back) - 1;
        continue;
      }
      this.#explained = Math.max(this.#explained, position);
      if (this.#leftOut) exact ??= this.#checkpoint();
      if (++sinceCheckpoint < stretch) continue;
      sinceCheckpoint = 0;
      if (position > deadEnd && !this.#step.rows.inexhaustible) this.#effort = 0;
      if (exact === undefined) continue;
      older = recent ?? older;
      recent = this.#checkpoint();
    }
    const order = this.#record?.order(this.#firstNode(), this.#pending, this.#kindOf, this.#effectOf);
    return { verdict: 'valid', order: order ?? new Int32Array(0), configurations: this.#meter.configurations };
  }

  /** The point before the completion just done; or after it, if that is no more known: it has left nothing out then. */
  #checkpoint(): Checkpoint {
    const { position, slot, operation, invoke } = this.#completing;
    const pending = this.#pending.snapshot();
    if (this.#inPlace) return { position: position + 1, rows: this.#aliveRows(this.#frontier), pending };
    pending.slots[slot] = operation;
    pending.invoke[slot] = invoke;
    return { position, rows: this.#aliveRows(this.#after), pending };
  }

  #aliveRows(set: ConfigurationSet): Int32Array {
    const { stride, size, length } = set;
    const rows = new Int32Array(size * stride);
    let kept = 0;
    for (let index = 0; index < length; index++) {
      if (set.isDead(index)) continue;
      rows.set(set.rows.subarray(index * stride, (index + 1) * stride), kept++ * stride);
    }
    return rows;
  }

  #return({ position, rows, pending }: Checkpoint): number {
    this.#pending.restore(pending);
    this.#frontier.clear();
    const { stride } = this.#frontier;
    for (let offset = 0; offset < rows.length; offset += stride) {
      this.#frontier.append(rows.subarray(offset, offset + stride));
    }
    return position;
  }

  /** Keeps the configurations that used least and owe least. */
  #narrow(width: number): void {
    this.#leftOut = true;
    const rows = this.#aliveRows(this.#frontier);
    const { stride } = this.#frontier;
    const costs = Int32Array.from({ length: rows.length / stride }, (_, index) => this.#cost(rows, index * stride));
    // A frontier may have grown to millions: sorting indexes would take longer than the search.
    const most = costs.toSorted()[width - 1] as number;
    let room = width - costs.reduce((count, cost) => count + (cost < most ? 1 : 0), 0);
    this.#frontier.clear();
    for (const [index, cost] of costs.entries()) {
      if (cost > most || (cost === most && room-- <= 0)) continue;
      this.#frontier.append(rows.subarray(index * stride, (index + 1) * stride));
    }
  }

  #cost(rows: Int32Array, offset: number): number {
    const { reads, blind, others } = this.#pending;
    let cost = 0;
    for (let word = 0; word < this.#words; word++) {
      const placed = rows[offset + placedAt + word] as number;
      const owed = ~placed & ((reads[word] as number) | (others[word] as number));
      cost += 2 * bitCount(owed) + bitCount(placed & (blind[word] as number));
    }
    for (let word = placedAt + this.#words; word < this.#frontier.stride - 2; word++) {
      cost += 2 * ((rows[offset + word] as number) & 0xffff);
    }
    return cost;
  }

  #firstNode(): number {
    for (let index = 0; index < this.#frontier.length; index++) {
      if (this.#frontier.isDead(index)) continue;
      return this.#frontier.rows[(index + 1) * this.#frontier.stride - 1] as number;
    }
    return none;
  }

  /** Takes every configuration over this completion. */
  #complete(operation: number, position: number): void {
    const effect = this.#effectOf[operation] as number;
    const slot = this.#pending.end(operation);
    const completing = this.#completing;
    completing.operation = operation;
    completing.slot = slot;
    completing.effect = effect;
    completing.kind = this.#kindOf[effect] as number;
    completing.invoke = this.#pending.invokeIn[slot] as number;
    completing.position = position;
    const { width, allowance } = efforts[this.#effort] as Effort;
    const frontier = this.#frontier;
    this.#leftOut = false;
    this.#inPlace = !this.#pending.hasNewReads && frontier.size <= width && frontier.release(slot);
    if (this.#inPlace) return;
    this.#step.take(completing, frontier, this.#after, allowance);
    for (let allowed = allowance; this.#after.size === 0 && this.#step.leftOut;) {
      allowed = allowed >= largestAllowance ? Number.POSITIVE_INFINITY : allowed * 2 + 1;
      this.#step.take(completing, frontier, this.#after, allowed);
    }
    this.#pending.readsAreKnown();
    this.#leftOut = this.#step.leftOut;
    this.#frontier = this.#after;
    this.#after = frontier;
    if (this.#frontier.size > width) this.#narrow(width);
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
/** Searches for an order of the problem's operations that explains it. */
export function searchJustInTime(
  problem: SearchProblem,
  budget: Budget = {},
  options: SearchOptions = {},
): SearchResult {
  const effects = problem.effect.reduce((largest, effect) => Math.max(largest, effect), -1) + 1;
  const search = new JustInTimeSearch(problem.automaton, problem.effect, effects, budget);
  return search.run(problem.events, problem.initials, options);
}
