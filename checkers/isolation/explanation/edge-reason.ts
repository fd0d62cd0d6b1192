/**
 * Why one transaction stands before another: each kind of edge has its sentence, which names what was observed. A sentence
 * is about the edge it is asked for only; what it cannot find in the history it does not say.
 */
import { seconds } from '../../history/quote.ts';
import {
  predicateRwEdge,
  predicateWrEdge,
  processEdge,
  realtimeEdge,
  rwEdge,
  wrEdge,
  wwEdge,
  type Inference,
} from '../dependencies.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import { listWords } from '../list-append/list-words.ts';
import { returnedInstead, shownPredicate } from '../predicate/shown-predicate.ts';
import { predicateReadOp, readOp, type TransactionColumns } from '../transaction-columns.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  /** As in `EdgeColumns`. */
  readonly version: number;
}

function holds({ list, listFirst, elements }: TransactionColumns, op: number, version: number): boolean {
  const end = listFirst[(list[op] as number) + 1] as number;
  for (let at = listFirst[list[op] as number] as number; at < end; at++) if (elements[at] === version) return true;
  return false;
}

function lastOf({ list, listFirst, elements }: TransactionColumns, op: number): number {
  const end = listFirst[(list[op] as number) + 1] as number;
  return end === listFirst[list[op] as number] ? -1 : (elements[end - 1] as number);
}

/** The first micro-operation of the transaction that is a known read of the key and fits. */
function findRead(
  transactions: TransactionColumns,
  transaction: number,
  key: number,
  fits: (op: number) => boolean,
): number | undefined {
  const { first, kind, list, version, workload } = transactions;
  for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
    if (kind[op] !== readOp || transactions.key[op] !== key) continue;
    const isKnown = workload === 'list-append' ? (list[op] as number) >= 0 : (version[op] as number) >= -1;
    if (isKnown && fits(op)) return op;
  }
  return undefined;
}

/** The last version of the key that the transaction wrote. */
function lastWrite(
  { first, kind, key, version }: TransactionColumns,
  transaction: number,
  own: number,
): number | undefined {
  for (let op = (first[transaction + 1] as number) - 1; op >= (first[transaction] as number); op--) {
    if (kind[op] !== readOp && kind[op] !== predicateReadOp && key[op] === own) return version[op];
  }
  return undefined;
}

/** The observed value of a read: `[3 4]`, or `3`, or `nil`. */
function readText(transactions: TransactionColumns, op: number): string {
  if (transactions.workload === 'list-append') return listWords(transactions, op);
  return versionName(transactions, transactions.version[op] as number);
}

function predicateText(
  transactions: TransactionColumns,
  transaction: number,
  version: number,
  isBefore: boolean,
): string {
  const op = version < 0 ? undefined : shownPredicate(transactions, transaction, version, isBefore);
  return op === undefined ? 'a predicate' : `the predicate ${versionNameOfValue(transactions, op)}`;
}

function versionNameOfValue(transactions: TransactionColumns, op: number): string {
  const text = JSON.stringify(transactions.values.value(transactions.version[op] as number)) ?? '';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

class EdgeWords {
  readonly #transactions: TransactionColumns;
  readonly #inference: Inference;
  readonly #edge: Edge;

  constructor(transactions: TransactionColumns, inference: Inference, edge: Edge) {
    this.#transactions = transactions;
    this.#inference = inference;
    this.#edge = edge;
  }

  get #key(): number {
    return this.#transactions.versionKey[this.#edge.version] ?? -1;
  }

  get #keyName(): string {
    return keyName(this.#transactions, this.#key);
  }

  get #value(): string {
    return versionName(this.#transactions, this.#edge.version);
  }

  get #isDeletion(): boolean {
    const { workload, values, versionValue } = this.#transactions;
    return workload === 'predicate' && values.value(versionValue[this.#edge.version] as number) === null;
  }

  /** What the writer of a register did. */
  get #deed(): string {
    return this.#isDeletion ? `deleted ${this.#keyName}` : `wrote ${this.#value} to ${this.#keyName}`;
  }

  get #wrote(): string {
    return this.#transactions.workload === 'list-append' ? 'appended' : 'wrote';
  }

  /** What is known to stand directly before the version of the edge: ` directly after 4`. */
  get #place(): string {
    const previous = this.#inference.previous[this.#edge.version] ?? -2;
    return previous >= 0 ? ` directly after ${versionName(this.#transactions, previous)}` : '';
  }

  ww(): string {
    const { from, to } = this.#edge;
    if (this.#transactions.workload !== 'list-append') return this.#registerWw(from, to);
    const previous = this.#inference.previous[this.#edge.version] ?? -2;
    const before = previous >= 0 && this.#inference.writer[previous] === from;
    const earlier = before
      ? `${transactionName(from)}'s ${versionName(this.#transactions, previous)}`
      : `a version of ${transactionName(from)}`;
    return `${transactionName(to)} ${this.#wrote} ${this.#value} to ${this.#keyName} after ${earlier}`;
  }

  #registerWw(from: number, to: number): string {
    const version = lastWrite(this.#transactions, from, this.#key);
    const earlier = version === undefined ? 'a version' : versionName(this.#transactions, version);
    const why = this.#why(version);
    return `${transactionName(to)} ${this.#deed} after ${transactionName(from)}'s ${earlier}${why}`;
  }

  /** Why the version of the edge comes after this one: ` (T3 read 1 and then wrote 2)`. */
  #why(earlier: number | undefined): string {
    const why = earlier === undefined ? undefined : this.#inference.whyBefore?.(earlier, this.#edge.version);
    return why === undefined ? '' : ` (${why})`;
  }

  wr(): string {
    const { from, to, version } = this.#edge;
    const reader = transactionName(to);
    const transactions = this.#transactions;
    if (transactions.workload !== 'list-append') {
      if (this.#isDeletion) return `${reader} read ${this.#keyName} as nil, which ${transactionName(from)} had deleted`;
      return `${reader} read ${this.#keyName} as ${this.#value}, which ${transactionName(from)} wrote`;
    }
    const op =
      findRead(transactions, to, this.#key, (read) => lastOf(transactions, read) === version) ??
      findRead(transactions, to, this.#key, (read) => holds(transactions, read, version));
    const seen = op === undefined ? `with ${this.#value}` : `as ${readText(transactions, op)}`;
    return `${reader} read ${this.#keyName} ${seen}, with ${transactionName(from)}'s append of ${this.#value}`;
  }

  rw(): string {
    const { from, to, version } = this.#edge;
    const transactions = this.#transactions;
    const [reader, writer] = [transactionName(from), transactionName(to)];
    const isList = transactions.workload === 'list-append';
    const op = findRead(transactions, from, this.#key, (read) =>
      isList ? !holds(transactions, read, version) : transactions.version[read] !== version,
    );
    if (isList) {
      const seen = op === undefined ? `before ${this.#value}` : `as ${readText(transactions, op)}`;
      return `${reader} read ${this.#keyName} ${seen}, without ${writer}'s append of ${this.#value}`;
    }
    const earlier =
      op === undefined ? returnedInstead(transactions, from, version) : (transactions.version[op] as number);
    const seen = earlier === undefined ? 'before that' : `as ${versionName(transactions, earlier)}`;
    const deed = this.#isDeletion ? 'deleted it' : `wrote ${this.#value}`;
    return `${reader} read ${this.#keyName} ${seen}, and ${writer} ${deed}${this.#place}, a later version${this.#why(earlier)}`;
  }

  process(): string {
    const { from, to } = this.#edge;
    const { process } = this.#transactions.operation(to);
    return `process ${process} ran ${transactionName(from)} before ${transactionName(to)}`;
  }

  realtime(): string {
    const { from, to } = this.#edge;
    const ended = this.#transactions.operation(from);
    const began = this.#transactions.operation(to);
    const events = `event ${ended.completionIndex} before event ${began.index}`;
    if (ended.completeTimeNs === 0 && began.invokeTimeNs === 0) {
      return `${transactionName(from)} had completed before ${transactionName(to)} began (${events})`;
    }
    const times = `${seconds(ended.completeTimeNs)}, ${transactionName(to)} began at ${seconds(began.invokeTimeNs)}`;
    return `${transactionName(from)} had completed at ${times} (${events})`;
  }

  predicateWr(): string {
    const { from, to, version } = this.#edge;
    const predicate = predicateText(this.#transactions, to, version, false);
    if (version < 0) return `${transactionName(to)} read by ${predicate} what ${transactionName(from)} had changed`;
    return `${transactionName(to)} read by ${predicate} after ${transactionName(from)} ${this.#deed}`;
  }

  predicateRw(): string {
    const { from, to, version } = this.#edge;
    const predicate = predicateText(this.#transactions, from, version, true);
    if (version < 0)
      return `${transactionName(from)} read by ${predicate}, and ${transactionName(to)} changed what matches`;
    const change = `${transactionName(to)} ${this.#deed}`;
    return `${transactionName(from)} read by ${predicate} before ${change}, which changed what matches`;
  }
}

function because(words: EdgeWords, kind: number): string {
  switch (kind) {
    case wwEdge:
      return words.ww();
    case wrEdge:
      return words.wr();
    case rwEdge:
      return words.rw();
    case processEdge:
      return words.process();
    case realtimeEdge:
      return words.realtime();
    case predicateWrEdge:
      return words.predicateWr();
    case predicateRwEdge:
      return words.predicateRw();
    default:
      return 'it depends on it';
  }
}

/** `T1 -> T2 because T1 read key 7 as [3 4], without T2's append of 5`. */
export function edgeReason(transactions: TransactionColumns, inference: Inference, edge: Edge): string {
  const words = new EdgeWords(transactions, inference, edge);
  return `${transactionName(edge.from)} -> ${transactionName(edge.to)} because ${because(words, edge.kind)}`;
}
