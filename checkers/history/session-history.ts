/**
 * Histories that record what each session did, transaction by transaction, and no times. A transaction becomes one event,
 * its completion, without an invocation: that keeps the order of each session (its process) and claims no order between
 * sessions, since nobody knows when a transaction began.
 */
import { HistoryAssembler, type ParsedHistory, type Place } from './assembler.ts';
import type { Json } from './event.ts';

export const noRealTimeNote =
  'the file records no real time: transactions of one session are in its order, those of different sessions in none';

/** How a transaction ended: it committed, it aborted, or the record breaks off. */
export type TransactionEnd = 'ok' | 'fail' | 'info';

export class SessionHistory {
  readonly #assembler = new HistoryAssembler({ lenient: true });
  readonly #places: Place[] = [];
  readonly #notes: string[] = [noRealTimeNote];

  get count(): number {
    return this.#assembler.count;
  }

  /** Adds the next transaction of a session: micro-operations such as `["r", key, value]` and `["w", key, value]`. */
  add(session: number, end: TransactionEnd, microOps: readonly Json[], place: Place): void {
    const time = this.#assembler.count * 1_000_000;
    this.#assembler.add({ type: end, process: session, f: 'txn', value: microOps, time });
    this.#places.push(place);
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /** `initial`: what keys hold at the beginning, if the format says so. */
  finish(initial?: Json): ParsedHistory {
    return this.#assembler.finish((index) => this.#places[index] ?? { line: 1, column: 1 }, this.#notes, initial);
  }
}
