/**
 * What is wrong with a read by itself: it holds an element that an aborted transaction appended (G1a), that nobody did
 * (garbage-read), or one twice (duplicate-elements), or ends between two appends of one transaction (G1b: Adya 1999, section
 * 4.2), or it contradicts another read (incompatible-order). And what lies on top of an aborted append (dirty-update).
 */
import type { DirectFindings } from '../direct-findings.ts';
import { keyName, transactionName, versionName } from '../in-words.ts';
import type { StepLimit } from '../step-limit.ts';
import { aborted, committed, type TransactionColumns } from '../transaction-columns.ts';
import { noWriter, type Appends } from './appends.ts';
import { listStart, nowhere, type KeyOrders } from './key-orders.ts';
import { listWords } from './list-words.ts';
import { nothingFound } from './own-appends.ts';
import { transactionOf } from './transaction-of.ts';

export class ReadFaults {
  readonly #transactions: TransactionColumns;
  readonly #appends: Appends;
  readonly #orders: KeyOrders;
  readonly #found: Int32Array;
  readonly #findings: DirectFindings;
  /** Per key: the first place of the longest list that holds a bad element; its length if none does. */
  readonly #firstBad: Int32Array;
  /** Per version: the last list, plus one, in which it was seen. */
  #listStamp: Int32Array = new Int32Array(0);

  constructor(
    transactions: TransactionColumns,
    appends: Appends,
    orders: KeyOrders,
    found: Int32Array,
    findings: DirectFindings,
  ) {
    this.#transactions = transactions;
    this.#appends = appends;
    this.#orders = orders;
    this.#found = found;
    this.#findings = findings;
    this.#firstBad = new Int32Array(transactions.keys.size);
  }

  findAll(limit: StepLimit): void {
    this.#readKeys();
    this.#findTornAppends();
    // Reads of transactions that did not commit have found nothing. Whose an operation is, only a fault needs to know.
    const { key, elements, list, listFirst } = this.#transactions;
    const { isIntermediate } = this.#appends;
    const { isDivergent, length, firstRepeat } = this.#orders;
    const foundBy = this.#found;
    const firstBad = this.#firstBad;
    for (let op = 0; op < foundBy.length && !limit.spent(); op++) {
      const found = foundBy[op] as number;
      if (found === nothingFound) continue;
      const opKey = key[op] as number;
      const start = listFirst[list[op] as number] as number;
      if (found > (length[opKey] as number)) {
        if (isDivergent[op] === 1) this.#incompatible(op, opKey);
        if (this.#repeatsElement(op)) this.#duplicate(op, opKey);
      } else if (found > (firstRepeat[opKey] as number)) this.#duplicate(op, opKey);
      else if ((listFirst[(list[op] as number) + 1] as number) - start > found && this.#repeatsOwn(op, found)) {
        this.#duplicate(op, opKey);
      }
      const bad = isDivergent[op] === 1 ? 0 : (firstBad[opKey] as number);
      if (bad < found) this.#readBad(op, bad, found);
      if (found === 0) continue;
      const last = elements[start + found - 1] as number;
      if (isIntermediate[last] === 1) this.#intermediate(op, last);
    }
  }

  #isBad(version: number): boolean {
    const by = this.#appends.writer[version] as number;
    return by === noWriter ? this.#appends.isRepeated[version] === 0 : this.#transactions.status[by] === aborted;
  }

  /** Looks through the longest list of each key, of which nearly all others are prefixes. */
  #readKeys(): void {
    const { keys, elements } = this.#transactions;
    for (let key = 0; key < keys.size; key++) {
      const op = this.#orders.longestOp[key] as number;
      const length = op === nowhere ? 0 : (this.#found[op] as number);
      this.#firstBad[key] = length;
      if (!this.#appends.mayBeDirty || op === nowhere) continue;
      const start = listStart(this.#transactions, op);
      for (let place = length - 1; place >= 0; place--) {
        if (this.#isBad(elements[start + place] as number)) this.#firstBad[key] = place;
      }
      this.#findDirtyUpdates(key, start, this.#orders.length[key] as number);
    }
  }

  /** Aborted appends that a committed one follows. */
  #findDirtyUpdates(key: number, start: number, length: number): void {
    const { elements, status } = this.#transactions;
    let dirty = nowhere;
    for (let place = 0; place < length; place++) {
      const version = elements[start + place] as number;
      const by = this.#appends.writer[version] as number;
      if (by === noWriter || this.#orders.place[version] !== place) continue;
      if (status[by] === aborted) dirty = version;
      else if (status[by] === committed && dirty !== nowhere) {
        this.#dirtyUpdate(key, dirty, version);
        dirty = nowhere;
      }
    }
  }

  /**
   * A transaction appends in its order, and nothing is ever taken from a list: where its later append stands, the earlier one
   * stands further in front, whatever the isolation level.
   */
  #findTornAppends(): void {
    const { ownPairs, writer } = this.#appends;
    const { place } = this.#orders;
    for (let at = 0; at < ownPairs.length; at += 2) {
      const [earlier, later] = [ownPairs[at] as number, ownPairs[at + 1] as number];
      const by = writer[later] as number;
      if (by === noWriter || writer[earlier] !== by || this.#transactions.status[by] === aborted) continue;
      if (place[later] === nowhere) continue;
      if (place[earlier] === nowhere || (place[earlier] as number) > (place[later] as number))
        this.#torn(by, earlier, later);
    }
  }

  #torn(transaction: number, earlier: number, later: number): void {
    this.#findings.add('incompatible-order', () => {
      const columns = this.#transactions;
      const key = columns.versionKey[later] as number;
      const op = this.#orders.longestOp[key] as number;
      const appended = `${transactionName(transaction)} appended ${versionName(columns, earlier)} and then ${versionName(columns, later)} to ${keyName(columns, key)}`;
      const reader = transactionOf(columns, op);
      const summary = `${appended}, but ${transactionName(reader)} read it as ${listWords(columns, op, this.#found[op])}`;
      return { transactions: [transaction, reader], key, microOp: op, summary };
    });
  }

  #dirtyUpdate(key: number, dirty: number, version: number): void {
    this.#findings.add('dirty-update', () => {
      const columns = this.#transactions;
      const [before, after] = [dirty, version].map((each) => this.#appends.writer[each] as number) as [number, number];
      const summary = `${transactionName(after)} appended ${versionName(columns, version)} to ${keyName(columns, key)} on top of ${versionName(columns, dirty)}, which ${transactionName(before)} had appended before it aborted`;
      return { transactions: [before, after], key, summary };
    });
  }

  #readBad(op: number, from: number, found: number): void {
    const { elements, key } = this.#transactions;
    const start = listStart(this.#transactions, op);
    const transaction = transactionOf(this.#transactions, op);
    for (let at = start + from; at < start + found; at++) {
      const version = elements[at] as number;
      if (!this.#isBad(version)) continue;
      const by = this.#appends.writer[version] as number;
      this.#findings.add(by === noWriter ? 'garbage-read' : 'G1a', () => {
        const value = versionName(this.#transactions, version);
        const which =
          by === noWriter ? 'which nobody appended' : `which ${transactionName(by)} had appended before it aborted`;
        const transactions = by === noWriter ? [transaction] : [by, transaction];
        const summary = `${this.#readWords(transaction, op)}, with ${value}, ${which}`;
        return { transactions, key: key[op] as number, microOp: op, summary };
      });
    }
  }

  #intermediate(op: number, version: number): void {
    const by = this.#appends.writer[version] as number;
    const transaction = transactionOf(this.#transactions, op);
    if (by === noWriter || by === transaction || this.#transactions.status[by] === aborted) return;
    this.#findings.add('G1b', () => {
      const value = versionName(this.#transactions, version);
      const summary = `${this.#readWords(transaction, op)}, up to ${value} of ${transactionName(by)}, which appended to the key again before it committed`;
      return { transactions: [by, transaction], key: this.#transactions.key[op] as number, microOp: op, summary };
    });
  }

  #incompatible(op: number, key: number): void {
    this.#findings.add('incompatible-order', () => {
      const transaction = transactionOf(this.#transactions, op);
      const longest = this.#orders.longestOp[key] as number;
      const other = transactionOf(this.#transactions, longest);
      const lists = [longest, op].map((each) => listWords(this.#transactions, each, this.#found[each])) as [
        string,
        string,
      ];
      const read = `${transactionName(other)} read ${keyName(this.#transactions, key)} as ${lists[0]}`;
      const summary = `${read} and ${transactionName(transaction)} as ${lists[1]}: neither is where the other came from`;
      return { transactions: [other, transaction], key, microOp: op, summary };
    });
  }

  #duplicate(op: number, key: number): void {
    this.#findings.add('duplicate-elements', () => {
      const transaction = transactionOf(this.#transactions, op);
      const summary = `${this.#readWords(transaction, op)}, which holds an element twice that was appended once`;
      return { transactions: [transaction], key, microOp: op, summary };
    });
  }

  /** For a list that does not follow its key's order. */
  #repeatsElement(op: number): boolean {
    const { elements, list, listFirst, versionCount } = this.#transactions;
    if (this.#listStamp.length === 0) this.#listStamp = new Int32Array(versionCount);
    const number = list[op] as number;
    for (let at = listFirst[number] as number; at < (listFirst[number + 1] as number); at++) {
      const version = elements[at] as number;
      if (this.#listStamp[version] === number + 1 && this.#appends.isRepeated[version] === 0) return true;
      this.#listStamp[version] = number + 1;
    }
    return false;
  }

  /** Whether what its own transaction appended, at the end of the list, stands further in front as well. */
  #repeatsOwn(op: number, found: number): boolean {
    const { elements, list, listFirst } = this.#transactions;
    const end = listFirst[(list[op] as number) + 1] as number;
    for (let at = listStart(this.#transactions, op) + found; at < end; at++) {
      const version = elements[at] as number;
      const place = this.#orders.place[version] as number;
      if (place !== nowhere && place < found && this.#appends.isRepeated[version] === 0) return true;
    }
    return false;
  }

  #readWords(transaction: number, op: number): string {
    const name = keyName(this.#transactions, this.#transactions.key[op] as number);
    return `${transactionName(transaction)} read ${name} as ${listWords(this.#transactions, op)}`;
  }
}
