/** The cycles that are shown: of each class the shortest few, and how many there are in truth. */
import type { EdgeColumns } from '../dependencies.ts';
import type { ComponentForest } from './component-forest.ts';
import type { CycleClass } from './cycle-class.ts';
import type { Cycle } from './shortest-cycle.ts';

export interface FoundCycle {
  /** Elle's name: `G-single-item`, ... */
  readonly type: string;
  /** Transactions in the order of the cycle; edge i leads from the i-th to the next, the last to the first. */
  readonly transactions: readonly number[];
  /** Per edge: its kind (see `dependencies.ts`). */
  readonly kinds: readonly number[];
  /** Per edge: the version that shows it, or -1. */
  readonly versions: readonly number[];
  /** False if the search for a shorter one of the same component was cut off. */
  readonly shortest: boolean;
}

type Unversioned = Omit<FoundCycle, 'versions'>;

/** Shorter ones first, then earlier ones. */
function isBefore({ transactions: one }: Unversioned, { transactions: other }: Unversioned): boolean {
  if (one.length !== other.length) return one.length < other.length;
  return Math.min(...one) < Math.min(...other);
}

export class CycleExamples {
  readonly counts = new Map<string, number>();
  readonly #limit: number;
  readonly #kept = new Map<string, Unversioned[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add({ name }: CycleClass, { nodes, kinds }: Cycle, shortest: boolean, forest: ComponentForest): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const kept = this.#kept.get(name) ?? [];
    this.#kept.set(name, kept);
    if (kept.length === this.#limit && nodes.length > (kept.at(-1)?.transactions.length ?? 0)) return;
    const transactions = nodes.map((node) => forest.transaction[node] as number);
    const example = { type: name, transactions, kinds, shortest };
    const at = kept.findIndex((other) => isBefore(example, other));
    kept.splice(at < 0 ? kept.length : at, 0, example);
    if (kept.length > this.#limit) kept.pop();
  }

  /** With the version of each edge, which is looked up in one pass over all. */
  withVersions({ count, from, to, kind, version }: EdgeColumns): FoundCycle[] {
    const examples = [...this.#kept.values()].flat();
    const nameOf = (source: number, target: number, edgeKind: number): string => `${source} ${target} ${edgeKind}`;
    const sources = new Set(examples.flatMap(({ transactions }) => transactions));
    const found = new Map<string, number>();
    if (sources.size > 0) {
      const isSource = new Uint8Array(Math.max(...sources) + 1);
      for (const source of sources) isSource[source] = 1;
      for (let edge = 0; edge < count; edge++) {
        if (isSource[from[edge] as number] !== 1 || !sources.has(to[edge] as number)) continue;
        const name = nameOf(from[edge] as number, to[edge] as number, kind[edge] as number);
        if (!found.has(name)) found.set(name, version[edge] as number);
      }
    }
    return examples.map((example) => {
      const { transactions, kinds } = example;
      const versions = kinds.map((edgeKind, position) => {
        const next = transactions[(position + 1) % transactions.length] as number;
        return found.get(nameOf(transactions[position] as number, next, edgeKind)) ?? -1;
      });
      return { ...example, versions };
    });
  }
}
