/**
 * Rows that come, change and go, read one by one and by predicate: a read by predicate depends also on the rows that it did
 * not return, so that phantoms show (Adya 1999, section 3.1.3). Each row is inserted once, every value is new, and changes
 * keep the remainder by which rows are selected. So a row that was not returned was not there yet; once rows are deleted
 * too it may also have gone already, and a verdict may have to be unknown.
 */
import { runRowOperations, type RowOperation } from '../../targets/contract/client.ts';
import { between, chance, pick, unit, type Random } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const modulus = 3;

class TableOperations {
  readonly #random: Random;
  readonly #maxRows: number;
  readonly #deleteShare: number;
  /** Rows that were inserted, or are about to be, and whose deletion was not asked for; in use are the last ones. */
  readonly #rows: { readonly name: string; readonly remainder: number }[] = [];
  #inserted = 0;
  #values = 0;

  constructor(random: Random, maxRows: number, deleteShare: number) {
    this.#random = random;
    this.#maxRows = maxRows;
    this.#deleteShare = deleteShare;
  }

  draw(maxLength: number): RowOperation[] {
    return Array.from({ length: between(this.#random, 1, maxLength) }, () => this.#drawOne()).flat();
  }

  /** A row is read before it is changed or deleted: then everybody knows which version came before. */
  #drawOne(): RowOperation[] {
    const dice = unit(this.#random);
    if (dice < 0.4) return [['rp', ['mod', modulus, between(this.#random, 0, modulus - 1)], null]];
    if (this.#rows.length === 0 || dice < 0.55) return [this.#insert()];
    const row = pick(this.#random, this.#rows);
    const read: RowOperation = ['r', row.name, null];
    if (dice < 0.65) return [read];
    if (!chance(this.#random, this.#deleteShare)) return [read, ['w', row.name, this.#value(row.remainder)]];
    this.#rows.splice(this.#rows.indexOf(row), 1);
    return [read, ['delete', row.name]];
  }

  /** Never the same, and of this remainder. */
  #value(remainder: number): number {
    return modulus * this.#values++ + remainder;
  }

  #insert(): RowOperation {
    const row = { name: `row${this.#inserted++}`, remainder: between(this.#random, 0, modulus - 1) };
    this.#rows.push(row);
    if (this.#rows.length > this.#maxRows) this.#rows.shift();
    return ['insert', row.name, this.#value(row.remainder)];
  }
}

export const closedPredicate: Workload = {
  name: 'closed-predicate',
  summary: 'transactions that insert, change, delete and read rows, by key and by predicate; shows phantoms',
  capability: 'rows',
  keyed: false,
  initial: null,
  options: [
    { name: 'rows', default: 12, minimum: 1, maximum: 10_000, description: 'rows that are changed at a time' },
    {
      name: 'deletePercent',
      default: 0,
      minimum: 0,
      maximum: 100,
      description: 'deletions in a hundred changes; with any a verdict may be unknown',
    },
    {
      name: 'maxLength',
      default: 3,
      minimum: 1,
      maximum: 100,
      description: 'most steps in one transaction; a change reads first',
    },
  ],
  needs: ['txn'],
  generator(random, options) {
    const table = new TableOperations(random, options['rows'] as number, (options['deletePercent'] as number) / 100);
    return {
      next: () => ({ f: 'txn', value: table.draw(options['maxLength'] as number) }),
      observe() {
        // A row that could not be inserted makes later changes of it fail, which is a definite failure.
      },
      finalReads: () => [{ f: 'txn', value: [['rp', 'true', null]] }],
    };
  },
  async execute(connection, invocation) {
    const client = clientOf(connection, 'rows');
    const operations = invocation.value as unknown as readonly RowOperation[];
    return { type: 'ok', value: await client.transact((open) => runRowOperations(open, operations)) };
  },
};
