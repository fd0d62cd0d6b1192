/**
 * Is there an order of these operations that respects real time and the object's specification? The search of Wing and
 * Gong (1993, "Testing and verifying concurrent objects") with Lowe's memoisation of configurations (2017, "Testing for
 * linearizability"), iterative and over typed arrays. In the worst case it is exponential in the number of operations
 * that overlap (the problem is NP-complete: Gibbons and Korach 1997); it stops when its budget does.
 *
 * A configuration is: how far completions are all placed, which operations still open at that point are placed already,
 * which indeterminate operations have been used, and the state. Four reductions keep the number of configurations
 * small. Each keeps at least one shortest order from every configuration that has one:
 *
 * 1. A read-only operation that may come next and agrees with the state comes next: moving it to the front of any order
 *    changes nothing for the others.
 * 2. Of operations with the same effect that may come next, the one that must be done first goes first: in an order
 *    that has it otherwise, the two can change places.
 * 3. An indeterminate operation is used only if something that may come right after can see it; otherwise what follows
 *    is blind, and the order is an order without it.
 * 4. Using fewer indeterminate operations is never worse (see `visited.ts`).
 */
import type { Budget } from '../budget.ts';
import { never } from '../history/columns.ts';
import { PendingList } from './pending-list.ts';
import type { SearchProblem } from './search-problem.ts';
import { Visited } from './visited.ts';

export type SearchResult =
  | {
      readonly verdict: 'valid';
      /** An order that explains everything: operations by position in the problem. */
      readonly order: Int32Array;
      readonly configurations: number;
    }
  | {
      readonly verdict: 'invalid';
      /** The history up to before this operation's completion can be explained; with it, it cannot. */
      readonly culprit: number;
      /** The end of an order that explains everything up to there, at most `longestPrefix` operations. */
      readonly prefix: Int32Array;
      readonly configurations: number;
    }
  | {
      readonly verdict: 'unknown';
      readonly reason: 'stopped' | 'memory';
      /** How many operations that completed were explained, and how many there are. */
      readonly explained: number;
      readonly completed: number;
      readonly configurations: number;
    };

const stepsBetweenQuestions = 2048;
const longestPrefix = 64;
const defaultMemoryLimitBytes = 2 ** 30;

/** Operations that completed, in the order of completion; `slot` numbers them so that none that overlap share one. */
interface Completions {
  readonly order: Int32Array;
  readonly slot: Int32Array;
  readonly slots: number;
}

function completionsOf(problem: SearchProblem, list: PendingList): Completions {
  const order: number[] = [];
  const slot = new Int32Array(problem.effect.length).fill(-1);
  const free: number[] = [];
  let slots = 0;
  for (let node = 1; node < list.tail; node++) {
    const code = list.entry[node] as number;
    if (code < 0) {
      order.push(-1 - code);
      free.push(slot[-1 - code] as number);
    } else if (problem.complete[code] !== never) slot[code] = free.pop() ?? slots++;
  }
  return { order: Int32Array.from(order), slot, slots };
}

class Search {
  readonly #problem: SearchProblem;
  readonly #budget: Budget;
  readonly #memoryLimitBytes: number;
  readonly #list: PendingList;
  readonly #completions: Completions;
  readonly #visited: Visited;
  /** [how many completions are all placed, state, open and placed (bits)..., indeterminate and used (bits)...] */
  readonly #configuration: Int32Array;
  /** For each indeterminate operation, its bit. */
  readonly #indeterminateBit: Int32Array;
  readonly #headLength: number;
  readonly #isPlaced: Uint8Array;
  readonly #order: Int32Array;
  #placed = 0;
  /** Per depth: the configuration, how many were placed before it, and its candidates [from, to) with a cursor. */
  #frames: Int32Array;
  #frameConfigurations: Int32Array;
  #depth = 0;
  #candidates: Int32Array = new Int32Array(256);
  #candidateCount = 0;
  /** Per effect: the search step in which it was last a candidate, and where it stands. */
  readonly #effectStep: Int32Array;
  readonly #effectCandidate: Int32Array;
  #step = 0;
  #turn = 0;
  #furthest = -1;
  #prefix: Int32Array = new Int32Array(0);

  constructor(problem: SearchProblem, budget: Budget) {
    this.#problem = problem;
    this.#budget = budget;
    this.#memoryLimitBytes = budget.memoryLimitBytes ?? defaultMemoryLimitBytes;
    this.#list = new PendingList(problem);
    this.#completions = completionsOf(problem, this.#list);
    const count = problem.effect.length;
    this.#indeterminateBit = new Int32Array(count);
    let indeterminate = 0;
    for (const [operation, complete] of problem.complete.entries()) {
      if (complete === never) this.#indeterminateBit[operation] = indeterminate++;
    }
    this.#headLength = 2 + Math.ceil(this.#completions.slots / 32);
    const tailLength = Math.ceil(indeterminate / 32);
    this.#configuration = new Int32Array(this.#headLength + tailLength);
    this.#visited = new Visited(this.#headLength, tailLength);
    this.#isPlaced = new Uint8Array(count);
    this.#order = new Int32Array(count);
    this.#frames = new Int32Array(4 * 64);
    this.#frameConfigurations = new Int32Array(this.#configuration.length * 64);
    const effects = problem.effect.reduce((largest, effect) => Math.max(largest, effect), 0) + 1;
    this.#effectStep = new Int32Array(effects);
    this.#effectCandidate = new Int32Array(effects);
  }

  run(): SearchResult {
    for (const initial of this.#problem.initials) {
      this.#configuration[1] = initial;
      const result = this.#from();
      if (result !== undefined) return result;
    }
    const culprit = this.#completions.order[this.#furthest] as number;
    return { verdict: 'invalid', culprit, prefix: this.#prefix, configurations: this.#visited.count };
  }

  /** Everything reachable from the configuration at hand; undefined if no order was found. Leaves all as it was. */
  #from(): SearchResult | undefined {
    if (this.#enter(0)) return this.#found();
    while (this.#depth > 0) {
      if (this.#turn++ % stepsBetweenQuestions === 0 && this.#budget.shouldStop?.() === true)
        return this.#gaveUp('stopped');
      if (this.#visited.peakBytes > this.#memoryLimitBytes) return this.#gaveUp('memory');
      const frame = (this.#depth - 1) * 4;
      const cursor = this.#frames[frame + 3] as number;
      if (cursor === this.#frames[frame + 2]) {
        this.#leave();
        continue;
      }
      this.#frames[frame + 3] = cursor + 1;
      const operation = this.#candidates[cursor] as number;
      const effect = this.#problem.effect[operation] as number;
      const placedBefore = this.#placed;
      this.#configuration[1] = this.#problem.automaton.step(this.#configuration[1] as number, effect);
      this.#place(operation);
      if (this.#enter(placedBefore)) return this.#found();
    }
    return undefined;
  }

  /**
   * Settles a configuration just reached: places what may be placed without choice, and opens a frame with what may be
   * chosen next, unless the configuration was visited. True if everything that completed is placed.
   */
  #enter(placedBefore: number): boolean {
    this.#absorbReads();
    this.#advance();
    const explained = this.#configuration[0] as number;
    if (explained > this.#furthest) {
      this.#furthest = explained;
      this.#prefix = this.#order.slice(Math.max(0, this.#placed - longestPrefix), this.#placed);
    }
    if (explained === this.#completions.order.length) return true;
    const isNew = this.#visited.add(this.#configuration);
    const from = this.#candidateCount;
    if (isNew) this.#gatherCandidates(from);
    this.#pushFrame(placedBefore, from);
    if (!isNew || this.#candidateCount === from) this.#leave();
    return false;
  }

  #pushFrame(placedBefore: number, from: number): void {
    const width = this.#configuration.length;
    const frame = this.#depth * 4;
    if (frame + 4 > this.#frames.length) {
      this.#frames = doubled(this.#frames);
      this.#frameConfigurations = doubled(this.#frameConfigurations);
    }
    this.#frames[frame] = placedBefore;
    this.#frames[frame + 1] = from;
    this.#frames[frame + 2] = this.#candidateCount;
    this.#frames[frame + 3] = from;
    this.#frameConfigurations.set(this.#configuration, this.#depth * width);
    this.#depth++;
  }

  /** Closes the innermost frame and undoes what led to it. */
  #leave(): void {
    this.#depth--;
    const frame = this.#depth * 4;
    const placedBefore = this.#frames[frame] as number;
    while (this.#placed > placedBefore) {
      const operation = this.#order[--this.#placed] as number;
      this.#isPlaced[operation] = 0;
      this.#list.putBack(operation);
    }
    this.#candidateCount = this.#frames[frame + 1] as number;
    const width = this.#configuration.length;
    if (this.#depth === 0) this.#configuration.fill(0);
    else {
      const offset = (this.#depth - 1) * width;
      this.#configuration.set(this.#frameConfigurations.subarray(offset, offset + width));
    }
  }

  #place(operation: number): void {
    this.#list.take(operation);
    this.#isPlaced[operation] = 1;
    this.#order[this.#placed++] = operation;
    const isIndeterminate = this.#problem.complete[operation] === never;
    const first = isIndeterminate ? this.#headLength : 2;
    const bit = (isIndeterminate ? this.#indeterminateBit[operation] : this.#completions.slot[operation]) as number;
    const word = first + (bit >>> 5);
    this.#configuration[word] = (this.#configuration[word] as number) | (1 << (bit & 31));
  }

  #absorbReads(): void {
    const { effect, automaton, complete } = this.#problem;
    const state = this.#configuration[1] as number;
    const list = this.#list;
    for (let node = list.next[0] as number; node !== list.tail; node = list.next[node] as number) {
      const operation = list.entry[node] as number;
      if (operation < 0) return;
      const itsEffect = effect[operation] as number;
      if (complete[operation] === never || !automaton.readOnly(itsEffect)) continue;
      if (automaton.step(state, itsEffect) !== state) continue;
      // Its slot may be that of an operation which completed before it began: those are counted and forgotten first.
      this.#advance();
      this.#place(operation);
    }
  }

  /** Counts completions that are all placed, and frees their slots for later operations. */
  #advance(): void {
    const { order, slot } = this.#completions;
    let explained = this.#configuration[0] as number;
    while (explained < order.length && this.#isPlaced[order[explained] as number] === 1) {
      const bit = slot[order[explained] as number] as number;
      const word = 2 + (bit >>> 5);
      this.#configuration[word] = (this.#configuration[word] as number) & ~(1 << (bit & 31));
      explained++;
    }
    this.#configuration[0] = explained;
  }

  #gatherCandidates(from: number): void {
    const { effect, complete, automaton } = this.#problem;
    const state = this.#configuration[1] as number;
    const list = this.#list;
    const step = ++this.#step;
    for (let node = list.next[0] as number; node !== list.tail; node = list.next[node] as number) {
      const operation = list.entry[node] as number;
      if (operation < 0) break;
      const itsEffect = effect[operation] as number;
      const after = automaton.step(state, itsEffect);
      if (after < 0) continue;
      if (complete[operation] === never && (after === state || !this.#isSeen(operation, after))) continue;
      if (this.#effectStep[itsEffect] === step) {
        const position = this.#effectCandidate[itsEffect] as number;
        const rival = this.#candidates[position] as number;
        if ((complete[operation] as number) < (complete[rival] as number)) this.#candidates[position] = operation;
        continue;
      }
      this.#effectStep[itsEffect] = step;
      this.#effectCandidate[itsEffect] = this.#candidateCount;
      if (this.#candidateCount === this.#candidates.length) this.#candidates = doubled(this.#candidates);
      this.#candidates[this.#candidateCount++] = operation;
    }
    this.#sortByCompletion(from);
  }

  /** True if something that may come right after this operation can see the state it leaves. */
  #isSeen(operation: number, state: number): boolean {
    const { effect, automaton } = this.#problem;
    const list = this.#list;
    for (let node = list.next[0] as number; node !== list.tail; node = list.next[node] as number) {
      const other = list.entry[node] as number;
      if (other < 0) return false;
      const itsEffect = effect[other] as number;
      if (other !== operation && !automaton.blind(itsEffect) && automaton.step(state, itsEffect) >= 0) return true;
    }
    return false;
  }

  /** What must be done first is tried first (insertion sort: candidates are few). */
  #sortByCompletion(from: number): void {
    const candidates = this.#candidates;
    const { complete } = this.#problem;
    for (let end = from + 1; end < this.#candidateCount; end++) {
      const operation = candidates[end] as number;
      let position = end;
      while (
        position > from &&
        (complete[candidates[position - 1] as number] as number) > (complete[operation] as number)
      ) {
        candidates[position] = candidates[position - 1] as number;
        position--;
      }
      candidates[position] = operation;
    }
  }

  #found(): SearchResult {
    return { verdict: 'valid', order: this.#order.slice(0, this.#placed), configurations: this.#visited.count };
  }

  #gaveUp(reason: 'stopped' | 'memory'): SearchResult {
    return {
      verdict: 'unknown',
      reason,
      explained: Math.max(0, this.#furthest),
      completed: this.#completions.order.length,
      configurations: this.#visited.count,
    };
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Searches for an order of the problem's operations that explains it. */
export function searchWingGongLowe(problem: SearchProblem, budget: Budget = {}): SearchResult {
  return new Search(problem, budget).run();
}
