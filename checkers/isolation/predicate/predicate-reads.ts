/** Reads by predicate, one by one: the dependencies through their predicates, and what they certainly missed. */
import { quote } from '../../history/quote.ts';
import { predicateRwEdge, predicateWrEdge, type EdgeColumns } from '../dependencies.ts';
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import type { WrittenVersions } from '../rw-register/written-versions.ts';
import type { StepLimit } from '../step-limit.ts';
import { committed, predicateReadOp, readOp, type TransactionColumns } from '../transaction-columns.ts';
import type { CertainOrder } from './certain-order.ts';
import type { Matches, PredicateMatches } from './predicate-matches.ts';
import type { TableStart } from './table-start.ts';
import { selectionOf, type Selection } from './version-sets.ts';

/** In candidates: what was there before everything. */
const unborn = -1;

export interface PredicateContext {
  readonly transactions: TransactionColumns;
  readonly written: WrittenVersions;
  readonly start: TableStart;
  readonly order: CertainOrder;
  readonly matches: PredicateMatches;
  readonly edges: EdgeColumns;
  readonly findings: DirectFindings;
  readonly limit: StepLimit;
  readonly ownWritesAreSeen: boolean;
}

export class PredicateReads {
  readonly #context: PredicateContext;
  /** Per key: the transaction that returned it, that writes it, that has written it so far, plus one; and what it wrote. */
  readonly #returned: Int32Array;
  readonly #writes: Int32Array;
  readonly #wrote: Int32Array;
  readonly #own: Int32Array;
  /** Keys that the current transaction has written so far. */
  #ownKeys: number[] = [];
  #read = 0;
  /** True if some read may have selected one of several versions that its edges do not tell apart. */
  isUnclear = false;
  /** Selections that do not depend on the reader, by predicate, and by key or version. */
  readonly #absent = new Map<number, Map<number, Selection>>();
  readonly #found = new Map<number, Map<number, Selection>>();

  constructor(context: PredicateContext) {
    this.#context = context;
    const keyCount = context.transactions.keys.size;
    this.#returned = new Int32Array(keyCount);
    this.#writes = new Int32Array(keyCount);
    this.#wrote = new Int32Array(keyCount);
    this.#own = new Int32Array(keyCount);
  }

  /** Time: for each read, the keys that its predicate can match. */
  takeAll(): void {
    const { transactions, limit } = this.#context;
    for (let transaction = 0; transaction < transactions.count && !limit.spent(); transaction++) {
      if (transactions.status[transaction] === committed) this.#take(transaction);
    }
  }

  #take(transaction: number): void {
    const { first, kind, key, version, list } = this.#context.transactions;
    const [begin, end] = [first[transaction] as number, first[transaction + 1] as number];
    if (!kind.subarray(begin, end).includes(predicateReadOp)) return;
    for (let op = begin; op < end; op++) {
      if (kind[op] !== readOp && kind[op] !== predicateReadOp) this.#writes[key[op] as number] = transaction + 1;
    }
    this.#ownKeys = [];
    for (let op = begin; op < end; op++) {
      if (kind[op] === predicateReadOp) {
        if ((list[op] as number) >= 0) this.#readBy(transaction, op);
      } else if (kind[op] !== readOp) {
        if (this.#wrote[key[op] as number] !== transaction + 1) this.#ownKeys.push(key[op] as number);
        this.#wrote[key[op] as number] = transaction + 1;
        this.#own[key[op] as number] = version[op] as number;
      }
    }
  }

  #readBy(transaction: number, op: number): void {
    const { transactions, matches, limit } = this.#context;
    const { writer } = this.#context.written;
    const { list, listFirst, elements, versionKey } = transactions;
    const matching = matches.of(op, transaction);
    const read = ++this.#read;
    const result = list[op] as number;
    for (let at = listFirst[result] as number; at < (listFirst[result + 1] as number); at++) {
      const version = elements[at] as number;
      this.#returned[versionKey[version] as number] = read;
      // What follows a version of its own comes after it by ww.
      if (writer[version] !== transaction) this.#depend(transaction, this.#selectionFound(op, matching, version));
    }
    this.#afterStart(transaction, matching, read);
    for (const key of matching.keys) {
      if (limit.spent()) return;
      if (this.#returned[key] === read || this.#wrote[key] === transaction + 1) continue;
      this.#missing(transaction, op, key, matching);
    }
    for (const key of this.#ownKeys) if (this.#returned[key] !== read) this.#missOwn(transaction, op, key, matching);
  }

  /** One edge from what set the table up, if anything was selected that is not older: of which object does not matter. */
  #afterStart(transaction: number, matching: Matches, read: number): void {
    const { start, edges } = this.#context;
    if (start.init < 0) return;
    const key = start.version.findIndex(
      (version, each) =>
        version >= 0 &&
        this.#returned[each] !== read &&
        this.#wrote[each] !== transaction + 1 &&
        !matching.has(version),
    );
    if (key >= 0) edges.add(start.init, transaction, predicateWrEdge, start.version[key] as number);
  }

  #missing(transaction: number, op: number, key: number, matching: Matches): void {
    const isOwn = this.#writes[key] === transaction + 1;
    const selection = isOwn ? this.#selectAbsent(key, matching, transaction) : this.#selectionAbsent(op, key, matching);
    if (selection.isMiss) this.#miss(transaction, op, key);
    else this.#depend(transaction, selection);
  }

  #depend(transaction: number, { after, before, isUnclear }: Selection): void {
    this.isUnclear ||= isUnclear;
    const { edges, written } = this.#context;
    if (after >= 0) edges.add(written.writer[after] as number, transaction, predicateWrEdge, after);
    for (const version of before) edges.add(transaction, written.writer[version] as number, predicateRwEdge, version);
  }

  #selectionAbsent(op: number, key: number, matching: Matches): Selection {
    const byKey = this.#cache(this.#absent, op);
    const selection = byKey.get(key) ?? this.#selectAbsent(key, matching, -1);
    byKey.set(key, selection);
    return selection;
  }

  /** What a transaction that writes the key itself, but later, can have selected of it: not its own versions. */
  #selectAbsent(key: number, matching: Matches, without: number): Selection {
    const { start, written, order } = this.#context;
    const [candidates, changed]: [number[], number[]] = [[], []];
    if ((start.version[key] as number) < 0) candidates.push(unborn);
    for (const version of this.#versionsOf(key)) {
      if (written.writer[version] === without) continue;
      (matching.has(version) ? changed : candidates).push(version);
    }
    return selectionOf(candidates, changed, order, written.isInstalled);
  }

  #selectionFound(op: number, matching: Matches, version: number): Selection {
    const { written, order, transactions } = this.#context;
    const byVersion = this.#cache(this.#found, op);
    const known = byVersion.get(version);
    if (known !== undefined) return known;
    const later = this.#versionsOf(transactions.versionKey[version] as number).filter((each) => !matching.has(each));
    // Whose version it returned, the read of it says already.
    const selection = { ...selectionOf([version], [...later], order, written.isInstalled), after: -1 };
    byVersion.set(version, selection);
    return selection;
  }

  #versionsOf(key: number): Int32Array {
    const { begin, members } = this.#context.matches.possible;
    return members.subarray(begin[key], begin[key + 1]);
  }

  #cache(cache: Map<number, Map<number, Selection>>, op: number): Map<number, Selection> {
    const predicate = this.#context.transactions.version[op] as number;
    const known = cache.get(predicate) ?? new Map<number, Selection>();
    cache.set(predicate, known);
    return known;
  }

  #missOwn(transaction: number, op: number, key: number, matching: Matches): void {
    const own = this.#own[key] as number;
    if (!this.#context.ownWritesAreSeen || !matching.isMatch(own)) return;
    this.#context.findings.add('internal', () => {
      const { transactions } = this.#context;
      const wrote = `wrote ${versionName(transactions, own)} to ${keyName(transactions, key)}`;
      const summary = `${transactionName(transaction)} ${wrote} and then did not find it by ${this.#text(op)}`;
      return { transactions: [transaction], key, summary };
    });
  }

  #miss(transaction: number, op: number, key: number): void {
    this.#context.findings.add('predicate-read-miss', () => {
      const { transactions, written } = this.#context;
      const versions = [...this.#versionsOf(key)].filter((version) => written.writer[version] !== transaction);
      const held = versions.slice(0, 8).map((version) => versionName(transactions, version));
      const summary = `${transactionName(transaction)} did not find ${keyName(transactions, key)} by ${this.#text(op)}, which matches all that it ever held: ${held.join(', ')}`;
      return { transactions: [transaction], key, summary };
    });
  }

  #text(op: number): string {
    const { transactions } = this.#context;
    return `the predicate ${quote(transactions.values.value(transactions.version[op] as number))}`;
  }
}
