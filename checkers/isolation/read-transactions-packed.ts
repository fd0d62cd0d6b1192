/**
 * Reads transactions whose micro-operations were packed while their file was read: integers to integers, without any
 * value. It knows plain reads and writes; whatever else there is, is read, or refused with a reason, the general way.
 */
import { GrowingInts } from '../history/growing-ints.ts';
import type { JsonInterner } from '../history/interner.ts';
import { emptyListResult, noResult } from '../history/packed-micro-ops.ts';
import type { TransactionBuilder } from './read-transactions-builder.ts';
import { microOpKind } from './read-transactions-kinds.ts';
import { readOp, writeOp, type TransactionColumns } from './transaction-columns.ts';

/** In `#kinds`, beside kinds of micro-operations: not looked up yet, and none that is read here. */
const unknownKind = -1;
const otherKind = -2;

export class PackedReader {
  readonly #workload: TransactionColumns['workload'];
  readonly #values: JsonInterner;
  readonly #builder: TransactionBuilder;
  /** Per value: the kind of a micro-operation of this name. */
  readonly #kinds = new GrowingInts();
  readonly #null: number;

  constructor(workload: TransactionColumns['workload'], values: JsonInterner, builder: TransactionBuilder) {
    this.#workload = workload;
    this.#values = values;
    this.#builder = builder;
    this.#null = values.internPrimitive(null);
  }

  /** Adds the micro-operations of the transaction at this offset. False, and nothing was added, if it is of another form. */
  read(offset: number, isKnown: boolean): boolean {
    const words = this.#values.microOps.words.items;
    const count = words[offset] as number;
    if (!this.#isUsual(words, offset, count, isKnown)) return false;
    const builder = this.#builder;
    let at = offset + 1;
    for (let op = 0; op < count; op++) {
      const kind = this.#kinds.items[words[at] as number] as number;
      const key = words[at + 1] as number;
      const result = words[at + 2] as number;
      at += 3;
      const length = result > emptyListResult ? 0 : emptyListResult - result;
      if (kind === writeOp) builder.write(kind, key, result);
      else if (!isKnown) builder.unknownRead(kind, key);
      else if (this.#workload === 'list-append') builder.listRead(kind, key, words, at, at + length);
      else if (result === this.#null || result === noResult) builder.initialRead(kind, key);
      else builder.registerRead(kind, key, result);
      at += length;
    }
    return true;
  }

  #isUsual(words: Int32Array, offset: number, count: number, isKnown: boolean): boolean {
    let at = offset + 1;
    for (let op = 0; op < count; op++) {
      const kind = this.#kindOf(words[at] as number);
      const result = words[at + 2] as number;
      at += 3;
      if (result <= emptyListResult) at += emptyListResult - result;
      if (kind === writeOp) {
        if (result < 0) return false;
      } else if (kind !== readOp || !(isKnown ? this.#isReadable(result) : true)) return false;
    }
    return true;
  }

  /** Whether this is what a read of the workload may return: a list or nothing, or one value or nothing. */
  #isReadable(result: number): boolean {
    if (result === noResult) return true;
    return this.#workload === 'list-append' ? result <= emptyListResult || result === this.#null : result >= 0;
  }

  #kindOf(name: number): number {
    while (this.#kinds.length <= name) this.#kinds.push(unknownKind);
    const known = this.#kinds.items[name] as number;
    if (known !== unknownKind) return known;
    const kind = microOpKind(this.#workload, this.#values.value(name)) ?? otherKind;
    this.#kinds.items[name] = kind;
    return kind;
  }
}
