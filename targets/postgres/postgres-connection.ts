/** What one logical process can do with PostgreSQL: registers and elements of sets are rows. */
import type { Connection, RegisterClient, SetClient, Transaction, TransactionsClient } from '../contract/client.ts';
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
    this.transactions = { transact: (body) => this.#transact(values, body) };
  }

  static async open({ options, endpoints, home }: ConnectRequest<PostgresOptions>): Promise<PostgresConnection> {
    const endpoint = endpoints.get(home);
    if (endpoint === undefined) throw new NotConnected(`no node ${home} in this cluster`);
    return new PostgresConnection(await openPostgres(endpoint, options.isolation), options);
  }

  async #transact<T>(values: Transaction, body: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { client } = this.#postgres;
    let result: T;
    try {
      await client.query(this.#begin);
      result = await body(values);
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
