/**
 * What is known of the commit order of transactions: session order, write-read, what lists show, and what the axiom of a
 * level forces. A level is satisfied if and only if that has no cycle (Biswas and Enea, OOPSLA 2019, section 3): any total
 * order that extends it is a commit order.
 */
import { processEdge, wrEdge, wwEdge } from '../dependencies.ts';
import { NumberColumn } from '../decision/number-column.ts';
import { fromInitial, type Observations } from '../decision/observations.ts';
import { groupBy, ownersOf, type Groups } from '../decision/polygraph.ts';
import { eachSessionEdge } from '../decision/precedence.ts';
import { WrittenKeys } from './written-keys.ts';

/** In `reader`: the edge is not forced by a read. */
export const noReader = -1;

/** Somebody read the initial value of a key that a transaction before it had written. */
export interface StaleInitialRead {
  readonly writer: number;
  readonly reader: number;
  readonly key: number;
}

export class CommitOrder {
  readonly observations: Observations;
  readonly sessions: boolean;
  readonly written: WrittenKeys;
  readonly from = new NumberColumn();
  readonly to = new NumberColumn();
  readonly kind = new NumberColumn();
  readonly key = new NumberColumn();
  /** Of a forced edge: the node that read from `to` and sees `from`. */
  readonly reader = new NumberColumn();
  /** Edges below this number are session order and write-read: what happens before what. */
  readonly happensBeforeEdges: number;
  staleInitial: StaleInitialRead | undefined;

  constructor(observations: Observations, sessions: boolean) {
    this.observations = observations;
    this.sessions = sessions;
    this.written = new WrittenKeys(observations, ownersOf(observations.writeFirst));
    if (sessions) eachSessionEdge(observations, (from, to) => this.#add(from, to, processEdge, -1, noReader));
    const { count, readFirst, readFrom, readKey } = observations;
    for (let node = 0; node < count; node++)
      for (let read = readFirst[node] as number; read < (readFirst[node + 1] as number); read++)
        if (readFrom[read] !== fromInitial)
          this.#add(readFrom[read] as number, node, wrEdge, readKey[read] as number, noReader);
    this.happensBeforeEdges = this.from.length;
    if (observations.columns.workload === 'list-append') this.#listOrders();
  }

  #add(from: number, to: number, kind: number, key: number, reader: number): void {
    this.from.push(from);
    this.to.push(to);
    this.kind.push(kind);
    this.key.push(key);
    this.reader.push(reader);
  }

  /** `reader` sees `earlier`, which wrote the key, and yet read the key from `later` (or its initial value). */
  force(earlier: number, later: number, key: number, reader: number): void {
    if (later === fromInitial) this.staleInitial ??= { writer: earlier, reader, key };
    else this.#add(earlier, later, wwEdge, key, reader);
  }

  #listOrders(): void {
    const { keyCount, writeKey, writeRank, writeFirst } = this.observations;
    const owner = ownersOf(writeFirst);
    const { first, rows } = groupBy(writeKey, keyCount);
    for (let key = 0; key < keyCount; key++) {
      const writes = rows
        .subarray(first[key], first[key + 1])
        .toSorted((left, right) => (writeRank[left] as number) - (writeRank[right] as number));
      let [previous, current] = [0, 0];
      for (let at = 0; at < writes.length; at++) {
        if (writeRank[writes[at] as number] !== writeRank[writes[current] as number])
          [previous, current] = [current, at];
        for (let before = previous; before < current; before++)
          this.#add(
            owner[writes[before] as number] as number,
            owner[writes[at] as number] as number,
            wwEdge,
            key,
            noReader,
          );
      }
    }
  }

  /** Edges by where they lead from; those numbered below the limit. */
  outgoing(limit = this.from.length): Groups {
    return groupBy(this.from.values().subarray(0, limit), this.observations.count);
  }
}
