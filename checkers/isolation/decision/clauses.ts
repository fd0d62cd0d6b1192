/** Learned clauses with two watched literals each (Moskewicz et al., "Chaff", DAC 2001). */
export class Clauses {
  readonly #clauses: Int32Array[] = [];
  readonly #watches: number[][];

  constructor(literals: number) {
    this.#watches = Array.from({ length: literals }, () => []);
  }

  get count(): number {
    return this.#clauses.length;
  }

  literals(clause: number): Int32Array {
    return this.#clauses[clause] as Int32Array;
  }

  /** The first two literals are watched: at most they may be open. Returns its number. */
  learn(literals: Int32Array): number {
    const clause = this.#clauses.push(literals) - 1;
    if (literals.length > 1) {
      this.#watches[literals[0] as number]?.push(clause);
      this.#watches[literals[1] as number]?.push(clause);
    }
    return clause;
  }

  /**
   * The literal has become false. Calls `imply` with literals that must hold now, each the first of its clause. Returns a
   * clause of which nothing can hold any more, or -1.
   */
  falsified(
    literal: number,
    valueOf: (literal: number) => boolean | undefined,
    imply: (literal: number, clause: number) => void,
  ): number {
    const watching = this.#watches[literal] as number[];
    let kept = 0;
    for (let at = 0; at < watching.length; at++) {
      const number = watching[at] as number;
      const clause = this.#clauses[number] as Int32Array;
      if (clause[0] === literal) {
        clause[0] = clause[1] as number;
        clause[1] = literal;
      }
      const first = clause[0] as number;
      const holds = valueOf(first);
      if (holds !== true && this.#rewatch(clause, number, valueOf)) continue;
      watching[kept++] = number;
      if (holds === true) continue;
      if (holds === undefined) {
        imply(first, number);
        continue;
      }
      for (let rest = at + 1; rest < watching.length; rest++) watching[kept++] = watching[rest] as number;
      watching.length = kept;
      return number;
    }
    watching.length = kept;
    return -1;
  }

  #rewatch(clause: Int32Array, number: number, valueOf: (literal: number) => boolean | undefined): boolean {
    for (let at = 2; at < clause.length; at++) {
      const other = clause[at] as number;
      if (valueOf(other) === false) continue;
      clause[at] = clause[1] as number;
      clause[1] = other;
      this.#watches[other]?.push(number);
      return true;
    }
    return false;
  }
}
