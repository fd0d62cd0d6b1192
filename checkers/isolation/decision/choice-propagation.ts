/**
 * What follows from the choices made so far: a way that would close a cycle is out, so the other holds, with the edges that
 * it brings. A choice is looked at again only when one of its two transactions reaches more than before, since that is
 * all that its cycles depend on. This is the pruning of Cobra (OSDI 2020) and PolySI (VLDB 2023), done at every step.
 */
import { rwEdge, wwEdge } from '../dependencies.ts';
import type { Clauses } from './clauses.ts';
import { commitNode, groupBy, startNode, type Groups, type Polygraph } from './polygraph.ts';
import { byClause, byCycle, openChoice, type Trail } from './trail.ts';

/** Choices that cannot all hold together: literals that hold. */
export type Conflict = readonly number[];

/** Learns of the edges whose cycle closed, or would have. */
export type CycleWitness = (path: readonly number[], from: number, to: number) => void;

export class ChoicePropagation {
  readonly #polygraph: Polygraph;
  readonly #trail: Trail;
  readonly #clauses: Clauses;
  readonly #witness: CycleWitness;
  /** Per transaction: the choices that it is part of. */
  readonly #choicesOf: Groups;
  readonly #shouldStop: () => boolean;
  #done = 0;
  /** The edge that was found to close a cycle. */
  #blockedFrom = -1;
  #blockedTo = -1;

  constructor(polygraph: Polygraph, trail: Trail, clauses: Clauses, witness: CycleWitness, shouldStop: () => boolean) {
    this.#shouldStop = shouldStop;
    this.#polygraph = polygraph;
    this.#trail = trail;
    this.#clauses = clauses;
    this.#witness = witness;
    const { first, second, count } = polygraph.choices;
    const members = new Int32Array(count * 2);
    for (let choice = 0; choice < count; choice++) {
      members[choice * 2] = first[choice] as number;
      members[choice * 2 + 1] = second[choice] as number;
    }
    this.#choicesOf = groupBy(members, polygraph.observations.count);
  }

  /** After choices were taken back. */
  rewind(): void {
    this.#done = this.#trail.literals.length;
    this.#polygraph.graph.takeGrown(() => {});
  }

  /** Looks at every choice once. */
  lookAtAll(): void {
    for (let choice = 0; choice < this.#polygraph.choices.count; choice++) this.#look(choice);
  }

  /** Draws all conclusions. Undefined if nothing contradicts, or if it was told to stop. */
  run(): Conflict | undefined {
    const { graph, observations, shape } = this.#polygraph;
    const touched = new Set<number>();
    for (;;) {
      while (this.#done < this.#trail.literals.length) {
        if (this.#shouldStop()) return undefined;
        const literal = this.#trail.literals.at(this.#done++);
        const conflict = this.#bring(literal) ?? this.#clauseConflict(literal);
        if (conflict !== undefined) return conflict;
      }
      touched.clear();
      graph.takeGrown((node) => touched.add(shape.snapshots ? node >> 1 : node));
      if (touched.size === 0) return undefined;
      for (const node of touched) {
        if (node >= observations.count) continue;
        const { first, rows } = this.#choicesOf;
        for (let at = first[node] as number; at < (first[node + 1] as number); at++)
          this.#look((rows[at] as number) >> 1);
      }
    }
  }

  #clauseConflict(literal: number): Conflict | undefined {
    const trail = this.#trail;
    const broken = this.#clauses.falsified(
      literal ^ 1,
      (other) => trail.holds(other),
      (implied, clause) => trail.push(implied, byClause, clause),
    );
    return broken < 0 ? undefined : Array.from(this.#clauses.literals(broken), (other) => other ^ 1);
  }

  /** Who comes first and who second by this literal. */
  #pair(literal: number): readonly [earlier: number, later: number] {
    const { first, second } = this.#polygraph.choices;
    const choice = literal >> 1;
    const [one, other] = [first[choice] as number, second[choice] as number];
    return (literal & 1) === 0 ? [one, other] : [other, one];
  }

  /** Adds the edges of a literal that holds. */
  #bring(literal: number): Conflict | undefined {
    const { shape, choices } = this.#polygraph;
    const [earlier, later] = this.#pair(literal);
    const commit = commitNode(shape, later);
    const conflict = this.#insert(commitNode(shape, earlier), startNode(shape, later), wwEdge, -1, literal);
    if (conflict !== undefined) return conflict;
    for (let at = choices.readerFirst[literal] as number; at < (choices.readerFirst[literal + 1] as number); at++) {
      const start = startNode(shape, choices.reader[at] as number);
      const broken = this.#insert(start, commit, rwEdge, choices.readerKey[at] as number, literal);
      if (broken !== undefined) return broken;
    }
    return undefined;
  }

  #insert(from: number, to: number, kind: number, key: number, literal: number): Conflict | undefined {
    const { graph } = this.#polygraph;
    if (graph.add(from, to, kind, key, literal)) return undefined;
    return [literal, ...this.#causes(from, to, graph.edgeCount)];
  }

  /** The choices behind the path that leads back from `to` to `from`. */
  #causes(from: number, to: number, limit: number): number[] {
    const { graph } = this.#polygraph;
    const path = graph.path(to, from, limit) ?? [];
    this.#witness(path, from, to);
    return [...new Set(path.map((edge) => graph.cause(edge)).filter((cause) => cause >= 0))];
  }

  #look(choice: number): void {
    if (this.#trail.side[choice] !== openChoice) return;
    for (const literal of [choice * 2, choice * 2 + 1]) {
      if (!this.#isBlocked(literal)) continue;
      this.#trail.push(literal ^ 1, byCycle, this.#blockedFrom, this.#blockedTo, this.#polygraph.graph.edgeCount);
      return;
    }
  }

  /** One of its edges would close a cycle. */
  #isBlocked(literal: number): boolean {
    const { shape, choices, graph } = this.#polygraph;
    const [earlier, later] = this.#pair(literal);
    if (this.#closes(commitNode(shape, earlier), startNode(shape, later))) return true;
    const commit = commitNode(shape, later);
    for (let at = choices.readerFirst[literal] as number; at < (choices.readerFirst[literal + 1] as number); at++) {
      const start = startNode(shape, choices.reader[at] as number);
      if (graph.reaches(commit, start)) return this.#closes(start, commit);
    }
    return false;
  }

  #closes(from: number, to: number): boolean {
    if (!this.#polygraph.graph.reaches(to, from)) return false;
    this.#blockedFrom = from;
    this.#blockedTo = to;
    return true;
  }

  /** The literals that made this choice what it is. */
  reasons(choice: number): number[] {
    const { reason, reasonData, reasonTo, reasonLimit, side } = this.#trail;
    const data = reasonData[choice] as number;
    if (reason[choice] === byCycle)
      return this.#causes(data, reasonTo[choice] as number, reasonLimit[choice] as number);
    if (reason[choice] !== byClause) return [];
    const own = choice * 2 + (side[choice] as number);
    return Array.from(this.#clauses.literals(data))
      .filter((other) => other !== own)
      .map((other) => other ^ 1);
  }
}
