/**
 * A client of the store. It talks to its home node; told that another node leads, it fails that operation and turns to the
 * leader for the next. It never retries: every operation is sent at most once, to one node.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type {
  Connection,
  CounterClient,
  ListsClient,
  QueueClient,
  RegisterClient,
  RowsClient,
  SetClient,
  TransactionsClient,
} from '../../contract/client.ts';
import type { Endpoint } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { expectBoolean, expectIntegers, expectNumber, expectNumberOrNull, expectOperations } from './expect.ts';
import { listsAreCommands } from '../transactions/offered-transactions.ts';
import { StoreSession } from './session.ts';
import type { Question } from './session.ts';
import { StoreError } from './store-error.ts';
import { storeTransactions } from './store-transactions.ts';

export class StoreConnection implements Connection {
  readonly #home: string;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  #session: StoreSession;
  /** The node that `#session` talks to. */
  #node: string;
  /** The node that the next operation should go to. */
  #nextNode: string;
  #isClosed = false;
  readonly transactions: TransactionsClient;
  readonly rows: RowsClient;
  readonly lists: ListsClient;

  /** Rejects with `connection-refused` if the home node cannot be reached. */
  static async open(
    configuration: StoreConfiguration,
    home: string,
    endpoints: ReadonlyMap<string, Endpoint>,
  ): Promise<StoreConnection> {
    const connection = new StoreConnection(configuration, home, endpoints);
    await connection.#session.greeted;
    return connection;
  }

  private constructor(configuration: StoreConfiguration, home: string, endpoints: ReadonlyMap<string, Endpoint>) {
    const { transactions, rows, lists } = storeTransactions((step) => this.#ask({ kind: 'transaction', step }));
    this.transactions = transactions;
    this.rows = rows;
    this.lists = listsAreCommands(configuration) ? this.#listCommands : lists;
    this.#home = home;
    this.#endpoints = endpoints;
    this.#node = home;
    this.#nextNode = home;
    this.#session = this.#sessionWith(home);
  }

  readonly register: RegisterClient = {
    read: async (key) => expectNumberOrNull(await this.#ask({ kind: 'query', query: { type: 'register', key } })),
    write: async (key, value) => {
      await this.#ask({ kind: 'execute', command: { type: 'write', key, value } });
    },
    compareAndSet: async (key, from, to) =>
      expectBoolean(await this.#ask({ kind: 'execute', command: { type: 'compare-and-set', key, from, to } })),
  };

  readonly set: SetClient = {
    add: async (key, element) => {
      await this.#ask({ kind: 'execute', command: { type: 'add', key, element } });
    },
    read: async (key) => expectIntegers(await this.#ask({ kind: 'query', query: { type: 'elements', key } })),
  };

  readonly #listCommands: ListsClient = {
    transact: async (operations) =>
      expectOperations(await this.#ask({ kind: 'execute', command: { type: 'lists', operations } }), operations.length),
  };

  readonly counter: CounterClient = {
    add: async (key, amount) => {
      await this.#ask({ kind: 'execute', command: { type: 'increase', key, amount } });
    },
    read: async (key) => expectNumber(await this.#ask({ kind: 'query', query: { type: 'counter', key } })),
  };

  readonly queue: QueueClient = {
    enqueue: async (key, element) => {
      await this.#ask({ kind: 'execute', command: { type: 'enqueue', key, element } });
    },
    dequeue: async (key) => expectNumberOrNull(await this.#ask({ kind: 'execute', command: { type: 'dequeue', key } })),
  };

  close(): void {
    this.#isClosed = true;
    this.#session.close();
  }

  async #ask(question: Question): Promise<Json> {
    if (this.#session.isClosed || this.#node !== this.#nextNode) this.#turnTo(this.#nextNode);
    try {
      await this.#session.greeted;
      return await this.#session.ask(question);
    } catch (error) {
      if (error instanceof StoreError) this.#chooseNextNode(error);
      throw error;
    }
  }

  #chooseNextNode(error: StoreError): void {
    const { leader } = error;
    this.#nextNode = leader !== null && this.#endpoints.has(leader) ? leader : this.#home;
  }

  #turnTo(node: string): void {
    this.#session.close();
    this.#node = node;
    this.#session = this.#sessionWith(node);
    if (this.#isClosed) this.#session.close();
  }

  #sessionWith(node: string): StoreSession {
    const endpoint = this.#endpoints.get(node);
    if (endpoint === undefined) throw new Error(`no endpoint for node ${node}`);
    return new StoreSession(endpoint);
  }
}
