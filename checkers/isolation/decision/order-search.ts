/**
 * Makes the choices of a polygraph, or shows that nobody can: conflict-driven search with learned clauses, first unique
 * implication points and restarts (Marques-Silva and Sakallah, "GRASP", 1999), over the theory of acyclic graphs.
 * Complete: it ends with all choices made, or with a contradiction that rests on no choice. Exponential in the worst case.
 */
import { ChoicePropagation, type Conflict } from './choice-propagation.ts';
import { ChoiceQueue } from './choice-queue.ts';
import { Clauses } from './clauses.ts';
import { Involved } from './involved.ts';
import type { Polygraph } from './polygraph.ts';
import { byClause, decided, openChoice, Trail } from './trail.ts';

export type SearchEnd = 'chosen' | 'contradiction' | 'stopped';

const restartUnit = 64;
/** Learned clauses are kept; this many bound their memory. */
const mostConflicts = 400_000;

/** Luby, Sinclair and Zuckerman 1993: 1 1 2 1 1 2 4 ... */
function luby(index: number): number {
  let [size, sequence] = [1, 0];
  while (size < index + 1) [size, sequence] = [2 * size + 1, sequence + 1];
  let at = index;
  while (size - 1 !== at) {
    size = (size - 1) >> 1;
    sequence--;
    at %= size;
  }
  return 2 ** sequence;
}

export class OrderSearch {
  /** The transactions that the contradiction, if there is one, may rest on. */
  readonly involved: Involved;
  /** How far it came. */
  conflicts = 0;
  readonly #polygraph: Polygraph;
  readonly #trail: Trail;
  readonly #clauses: Clauses;
  readonly #propagation: ChoicePropagation;
  readonly #queue: ChoiceQueue;
  readonly #phase: Uint8Array;
  readonly #shouldStop: () => boolean;
  readonly #marks: (readonly [number, number])[] = [];
  readonly #seen: Uint8Array;

  constructor(polygraph: Polygraph, shouldStop: () => boolean) {
    const { count } = polygraph.choices;
    this.#polygraph = polygraph;
    this.#shouldStop = shouldStop;
    this.#trail = new Trail(count);
    this.#clauses = new Clauses(count * 2);
    this.involved = new Involved(polygraph, this.#trail, this.#clauses);
    const witness = (path: readonly number[], from: number, to: number): void => this.involved.cycle(path, from, to);
    this.#propagation = new ChoicePropagation(polygraph, this.#trail, this.#clauses, witness, shouldStop);
    this.#queue = new ChoiceQueue(count);
    this.#seen = new Uint8Array(count);
    this.#phase = new Uint8Array(count);
  }

  /** Which way choices are tried first: a place per node in a guess at the order. */
  guess(place: Int32Array): void {
    const { count, first, second } = this.#polygraph.choices;
    for (let choice = 0; choice < count; choice++)
      this.#phase[choice] =
        (place[first[choice] as number] as number) < (place[second[choice] as number] as number) ? 0 : 1;
  }

  /** What follows without any choice. False if that is a contradiction. Call it once, before `run`. */
  begin(): boolean {
    this.#propagation.lookAtAll();
    const conflict = this.#propagation.run();
    if (conflict !== undefined) this.involved.literals(conflict);
    return conflict === undefined;
  }

  run(): SearchEnd {
    for (let restarts = 0; ; restarts++) {
      const end = this.#untilRestart(restartUnit * luby(restarts));
      if (end !== undefined) return end;
      this.#backTo(0);
    }
  }

  #untilRestart(conflicts: number): SearchEnd | undefined {
    for (let left = conflicts; left > 0;) {
      const conflict = this.#propagation.run();
      if (this.#shouldStop()) return 'stopped';
      if (conflict !== undefined) {
        left--;
        if (++this.conflicts > mostConflicts) return 'stopped';
        if (!this.#learnFrom(conflict)) return 'contradiction';
        continue;
      }
      const choice = this.#queue.next((candidate) => this.#trail.side[candidate] === openChoice);
      if (choice < 0) return 'chosen';
      this.#marks.push(this.#polygraph.graph.mark());
      this.#trail.beginLevel();
      this.#trail.push(choice * 2 + (this.#phase[choice] as number), decided);
    }
    return undefined;
  }

  #backTo(level: number): void {
    if (level >= this.#trail.currentLevel) return;
    this.#trail.backTo(level, (choice) => this.#queue.reopened(choice));
    this.#polygraph.graph.undo(this.#marks[level] as readonly [number, number]);
    this.#marks.length = level;
    this.#propagation.rewind();
  }

  /** Learns why, and goes back to where that matters. False if the conflict rests on no choice. */
  #learnFrom(conflict: Conflict): boolean {
    const { level } = this.#trail;
    const highest = Math.max(0, ...conflict.map((literal) => level[literal >> 1] as number));
    this.#backTo(highest);
    if (highest === 0) {
      this.involved.literals(conflict);
      return false;
    }
    const clause = this.#firstUniqueImplicationPoint(conflict);
    for (const literal of clause) this.#queue.bump(literal >> 1);
    const [asserting, second] = clause;
    this.#backTo(second === undefined ? 0 : (level[second >> 1] as number));
    const number = this.#clauses.learn(Int32Array.from(clause));
    this.#trail.push(asserting as number, byClause, number);
    this.#phase[(asserting as number) >> 1] = (asserting as number) & 1;
    return true;
  }

  /** The clause: its first literal is of the current level, its second of the next highest. */
  #firstUniqueImplicationPoint(conflict: Conflict): number[] {
    const { level, literals, currentLevel } = this.#trail;
    const lower: number[] = [];
    const marked: number[] = [];
    let open = 0;
    let reasons: Conflict = conflict;
    for (let at = literals.length - 1; ; at--) {
      for (const literal of reasons) {
        const choice = literal >> 1;
        if (this.#seen[choice] === 1) continue;
        this.#seen[choice] = 1;
        marked.push(choice);
        if (level[choice] === currentLevel) open++;
        else if (level[choice] === 0) this.involved.literals([literal]);
        else lower.push(literal ^ 1);
      }
      while (this.#seen[literals.at(at) >> 1] === 0) at--;
      const literal = literals.at(at);
      if (--open === 0) {
        for (const choice of marked) this.#seen[choice] = 0;
        const byLevel = lower.toSorted((a, b) => (level[b >> 1] as number) - (level[a >> 1] as number));
        return [literal ^ 1, ...byLevel];
      }
      reasons = this.#propagation.reasons(literal >> 1);
    }
  }
}
