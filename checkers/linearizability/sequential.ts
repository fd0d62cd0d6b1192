/**
 * Is a history sequentially consistent (Lamport 1979, "How to make a multiprocessor computer that correctly executes
 * multiprocess programs")? Like linearizability, but an order need only keep the order of each process, not real time.
 * That is not local: all objects are searched together. NP-complete even with few processes (Gibbons and Korach 1997),
 * so this decides small histories and says `unknown` of others: depth first over how far each process has come and what
 * each object holds. One reduction: the next operation of a process, if it reads only and agrees with the state, comes
 * next: moved to the front of any order it changes nothing for the others and keeps its process's order.
 */
import type { Budget } from '../budget.ts';
import { never } from '../history/columns.ts';
import type { CompiledHistory } from './object-history.ts';

export type SequentialResult =
  | { readonly verdict: 'valid' }
  | {
      readonly verdict: 'invalid' | 'unknown';
      /** The longest order found, and how many operations must be in one. */
      readonly explained: number;
      readonly completed: number;
      /** Rows that could come next after it, none of which can. */
      readonly stuck: readonly number[];
    };

const bytesPerConfiguration = 160;
const stepsBetweenQuestions = 1024;
const defaultMemoryLimitBytes = 2 ** 28;

class SequentialSearch {
  readonly #history: CompiledHistory;
  readonly #budget: Budget;
  readonly #objectOf: Int32Array;
  /** Rows of each process, in its order. */
  readonly #processes: readonly (readonly number[])[];
  readonly #next: Int32Array;
  readonly #states: Int32Array;
  readonly #seen = new Set<string>();
  readonly #completed: number;
  #explained = 0;
  #furthest = -1;
  #stuck: readonly number[] = [];
  #steps = 0;

  constructor(history: CompiledHistory, budget: Budget) {
    this.#history = history;
    this.#budget = budget;
    const { columns, objects, automaton } = history;
    this.#objectOf = new Int32Array(columns.count).fill(-1);
    for (const [object, { events }] of objects.entries()) {
      for (const code of events) if (code >= 0) this.#objectOf[code] = object;
    }
    const byProcess = new Map<number, number[]>();
    for (let row = 0; row < columns.count; row++) {
      if (this.#objectOf[row] === -1) continue;
      const { process } = history.operation(row);
      const rows = byProcess.get(process);
      if (rows === undefined) byProcess.set(process, [row]);
      else rows.push(row);
    }
    this.#processes = [...byProcess.values()];
    this.#next = new Int32Array(this.#processes.length);
    this.#states = new Int32Array(objects.length).fill(automaton.initial);
    this.#completed = columns.complete.reduce((count, complete) => count + (complete === never ? 0 : 1), 0);
  }

  run(): SequentialResult {
    const answer = this.#search();
    if (answer === 'valid') return { verdict: 'valid' };
    const rest = { explained: this.#furthest, completed: this.#completed, stuck: this.#stuck };
    return { verdict: answer, ...rest };
  }

  /** Depth first, with a stack of its own: per level the processes left to try and what to undo. */
  #search(): 'valid' | 'invalid' | 'unknown' {
    interface Level {
      process: number;
      /** 0 to place the process's next operation, 1 to leave it out if it may not have happened. */
      leaveOut: boolean;
      readonly undo: (() => void)[];
    }
    const levels: Level[] = [];
    const enter = (undo: (() => void)[]): 'valid' | 'entered' => {
      this.#absorb(undo);
      if (this.#explained > this.#furthest) {
        this.#furthest = this.#explained;
        this.#stuck = this.#processes.flatMap((rows, process) => rows[this.#next[process] as number] ?? []);
      }
      if (this.#explained === this.#completed) return 'valid';
      const key = `${this.#next.join()};${this.#states.join()}`;
      const isNew = !this.#seen.has(key);
      this.#seen.add(key);
      levels.push({ process: isNew ? 0 : this.#processes.length, leaveOut: false, undo });
      return 'entered';
    };
    if (enter([]) === 'valid') return 'valid';
    const memoryLimitBytes = this.#budget.memoryLimitBytes ?? defaultMemoryLimitBytes;
    const mostConfigurations = memoryLimitBytes / (bytesPerConfiguration + 4 * this.#next.length);
    while (levels.length > 0) {
      if (++this.#steps % stepsBetweenQuestions === 0 && this.#budget.shouldStop?.() === true) return 'unknown';
      if (this.#seen.size > mostConfigurations) return 'unknown';
      const level = levels.at(-1) as Level;
      const { process, leaveOut } = level;
      if (process >= this.#processes.length) {
        for (const undo of level.undo.toReversed()) undo();
        levels.pop();
        continue;
      }
      if (leaveOut) level.process++;
      level.leaveOut = !leaveOut;
      const undo: (() => void)[] = [];
      if (this.#take(process, leaveOut, undo) && enter(undo) === 'valid') return 'valid';
    }
    return 'invalid';
  }

  /** Takes the process's next operation, or leaves it out. False if that cannot be. */
  #take(process: number, leaveOut: boolean, undo: (() => void)[]): boolean {
    const position = this.#next[process] as number;
    const row = this.#processes[process]?.[position];
    if (row === undefined) return false;
    const { columns, automaton, effectOf } = this.#history;
    const isCertain = columns.complete[row] !== never;
    if (leaveOut && isCertain) return false;
    const object = this.#objectOf[row] as number;
    const before = this.#states[object] as number;
    const after = leaveOut ? before : automaton.step(before, effectOf[row] as number);
    if (after < 0) return false;
    this.#next[process] = position + 1;
    this.#states[object] = after;
    if (isCertain) this.#explained++;
    undo.push(() => {
      this.#next[process] = position;
      this.#states[object] = before;
      if (isCertain) this.#explained--;
    });
    return true;
  }

  #absorb(undo: (() => void)[]): void {
    const { automaton, effectOf } = this.#history;
    for (let process = 0; process < this.#processes.length; process++) {
      for (;;) {
        const row = this.#processes[process]?.[this.#next[process] as number];
        if (row === undefined || !automaton.readOnly(effectOf[row] as number)) break;
        if (!this.#take(process, false, undo)) break;
      }
    }
  }
}

/** Exponential in the worst case; `unknown` at the limits of the budget. */
export function checkSequential(history: CompiledHistory, budget: Budget): SequentialResult {
  return new SequentialSearch(history, budget).run();
}
