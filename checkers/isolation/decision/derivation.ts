/**
 * Derives the contradiction of a small core step by step, so that a person can follow it: orders that must hold because the
 * other way would close a cycle, until a cycle closes anyway; or, where nothing follows, both cases in turn.
 */
import { rwEdge, wwEdge } from '../dependencies.ts';
import {
  commitNode,
  observedNode,
  startNode,
  withinTransaction,
  type BlockedEdge,
  type Polygraph,
} from './polygraph.ts';

export interface DerivedEdge {
  /** Nodes of the observations. */
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  readonly key: number;
  /** What an anti-dependency rests on that is known without it: the replaced write came before the replacing one. */
  readonly rests: readonly DerivedEdge[];
}

export type Derivation =
  /** These edges close a cycle. */
  | { readonly kind: 'cycle'; readonly cycle: readonly DerivedEdge[] }
  /** `earlier` came before `later`, since the other way there would be a cycle. */
  | {
      readonly kind: 'forced';
      readonly earlier: number;
      readonly later: number;
      readonly otherwise: readonly DerivedEdge[];
      readonly next: Derivation;
    }
  | {
      readonly kind: 'cases';
      readonly one: number;
      readonly other: number;
      readonly cases: readonly [Derivation, Derivation];
    };

/** More than this many steps are no argument that anybody reads. */
const mostSteps = 500;

export class Deriver {
  readonly #polygraph: Polygraph;
  readonly #open = new Set<number>();
  #steps = 0;

  /** The polygraph must not be cyclic or blocked by what is known. */
  constructor(polygraph: Polygraph) {
    this.#polygraph = polygraph;
    for (let choice = 0; choice < polygraph.choices.count; choice++) this.#open.add(choice);
  }

  /** Undefined if it would be too long. */
  derive(): Derivation | undefined {
    if (++this.#steps > mostSteps) return undefined;
    for (const choice of this.#open)
      for (const literal of [choice * 2, choice * 2 + 1]) {
        const otherwise = this.#closes(literal);
        if (otherwise === undefined) continue;
        const [later, earlier] = this.#pair(literal);
        const next = this.#assume(literal ^ 1);
        return next && { kind: 'forced', earlier, later, otherwise, next };
      }
    const [choice] = this.#open;
    if (choice === undefined) return undefined;
    const [one, other] = this.#pair(choice * 2);
    const left = this.#assume(choice * 2);
    const right = left && this.#assume(choice * 2 + 1);
    return left && right && { kind: 'cases', one, other, cases: [left, right] };
  }

  #pair(literal: number): readonly [earlier: number, later: number] {
    const { first, second } = this.#polygraph.choices;
    const [one, other] = [first[literal >> 1] as number, second[literal >> 1] as number];
    return (literal & 1) === 0 ? [one, other] : [other, one];
  }

  /** Goes on with this literal, then takes it back. */
  #assume(literal: number): Derivation | undefined {
    const { graph } = this.#polygraph;
    const cycle = this.#closes(literal);
    if (cycle !== undefined) return { kind: 'cycle', cycle };
    const mark = graph.mark();
    this.#open.delete(literal >> 1);
    let next: Derivation | undefined;
    for (const [from, to, kind, key] of this.#edges(literal)) {
      if (graph.add(from, to, kind, key, literal)) continue;
      next = { kind: 'cycle', cycle: this.cycleWith(from, to, kind, key) };
      break;
    }
    next ??= this.derive();
    graph.undo(mark);
    this.#open.add(literal >> 1);
    return next;
  }

  #edges(literal: number): (readonly [from: number, to: number, kind: number, key: number])[] {
    const { shape, choices } = this.#polygraph;
    const [earlier, later] = this.#pair(literal);
    const edges: (readonly [number, number, number, number])[] = [
      [commitNode(shape, earlier), startNode(shape, later), wwEdge, this.#commonKey(earlier, later)],
    ];
    for (let at = choices.readerFirst[literal] as number; at < (choices.readerFirst[literal + 1] as number); at++) {
      const reader = startNode(shape, choices.reader[at] as number);
      edges.push([reader, commitNode(shape, later), rwEdge, choices.readerKey[at] as number]);
    }
    return edges;
  }

  #commonKey(one: number, other: number): number {
    const { writeFirst, writeKey } = this.#polygraph.observations;
    const keys = new Set(writeKey.subarray(writeFirst[one], writeFirst[one + 1]));
    return writeKey.subarray(writeFirst[other], writeFirst[other + 1]).find((key) => keys.has(key)) ?? -1;
  }

  /** The cycle that the literal's edges would close at once. */
  #closes(literal: number): readonly DerivedEdge[] | undefined {
    for (const [from, to, kind, key] of this.#edges(literal))
      if (this.#polygraph.graph.reaches(to, from)) return this.cycleWith(from, to, kind, key);
    return undefined;
  }

  /** The cycle of an edge and the shortest way back, without steps inside a transaction. */
  cycleWith(from: number, to: number, kind: number, key: number): DerivedEdge[] {
    const { graph } = this.#polygraph;
    const edges = (graph.path(to, from) ?? []).map((edge) => graph.edge(edge));
    return derivedCycle(this.#polygraph, [{ from, to, kind, key, viaFrom: -1, viaTo: -1 }, ...edges]);
  }
}

export function derivedCycle({ shape, graph }: Polygraph, edges: readonly BlockedEdge[]): DerivedEdge[] {
  const plain = ({ from, to, kind, key }: BlockedEdge): DerivedEdge => ({
    from: observedNode(shape, from),
    to: observedNode(shape, to),
    kind,
    key,
    rests: [],
  });
  return edges
    .filter(({ kind }) => kind !== withinTransaction)
    .map((edge) => {
      if (edge.viaFrom < 0) return plain(edge);
      const rests = (graph.path(edge.viaFrom, edge.viaTo) ?? []).map((step) => graph.edge(step));
      return { ...plain(edge), rests: rests.filter(({ kind }) => kind !== withinTransaction).map(plain) };
    });
}
