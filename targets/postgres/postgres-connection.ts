/** What one logical process can do with PostgreSQL: almost everything is a row; a list is an array in one. */
import type {
  Connection,
  CounterClient,
  ListOperation,
  ListsClient,
  QueueClient,
  RegisterClient,
  RowOperation,
  RowsClient,
  SetClient,
  Transaction,
  TransactionsClient,
} from '../contract/client.ts';
import { TransactionAborted } from '../contract/errors.ts';
import type { ConnectRequest } from '../contract/target.ts';
import { failedBeforeCommit, NotConnected, RolledBack } from './errors.ts';
import { isolationSql, type PostgresOptions } from './options.ts';
import { openPostgres, type PostgresClient } from './postgres-client.ts';
import { statements } from './statements.ts';

interface ValueRow {
  /** A bigint comes as text. */
  readonly value: string;
}

export class PostgresConnection implements Connection {
  readonly register: RegisterClient;
  readonly set: SetClient;
  readonly transactions: TransactionsClient;
  readonly lists: ListsClient;
  readonly rows: RowsClient;
  readonly counter: CounterClient;
  readonly queue: QueueClient;
  readonly #postgres: PostgresClient;
  readonly #begin: string;

  private constructor(postgres: PostgresClient, options: PostgresOptions) {
    this.#postgres = postgres;
    this.#begin = `BEGIN ISOLATION LEVEL ${isolationSql[options.isolation]}`;
    const values: Transaction = {
      read: async (key) => {
        const { rows } = await postgres.client.query<ValueRow>(statements.read, [key]);
        return rows[0] === undefined ? null : Number(rows[0].value);
      },
      write: async (key, value) => {
        await postgres.client.query(statements.write, [key, value]);
      },
    };
    this.register = {
      ...values,
      compareAndSet: async (key, from, to) => {
        const { rowCount } = await postgres.client.query(statements.compareAndSet, [key, from, to]);
        return rowCount === 1;
      },
    };
    this.set = {
      add: async (key, element) => {
        await postgres.client.query(statements.add, [key, element]);
      },
      read: async (key) => {
        const { rows } = await postgres.client.query<{ element: string }>(statements.elements, [key]);
        return rows.map(({ element }) => Number(element));
      },
    };
    this.transactions = { transact: (body) => this.#transact(() => body(values)) };
    this.lists = {
      transact: (operations) => this.#transact(() => this.#runLists(operations)),
    };
    this.rows = {
      transact: (body) => this.#transact(() => body({ perform: (operation) => this.#runRow(operation) })),
    };
    this.counter = {
      add: async (key, amount) => {
        await postgres.client.query(statements.count, [key, amount]);
      },
      read: async (key) => {
        const { rows } = await postgres.client.query<{ total: string }>(statements.total, [key]);
        return Number(rows[0]?.total ?? 0);
      },
    };
    this.queue = {
      enqueue: async (key, element) => {
        await postgres.client.query(statements.enqueue, [key, element]);
      },
      dequeue: async (key) => {
        const { rows } = await postgres.client.query<{ element: string }>(statements.dequeue, [key]);
        return rows[0] === undefined ? null : Number(rows[0].element);
      },
    };
  }

  static async open({ options, endpoints, home }: ConnectRequest<PostgresOptions>): Promise<PostgresConnection> {
    const endpoint = endpoints.get(home);
    if (endpoint === undefined) throw new NotConnected(`no node ${home} in this cluster`);
    return new PostgresConnection(await openPostgres(endpoint, options.isolation), options);
  }

  async #runLists(operations: readonly ListOperation[]): Promise<ListOperation[]> {
    const results: ListOperation[] = [];
    for (const operation of operations) results.push(await this.#runList(operation));
    return results;
  }

  async #runList(operation: ListOperation): Promise<ListOperation> {
    const { client } = this.#postgres;
    const [kind, key, element] = operation;
    if (kind === 'append') {
      await client.query(statements.append, [key, element]);
      return operation;
    }
    const { rows } = await client.query<{ elements: string[] }>(statements.list, [key]);
    return ['r', key, (rows[0]?.elements ?? []).map(Number)];
  }

  async #runRow(operation: RowOperation): Promise<RowOperation> {
    const { client } = this.#postgres;
    if (operation[0] === 'rp') {
      const [, predicate] = operation;
      const [modulus, remainder] = predicate === 'true' ? [1, 0] : [predicate[1], predicate[2]];
      const { rows } = await client.query<ValueRow & { key: string }>(statements.rowsByRemainder, [modulus, remainder]);
      return ['rp', predicate, rows.map((row) => [row.key, Number(row.value)] as const)];
    }
    if (operation[0] === 'r') {
      const { rows } = await client.query<ValueRow>(statements.row, [operation[1]]);
      return ['r', operation[1], rows[0] === undefined ? null : Number(rows[0].value)];
    }
    const [kind, ...parameters] = operation;
    const statement = { insert: statements.insertRow, w: statements.changeRow, delete: statements.deleteRow }[kind];
    const { rowCount } = await client.query(statement, [...parameters]);
    if (rowCount !== 1) throw new TransactionAborted(`there is no row ${operation[1]}`);
    return operation;
  }

  async #transact<T>(body: () => Promise<T>): Promise<T> {
    const { client } = this.#postgres;
    let result: T;
    try {
      await client.query(this.#begin);
      result = await body();
    } catch (error) {
      await this.#rollBack();
      throw failedBeforeCommit(error);
    }
    // A failed transaction is answered with ROLLBACK, and no error.
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new RolledBack(`COMMIT was answered with ${command}`);
    return result;
  }

  async #rollBack(): Promise<void> {
    try {
      await this.#postgres.client.query('ROLLBACK');
    } catch {
      // The connection is broken. The server rolls back by itself, and a connection in an unknown state must not be
      // used again.
      this.close();
    }
  }

  close(): void {
    this.#postgres.destroy();
  }
}
