/**
 * What each key held before the history began. A value that was read and written by nobody was there at first, or it came
 * from nowhere (a garbage read). Only one value a key can have been there, and none if the key was read as nil.
 */
import type { Json } from '../../history/event.ts';
import { canonicalJson, type ValueList } from '../../history/interner.ts';
import { counted } from '../../history/quote.ts';
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import {
  committed,
  initialVersion,
  predicateReadOp,
  readOp,
  unknownVersion,
  type TransactionColumns,
} from '../transaction-columns.ts';
import { noWriter, type WrittenVersions } from './written-versions.ts';

const notSeen = -3;

export interface KeyStarts {
  /** Per key: the unwritten version that it held at first, or `initialVersion`. */
  readonly start: Int32Array;
  readonly doubts: readonly string[];
}

class StartReader {
  readonly #transactions: TransactionColumns;
  readonly #findings: DirectFindings;
  readonly #initial: string | undefined;
  readonly start: Int32Array;
  readonly #firstReader: Int32Array;
  /** Keys with more than one starting value: none of the unwritten ones is believed. */
  readonly #torn: Uint8Array;

  constructor(transactions: TransactionColumns, initial: Json | undefined, findings: DirectFindings) {
    this.#transactions = transactions;
    this.#findings = findings;
    this.#initial = initial === undefined ? undefined : canonicalJson(initial);
    const keyCount = transactions.keys.size;
    this.start = new Int32Array(keyCount).fill(notSeen);
    this.#firstReader = new Int32Array(keyCount).fill(-1);
    this.#torn = new Uint8Array(keyCount);
  }

  /** An external read of what nobody wrote. */
  read(transaction: number, key: number, version: number): void {
    const known = this.start[key] as number;
    if (known === version) return;
    if (this.#initial !== undefined) {
      // Nil, nothing there, is always possible; of values only the one that is known.
      if (version < 0) return;
      if (this.#isInitial(version)) this.start[key] = version;
      else this.#accuse(transaction, key, version, known);
    } else if (known === notSeen) {
      this.start[key] = version;
      this.#firstReader[key] = transaction;
    } else this.#accuse(transaction, key, version, known);
  }

  #isInitial(version: number): boolean {
    const { values, versionValue } = this.#transactions;
    return canonicalJson(values.value(versionValue[version] as number)) === this.#initial;
  }

  #accuse(transaction: number, key: number, version: number, known: number): void {
    if (this.#initial === undefined) this.#torn[key] = 1;
    this.#findings.add('garbage-read', () => {
      const transactions = this.#transactions;
      const reader = transactionName(transaction);
      const before = this.#firstReader[key] as number;
      const read = `${reader} read ${keyName(transactions, key)} as ${versionName(transactions, version)}`;
      if (before < 0) {
        return { transactions: [transaction], key, summary: `${read}, which nobody wrote` };
      }
      const other = `${transactionName(before)} as ${versionName(transactions, known)}`;
      const summary = `${read} and ${other}; nobody wrote either, and it cannot have held both at first`;
      return { transactions: before === transaction ? [transaction] : [before, transaction], key, summary };
    });
  }

  finish(): KeyStarts {
    let taken = 0;
    let example = -1;
    for (const [key, version] of this.start.entries()) {
      if (this.#torn[key] === 1 || version === notSeen) this.start[key] = initialVersion;
      else if (version >= 0 && this.#initial === undefined && taken++ === 0) example = key;
    }
    const doubts: string[] = [];
    const transactions = this.#transactions;
    if (taken > 0) {
      const name = keyName(transactions, example);
      const value = versionName(transactions, this.start[example] as number);
      doubts.push(
        `${counted(taken, 'key')} held a value that nobody wrote (${name} was read as ${value}): taken for what was there at first`,
      );
    }
    return { start: this.start, doubts };
  }
}

/** Per key: 1 if a transaction wrote nil (or deleted it), so that a nil read may be of its write. */
export function keysWithNil({ keys, versionCount, versionKey, versionValue, values }: TransactionColumns): Uint8Array {
  const hasNil = new Uint8Array(keys.size);
  const nil = numberOfValue(values, null);
  if (nil < 0) return hasNil;
  for (let version = 0; version < versionCount; version++) {
    if (versionValue[version] === nil) hasNil[versionKey[version] as number] = 1;
  }
  return hasNil;
}

/** The number of a value, or -1. Linear in the number of values. */
export function numberOfValue(values: ValueList, value: Json): number {
  const text = canonicalJson(value);
  const isPlain = typeof value !== 'object' || value === null;
  for (let id = 0; id < values.size; id++) {
    const candidate = values.value(id);
    if (isPlain ? candidate === value : canonicalJson(candidate) === text) return id;
  }
  return -1;
}

/**
 * Linear in the number of micro-operations. Reads after an access of the same key in the same transaction do not count, nor
 * reads of nil where somebody wrote that.
 */
export function keyStarts(
  transactions: TransactionColumns,
  { writer }: WrittenVersions,
  hasNil: Uint8Array,
  initial: Json | undefined,
  findings: DirectFindings,
): KeyStarts {
  const { count, first, kind, key, version, status, keys, list, listFirst, elements, versionKey } = transactions;
  const reader = new StartReader(transactions, initial, findings);
  const stamp = new Int32Array(keys.size);
  const access = (transaction: number, isRead: boolean, touched: number, seen: number): void => {
    if (stamp[touched] === transaction + 1) return;
    stamp[touched] = transaction + 1;
    if (!isRead || seen === unknownVersion || (seen >= 0 && writer[seen] !== noWriter)) return;
    if (seen !== initialVersion || hasNil[touched] === 0) reader.read(transaction, touched, seen);
  };
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] !== committed) continue;
    const end = first[transaction + 1] as number;
    for (let op = first[transaction] as number; op < end; op++) {
      if (kind[op] !== predicateReadOp) {
        access(transaction, kind[op] === readOp, key[op] as number, version[op] as number);
        continue;
      }
      const matches = list[op] as number;
      if (matches < 0) continue;
      for (let at = listFirst[matches] as number; at < (listFirst[matches + 1] as number); at++) {
        const match = elements[at] as number;
        access(transaction, true, versionKey[match] as number, match);
      }
    }
  }
  return reader.finish();
}
