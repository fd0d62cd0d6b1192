/** Why a history breaks a weak level, in words: the cycle of forced commits, each with the read that forces it. */
import { processEdge, rwEdge, wrEdge } from '../dependencies.ts';
import type { Contradiction, CoreEdge } from '../decision/decision.ts';
import { keyText, transactionLabel, versionText } from '../decision/wrong-read.ts';
import type { Groups } from '../decision/polygraph.ts';
import { shortestPath } from './commit-cycle.ts';
import { noReader, type CommitOrder, type StaleInitialRead } from './commit-order.ts';

export class WeakEvidence {
  readonly #order: CommitOrder;
  readonly #happensBefore: Groups;
  readonly #transactions = new Set<number>();
  readonly #edges = new Map<string, CoreEdge>();

  constructor(order: CommitOrder) {
    this.#order = order;
    this.#happensBefore = order.outgoing(order.happensBeforeEdges);
  }

  #transaction(node: number): number {
    return this.#order.observations.transaction[node] as number;
  }

  #label(node: number): string {
    return transactionLabel(this.#transaction(node));
  }

  #written(node: number, key: number): number {
    const { writeFirst, writeKey, writeVersion } = this.#order.observations;
    for (let write = writeFirst[node] as number; write < (writeFirst[node + 1] as number); write++)
      if (writeKey[write] === key) return writeVersion[write] as number;
    return -1;
  }

  #value(node: number, key: number): string {
    return versionText(this.#order.observations.columns, this.#written(node, key));
  }

  #keep(from: number, to: number, kind: number, key: number, version: number, reason: string): CoreEdge {
    const [one, other] = [this.#transaction(from), this.#transaction(to)];
    const edge = { from: one, to: other, kind, key, version, reason: `T${one} -> T${other} because ${reason}` };
    this.#edges.set(`${one} ${other} ${kind} ${key} ${version}`, edge);
    this.#transactions.add(one);
    this.#transactions.add(other);
    return edge;
  }

  /** An edge of the commit order, and what it rests on. */
  #edge(edge: number): CoreEdge {
    const { from, to, kind, key, reader, observations } = this.#order;
    const [earlier, later, edgeKey, by] = [from.at(edge), to.at(edge), key.at(edge), reader.at(edge)];
    const [one, other] = [this.#label(earlier), this.#label(later)];
    if (kind.at(edge) === processEdge)
      return this.#keep(earlier, later, processEdge, -1, -1, `the same process ran ${other} after ${one}`);
    const where = keyText(observations.columns, edgeKey);
    if (kind.at(edge) === wrEdge) {
      const value = this.#value(earlier, edgeKey);
      return this.#keep(
        earlier,
        later,
        wrEdge,
        edgeKey,
        this.#written(earlier, edgeKey),
        `${other} read ${where} as ${value}, which ${one} wrote`,
      );
    }
    if (by === noReader) {
      const witness = observations.orderReader[edgeKey] as number;
      if (witness >= 0) this.#transactions.add(witness);
      const shown = `T${witness} read ${where} with ${this.#value(earlier, edgeKey)} before ${this.#value(later, edgeKey)}`;
      return this.#keep(earlier, later, kind.at(edge), edgeKey, this.#written(later, edgeKey), shown);
    }
    this.sees(earlier, by);
    const who = this.#label(by);
    const what = `${who} sees ${one}, which wrote ${this.#value(earlier, edgeKey)} to ${where}, and yet read ${this.#value(later, edgeKey)} of ${other}`;
    return this.#keep(earlier, later, kind.at(edge), edgeKey, this.#written(later, edgeKey), what);
  }

  /** Notes the shortest chain by which one happened before the other. */
  sees(earlier: number, by: number): CoreEdge[] {
    const path = shortestPath(this.#order, this.#happensBefore, earlier, by) ?? [];
    this.#transactions.add(this.#transaction(by));
    return path.map((edge) => this.#edge(edge));
  }

  #contradiction(cycle: readonly CoreEdge[], last: string): Contradiction {
    return {
      transactions: [...this.#transactions].toSorted((left, right) => left - right),
      edges: [...this.#edges.values()],
      cycle,
      argument: [...this.#edges.values()].map(({ reason }) => `${reason}.`).concat(last),
      summary: last,
      minimal: false,
    };
  }

  cycle(level: string, edges: readonly number[]): Contradiction {
    const cycle = edges.map((edge) => this.#edge(edge));
    const round = [...cycle.map(({ from }) => from), cycle[0]?.from].map((txn) => `T${txn}`).join(' before ');
    return this.#contradiction(cycle, `${level} would need ${round}`);
  }

  staleInitial({ writer, reader, key }: StaleInitialRead): Contradiction {
    const { columns } = this.#order.observations;
    const path = this.sees(writer, reader);
    const [one, other, where] = [this.#label(writer), this.#label(reader), keyText(columns, key)];
    const read = `${other} read ${where} at its initial value, although it sees ${one}, which wrote ${this.#value(writer, key)}`;
    const back = this.#keep(reader, writer, rwEdge, key, this.#written(writer, key), read);
    return this.#contradiction([...path, back], read);
  }
}
