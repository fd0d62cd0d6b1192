/**
 * Rows that come, change and go, read one by one and by predicate: a read by predicate depends also on the rows that it did
 * not return, so that phantoms show (Adya 1999, section 3.1.3). Each row is inserted once and every value is new.
 */
import type { RowOperation, RowPredicate } from '../../targets/contract/client.ts';
import { between, pick, unit, type Random } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const modulus = 3;

class TableOperations {
  readonly #random: Random;
  readonly #maxRows: number;
  /** Rows that were inserted, or are about to be, and whose deletion was not asked for. */
  readonly #rows: string[] = [];
  #inserted = 0;
  #values = 0;

  constructor(random: Random, maxRows: number) {
    this.#random = random;
    this.#maxRows = maxRows;
  }

  draw(maxLength: number): RowOperation[] {
    return Array.from({ length: between(this.#random, 1, maxLength) }, () => this.#drawOne()).flat();
  }

  /** A row is read before it is changed or deleted: then everybody knows which version came before. */
  #drawOne(): RowOperation[] {
    const dice = unit(this.#random);
    if (dice < 0.4) return [['rp', this.#predicate(), null]];
    if (this.#rows.length === 0 || (dice < 0.65 && this.#rows.length < this.#maxRows)) return [this.#insert()];
    const row = pick(this.#random, this.#rows);
    const read: RowOperation = ['r', row, null];
    if (dice < 0.7) return [read];
    if (dice < 0.85) return [read, ['w', row, this.#values++]];
    this.#rows.splice(this.#rows.indexOf(row), 1);
    return [read, ['delete', row]];
  }

  #predicate(): RowPredicate {
    return ['mod', modulus, between(this.#random, 0, modulus - 1)];
  }

  #insert(): RowOperation {
    const row = `row${this.#inserted++}`;
    this.#rows.push(row);
    return ['insert', row, this.#values++];
  }
}

export const closedPredicate: Workload = {
  name: 'closed-predicate',
  summary: 'transactions that insert, change, delete and read rows, by key and by predicate; shows phantoms',
  capability: 'rows',
  keyed: false,
  initial: null,
  options: [
    { name: 'rows', default: 12, minimum: 1, maximum: 10_000, description: 'rows in the table at a time, about' },
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
    const table = new TableOperations(random, options['rows'] as number);
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
    return { type: 'ok', value: await client.transact(operations) };
  },
};
