/** Which versions each predicate matches, found once for each predicate. */
import type { Json } from '../../history/event.ts';
import { quote } from '../../history/quote.ts';
import { HistoryShapeError } from '../../input-error.ts';
import { groupBy, type Groups } from '../rw-register/order-edges.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { compilePredicate, equalityValue, predicateForms } from './predicate-language.ts';

export interface Matches {
  /** Whether it is one of the versions asked about, and matches. */
  has(version: number): boolean;
  /** Keys that have a matching version among those asked about. */
  readonly keys: readonly number[];
  /** Whether any version matches, also one that nobody else may see. */
  isMatch(version: number): boolean;
}

export class PredicateMatches {
  /** Per key: the versions that may have been seen. */
  readonly possible: Groups;
  readonly #transactions: TransactionColumns;
  readonly #isNil: (version: number) => boolean;
  readonly #versions: Int32Array;
  readonly #known = new Map<number, Matches>();
  #byValue: Map<Json, number[]> | undefined;

  /** `versions`: those that may have been seen. */
  constructor(transactions: TransactionColumns, versions: readonly number[], isNil: (version: number) => boolean) {
    this.#transactions = transactions;
    this.#isNil = isNil;
    this.#versions = Int32Array.from(versions);
    const keys = this.#versions.map((version) => transactions.versionKey[version] as number);
    this.possible = groupBy(keys, this.#versions, transactions.keys.size);
  }

  /** Throws a HistoryShapeError if the micro-operation's predicate is none. */
  of(op: number, transaction: number): Matches {
    const id = this.#transactions.version[op] as number;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const predicate = this.#transactions.values.value(id);
    const isMatch = this.#compile(predicate, transaction);
    const found = this.#find(predicate, isMatch);
    const matches = { has: (version: number) => found.has(version), keys: this.#keysOf(found), isMatch };
    this.#known.set(id, matches);
    return matches;
  }

  #compile(predicate: Json, transaction: number): (version: number) => boolean {
    const matches = compilePredicate(predicate);
    if (matches === undefined) {
      const { index } = this.#transactions.operation(transaction);
      throw new HistoryShapeError(index, `${quote(predicate)} is no predicate`, predicateForms);
    }
    const { versionKey, versionValue, keys, values } = this.#transactions;
    return (version) =>
      !this.#isNil(version) &&
      matches(keys.value(versionKey[version] as number), values.value(versionValue[version] as number));
  }

  #find(predicate: Json, isMatch: (version: number) => boolean): ReadonlySet<number> {
    const wanted = equalityValue(predicate);
    const among = wanted === undefined ? this.#versions : this.#withValue(wanted);
    return new Set([...among].filter(isMatch));
  }

  /** Versions that may be equal to a value: of a list or map, all. */
  #withValue(value: Json): Iterable<number> {
    if (typeof value === 'object') return this.#versions;
    this.#byValue ??= this.#index();
    return this.#byValue.get(value) ?? [];
  }

  #index(): Map<Json, number[]> {
    const { versionValue, values } = this.#transactions;
    const byValue = new Map<Json, number[]>();
    for (const version of this.#versions) {
      const value = values.value(versionValue[version] as number);
      const list = byValue.get(value);
      if (list === undefined) byValue.set(value, [version]);
      else list.push(version);
    }
    return byValue;
  }

  #keysOf(found: ReadonlySet<number>): number[] {
    return [...new Set(Array.from(found, (version) => this.#transactions.versionKey[version] as number))];
  }
}
