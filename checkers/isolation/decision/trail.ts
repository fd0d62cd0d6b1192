/** Which choices are made, in which order and why: what a conflict-driven search keeps and takes back. */
import { NumberColumn } from './number-column.ts';

export const openChoice = -1;

export const decided = 0;
/** A learned clause leaves nothing else; `reasonData` is its number. */
export const byClause = 1;
/** The other way would close a cycle: an edge `reasonData` to `reasonTo`, by the edges below `reasonLimit`. */
export const byCycle = 2;

export class Trail {
  /** Literals in the order in which they came to hold. */
  readonly literals = new NumberColumn();
  readonly level: Int32Array;
  readonly reason: Uint8Array;
  readonly reasonData: Int32Array;
  readonly reasonTo: Int32Array;
  readonly reasonLimit: Int32Array;
  /** Per choice: `openChoice`, or 0 or 1 for its literal that holds. */
  readonly side: Int8Array;
  readonly #levelStarts: number[] = [];

  constructor(choices: number) {
    this.side = new Int8Array(choices).fill(openChoice);
    this.level = new Int32Array(choices);
    this.reason = new Uint8Array(choices);
    this.reasonData = new Int32Array(choices);
    this.reasonTo = new Int32Array(choices);
    this.reasonLimit = new Int32Array(choices);
  }

  get currentLevel(): number {
    return this.#levelStarts.length;
  }

  /** Undefined while the choice is open. */
  holds(literal: number): boolean | undefined {
    const side = this.side[literal >> 1] as number;
    return side === openChoice ? undefined : side === (literal & 1);
  }

  beginLevel(): void {
    this.#levelStarts.push(this.literals.length);
  }

  push(literal: number, reason: number, data = -1, to = -1, limit = -1): void {
    const choice = literal >> 1;
    this.side[choice] = literal & 1;
    this.level[choice] = this.currentLevel;
    this.reason[choice] = reason;
    this.reasonData[choice] = data;
    this.reasonTo[choice] = to;
    this.reasonLimit[choice] = limit;
    this.literals.push(literal);
  }

  /** Takes back every level above this one. */
  backTo(level: number, reopened: (choice: number) => void): void {
    const start = this.#levelStarts[level];
    if (start === undefined) return;
    for (let at = this.literals.length - 1; at >= start; at--) {
      const choice = this.literals.at(at) >> 1;
      this.side[choice] = openChoice;
      reopened(choice);
    }
    this.literals.truncate(start);
    this.#levelStarts.length = level;
  }
}
