/** A small core in words: its dependencies with the values that show them, and the argument that ends in a cycle. */
import { edgeNames, processEdge, realtimeEdge, rwEdge, wrEdge, wwEdge } from '../dependencies.ts';
import { indeterminate } from '../transaction-columns.ts';
import type { Contradiction, CoreEdge } from './decision.ts';
import { derivedCycle, Deriver, type DerivedEdge, type Derivation } from './derivation.ts';
import { fromInitial, type Observations } from './observations.ts';
import { buildPolygraph, type Polygraph, type Shape } from './polygraph.ts';
import { orderReaders, restrict } from './shrink-core.ts';
import { keyText, transactionLabel, versionText, type WrongRead } from './wrong-read.ts';

export function wrongReadContradiction({ transactions, summary }: WrongRead): Contradiction {
  const distinct = [...new Set(transactions)].toSorted((left, right) => left - right);
  return { transactions: distinct, edges: [], cycle: [], argument: [summary], summary, minimal: true };
}

/** Sentences about the nodes of a core. */
class Narrator {
  readonly #observations: Observations;

  constructor(observations: Observations) {
    this.#observations = observations;
  }

  transaction(node: number): number {
    return this.#observations.transaction[node] as number;
  }

  label(node: number): string {
    return transactionLabel(this.transaction(node));
  }

  #written(node: number, key: number): number {
    const { writeFirst, writeKey, writeVersion } = this.#observations;
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++)
      if (writeKey[write] === key) return writeVersion[write] as number;
    return -1;
  }

  #read(node: number, key: number): { readonly version: number; readonly from: number } {
    const { readFirst, readKey, readVersion, readFrom } = this.#observations;
    for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++)
      if (readKey[read] === key) return { version: readVersion[read] as number, from: readFrom[read] as number };
    return { version: -1, from: fromInitial };
  }

  /** The read behind an anti-dependency, unless it was of the initial value. */
  readBehind({ from, kind, key }: DerivedEdge): CoreEdge | undefined {
    if (kind !== rwEdge) return undefined;
    const { from: writer } = this.#read(from, key);
    return writer === fromInitial ? undefined : this.edge({ from: writer, to: from, kind: wrEdge, key });
  }

  edge({ from, to, kind, key }: Omit<DerivedEdge, 'rests'>): CoreEdge {
    const version = kind === wrEdge ? this.#read(to, key).version : key >= 0 ? this.#written(to, key) : -1;
    const reason = `${this.label(from)} -> ${this.label(to)} because ${this.#because({ from, to, kind, key }, version)}`;
    return { from: this.transaction(from), to: this.transaction(to), kind, key, version, reason };
  }

  #because({ from, to, kind, key }: Omit<DerivedEdge, 'rests'>, version: number): string {
    const { columns } = this.#observations;
    const [one, other] = [this.label(from), this.label(to)];
    if (kind === processEdge) return `the same process ran ${other} after ${one}`;
    if (kind === realtimeEdge) return `${one} had completed when ${other} was invoked`;
    const [where, value] = [keyText(columns, key), versionText(columns, version)];
    const ending = columns.workload === 'list-append' ? ' ending with' : ' as';
    if (kind === wrEdge) return `${other} read ${where}${ending} ${value}, which ${one} wrote`;
    if (kind === wwEdge)
      return `${other} wrote ${value} to ${where} after ${one} wrote ${versionText(columns, this.#written(from, key))}`;
    const seen = this.#read(from, key);
    const saw =
      seen.from === fromInitial ? 'at its initial value' : `${ending.trim()} ${versionText(columns, seen.version)}`;
    return `${one} read ${where} ${saw}, which ${other} replaced by ${value}`;
  }

  /** `T1 -> T2 (ww) -> T1 (rw)` */
  round(cycle: readonly DerivedEdge[]): string {
    const [first] = cycle;
    if (first === undefined) return 'nothing';
    return `${this.label(first.from)}${cycle.map(({ to, kind }) => ` -${edgeNames[kind]}-> ${this.label(to)}`).join('')}`;
  }
}

class Argument {
  readonly sentences: string[] = [];
  readonly edges = new Map<string, CoreEdge>();
  /** The first cycle that ends a case. */
  cycle: readonly CoreEdge[] | undefined;
  readonly #narrator: Narrator;

  constructor(narrator: Narrator) {
    this.#narrator = narrator;
  }

  #use(cycle: readonly DerivedEdge[]): CoreEdge[] {
    return cycle.map((derived) => {
      const edge = this.#narrator.edge(derived);
      const behind = [this.#narrator.readBehind(derived), ...derived.rests.map((rest) => this.#narrator.edge(rest))];
      for (const used of [edge, ...behind]) if (used !== undefined) this.#keep(used);
      return edge;
    });
  }

  #keep(edge: CoreEdge): void {
    this.edges.set(`${edge.from} ${edge.to} ${edge.kind} ${edge.key}`, edge);
  }

  /** Only the sentence: what it says would be is not. */
  #forced(earlier: number, later: number, otherwise: readonly DerivedEdge[]): void {
    const [one, other] = [this.#narrator.label(earlier), this.#narrator.label(later)];
    this.sentences.push(
      `${other} did not come before ${one}: that would be a cycle, ${this.#narrator.round(otherwise)}. So ${one} came first.`,
    );
    this.#use(otherwise.slice(1));
  }

  ends(cycle: readonly DerivedEdge[]): void {
    const edges = this.#use(cycle);
    this.cycle ??= edges;
    this.sentences.push(`That is a cycle: ${this.#narrator.round(cycle)}.`);
  }

  tell(derivation: Derivation): void {
    switch (derivation.kind) {
      case 'cycle':
        this.ends(derivation.cycle);
        return;
      case 'forced':
        this.#forced(derivation.earlier, derivation.later, derivation.otherwise);
        this.tell(derivation.next);
        return;
      case 'cases': {
        const [one, other] = [this.#narrator.label(derivation.one), this.#narrator.label(derivation.other)];
        this.sentences.push(`Suppose that ${one} came before ${other}.`);
        this.tell(derivation.cases[0]);
        this.sentences.push(`Suppose that ${other} came before ${one}.`);
        this.tell(derivation.cases[1]);
        return;
      }
    }
  }
}

/** What is known alone contradicts: the shortest cycle of known edges, if the graph has one. */
function knownCycle(polygraph: Polygraph): readonly DerivedEdge[] | undefined {
  const { graph, blocked } = polygraph;
  if (blocked !== undefined) {
    const back = (graph.path(blocked.to, blocked.from) ?? []).map((edge) => graph.edge(edge));
    return derivedCycle(polygraph, [blocked, ...back]);
  }
  let best: readonly number[] | undefined;
  for (let node = 0; node < graph.nodes; node++) {
    const cycle = graph.path(node, node);
    if (cycle !== undefined && (best === undefined || cycle.length < best.length)) best = cycle;
  }
  return (
    best &&
    derivedCycle(
      polygraph,
      best.map((edge) => graph.edge(edge)),
    )
  );
}

/** Somebody who read a write of each indeterminate transaction: that is why it counts. */
function observersOf(
  { columns, transaction, readFirst, readFrom, count }: Observations,
  nodes: readonly number[],
): number[] {
  const unobserved = new Set(nodes.filter((node) => columns.status[transaction[node] as number] === indeterminate));
  const observers: number[] = [];
  for (let reader = 0; reader < count && unobserved.size > 0; reader++)
    for (let read = readFirst[reader] as number; read < (readFirst[reader + 1] as number); read++)
      if (reader !== readFrom[read] && unobserved.delete(readFrom[read] as number))
        observers.push(transaction[reader] as number);
  return observers;
}

/** The nodes must have a contradiction among them. */
export function contradictionOf(
  observations: Observations,
  shape: Shape,
  nodes: readonly number[],
  minimal: boolean,
): Contradiction {
  const polygraph = buildPolygraph(restrict(observations, nodes), shape);
  const argument = new Argument(new Narrator(polygraph.observations));
  const known = knownCycle(polygraph);
  const derivation = known === undefined ? new Deriver(polygraph).derive() : undefined;
  if (known !== undefined) argument.ends(known);
  else if (derivation !== undefined) argument.tell(derivation);
  else
    argument.sentences.push(
      'No order of these transactions explains what they read; the argument has too many steps to be told.',
    );
  const members = nodes.map((node) => observations.transaction[node] as number);
  const resting = [...observersOf(observations, nodes), ...orderReaders(observations, nodes)];
  const transactions = [...new Set([...members, ...resting])].toSorted((left, right) => left - right);
  const what = shape.snapshots ? 'snapshots and commits' : 'one after another';
  return {
    transactions,
    edges: [...argument.edges.values()],
    cycle: argument.cycle ?? [],
    argument: argument.sentences,
    summary: `${transactions.map(transactionLabel).join(', ')}: no order of ${what} explains what they read`,
    minimal,
  };
}
