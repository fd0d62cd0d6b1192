/**
 * Searches an order in which a plain database would have shown what was observed, and that respects real time: events are
 * placed one after the other (as in just-in-time linearization: Lowe 2017, with transactions as operations).
 *
 * Whoever cannot be placed waits for somebody who must come first; each is looked at again only when that one is placed.
 * When all wait, they wait in a circle. Some wait only because a version was put in place too early, that readers still need: at
 * least one of those who wait so must come before who put it there. That is learned, the order is taken back to there, and
 * the search goes on; so a mistake costs as much as was placed since, not an enumeration.
 */
import type { Budget } from '../../budget.ts';
import { StepLimit } from '../step-limit.ts';
import { neverCompletes } from '../transaction-columns.ts';
import type { Overtaking } from './learned-orders.ts';
import type { ReplayPlan } from './replay-plan.ts';
import { ReadyEvents } from './ready-events.ts';
import { free, ReplayState } from './replay-state.ts';

export type SearchEnd = 'found' | 'failed' | 'stopped';

/** Steps that mistakes may cost: so many per event, and some. */
const stepsPerEvent = 16;
const fewSteps = 100_000;
const nobody = -1;

export class ReplaySearch {
  readonly state: ReplayState;
  /** Times that the order was taken back, and how far it had come at best. */
  repairs = 0;
  furthest = 0;
  readonly #plan: ReplayPlan;
  readonly #limit: StepLimit;
  readonly #ready: ReadyEvents;
  /** Nodes that may have begun and are not placed, as a ring; node `count` is its head. */
  readonly #nextOpen: Int32Array;
  readonly #lastOpen: Int32Array;
  #released = 0;
  /** Per node: the lower, the sooner it is placed if there is a choice. */
  readonly #urgency: Float64Array;
  /** Per event: what it waits for, the first that waits for it, and the next that waits for the same. */
  readonly #waitsFor: Int32Array;
  readonly #firstWaiting: Int32Array;
  readonly #nextWaiting: Int32Array;
  readonly #visited: Int32Array;
  #stepsLeft: number;

  constructor(plan: ReplayPlan, budget: Budget) {
    const { count, due } = plan;
    this.#plan = plan;
    this.state = new ReplayState(plan);
    this.#limit = new StepLimit(budget);
    const urgency = Float64Array.from(due);
    this.#urgency = urgency;
    this.#ready = new ReadyEvents((event) => urgency[event < count ? event : event - count] as number);
    this.#nextOpen = new Int32Array(count + 1).fill(count);
    this.#lastOpen = new Int32Array(count + 1).fill(count);
    this.#waitsFor = new Int32Array(count * 2).fill(nobody);
    this.#firstWaiting = new Int32Array(count * 2).fill(nobody);
    this.#nextWaiting = new Int32Array(count * 2).fill(nobody);
    this.#visited = new Int32Array(count * 2);
    this.#stepsLeft = plan.events * stepsPerEvent + fewSteps;
  }

  run(): SearchEnd {
    const { state } = this;
    this.#release();
    while (state.length < this.#plan.events) {
      if (this.#limit.spent() || this.#stepsLeft-- <= 0) return 'stopped';
      const event = this.#ready.take();
      if (event === undefined) {
        if (!this.#repair()) return 'failed';
      } else if (state.placed[event] === 0) this.#try(event);
    }
    return 'found';
  }

  #try(event: number): void {
    const { state } = this;
    const blocker = state.blocker(event);
    if (blocker === free) {
      state.place(event);
      this.#placed(event);
    } else if (blocker >= 0) {
      this.#waitsFor[event] = blocker;
      this.#nextWaiting[event] = this.#firstWaiting[blocker] as number;
      this.#firstWaiting[blocker] = event;
    }
  }

  #placed(event: number): void {
    const { count, split } = this.#plan;
    for (let waiting = this.#firstWaiting[event] as number; waiting !== nobody;) {
      const next = this.#nextWaiting[waiting] as number;
      this.#waitsFor[waiting] = nobody;
      this.#consider(waiting);
      waiting = next;
    }
    this.#firstWaiting[event] = nobody;
    if (event < count && split[event] === 1) {
      this.#consider(count + event);
      return;
    }
    const node = this.state.nodeOf(event);
    const [before, after] = [this.#lastOpen[node] as number, this.#nextOpen[node] as number];
    this.#nextOpen[before] = after;
    this.#lastOpen[after] = before;
    this.#release();
  }

  #consider(event: number): void {
    this.#ready.add(event, event >= this.#plan.count || this.#plan.safe[event] === 1);
  }

  /** All that began before the first of those that are left completed. */
  #release(): void {
    const { count, begin, end } = this.#plan;
    const due = this.state.dueNode();
    const until = due === nobody ? neverCompletes : (end[due] as number);
    while (this.#released < count && (begin[this.#released] as number) <= until) {
      const node = this.#released++;
      this.#open(node);
      this.#consider(node);
    }
  }

  #open(node: number): void {
    const { count } = this.#plan;
    const last = this.#lastOpen[count] as number;
    this.#nextOpen[last] = node;
    this.#lastOpen[node] = last;
    this.#nextOpen[node] = count;
    this.#lastOpen[count] = node;
  }

  /** Nobody can be placed. True if something was learned from it, and taken back; false if there is no order. */
  #repair(): boolean {
    const { state } = this;
    this.furthest = Math.max(this.furthest, state.length);
    const overtakings = this.#conflict();
    const latest = overtakings?.reduce((one, other) => (this.#placedAt(other) > this.#placedAt(one) ? other : one));
    if (latest === undefined) return false;
    this.repairs++;
    while (state.placed[latest.overtaker] === 1) {
      const event = state.undo();
      const node = state.nodeOf(event);
      this.#stepsLeft--;
      if (event === state.lastOf(node)) this.#open(node);
    }
    state.forget(latest.overtaker);
    state.learn({
      event: state.lastOf(latest.waiting),
      node: latest.overtaker,
      reasons: overtakings?.filter((other) => other !== latest) ?? [],
    });
    // The next time it should come first of itself.
    const before = (this.#urgency[latest.overtaker] as number) - 1;
    this.#urgency[latest.waiting] = Math.min(this.#urgency[latest.waiting] as number, before);
    this.#considerAll();
    return true;
  }

  /** Two may wait for the same overtaker: then it was taken back, and the other waiting one was only assumed to come later. */
  #placedAt({ overtaker }: Overtaking): number {
    return this.state.placed[overtaker] === 1 ? (this.state.placedAt[overtaker] as number) : Infinity;
  }

  /**
   * Those that wait in a circle, and what they wait for: why? Not all of these overtakings can be right together. What was
   * learned counts as its reasons. Undefined if nothing else is possible.
   */
  #conflict(): readonly Overtaking[] | undefined {
    const { state } = this;
    const due = state.dueNode();
    let event = due === nobody ? (this.#nextOpen[this.#plan.count] as number) : state.lastOf(due);
    if (due === nobody && event === this.#plan.count) return undefined;
    const path: number[] = [];
    const causes: (readonly Overtaking[])[] = [];
    const pass = this.repairs + 1;
    while (this.#visited[event] !== pass) {
      this.#visited[event] = pass;
      path.push(event);
      const blocker = state.blocker(event);
      if (blocker < 0) return undefined;
      const { overtaker, learned } = state;
      causes.push(overtaker === nobody ? (learned?.reasons ?? []) : [{ waiting: state.nodeOf(event), overtaker }]);
      event = blocker;
    }
    const all = new Map<number, Overtaking>();
    for (const one of causes.slice(path.indexOf(event)).flat())
      all.set(one.waiting * this.#plan.count + one.overtaker, one);
    return all.size === 0 ? undefined : [...all.values()];
  }

  #considerAll(): void {
    const { count } = this.#plan;
    this.#ready.clear();
    for (let node = this.#nextOpen[count] as number; node !== count; node = this.#nextOpen[node] as number) {
      for (const event of [node, count + node]) {
        const blocker = this.#waitsFor[event] as number;
        if (blocker !== nobody) this.#firstWaiting[blocker] = nobody;
        this.#waitsFor[event] = nobody;
      }
      this.#consider(this.state.placed[node] === 1 ? count + node : node);
    }
  }
}
