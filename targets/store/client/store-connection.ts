/**
 * A client of the store. It keeps a session with each node that it has asked; told that another node leads, it fails that
 * operation and turns to the leader for the next. Every operation is sent at most once, to one node, unless it is made to take effect
 * once however often it is sent: by a session (setting `retries`), or by a producer's numbers.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type {
  Capabilities,
  Connection,
  ListsClient,
  RegisterClient,
  RowsClient,
  SetClient,
  TransactionsClient,
} from '../../contract/client.ts';
import type { Endpoint } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { listsAreCommands } from '../transactions/offered-transactions.ts';
import {
  asItIs,
  expectBoolean,
  expectNothing,
  expectNumberOrNull,
  expectNumbers,
  expectOperations,
} from './answers.ts';
import { ExactlyOnce } from './exactly-once.ts';
import { counterClient, queueClient } from './object-clients.ts';
import { effectsClient, fencingClient, idsClient, lockClient, logClient, namesClient } from './service-clients.ts';
import { askUntilAnswered, type Ask } from './resend.ts';
import { Routes } from './routes.ts';
import { StoreSession } from './session.ts';
import type { Answer, Question } from './session.ts';
import { StoreError } from './store-error.ts';
import { storeTransactions } from './store-transactions.ts';

export class StoreConnection implements Connection {
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #routes: Routes;
  readonly #sessions = new Map<string, StoreSession>();
  #isClosed = false;
  readonly transactions: TransactionsClient;
  readonly rows: RowsClient;
  readonly lists: ListsClient;

  /** Rejects with `connection-refused` if the home node cannot be reached. */
  static async open(
    home: string,
    endpoints: ReadonlyMap<string, Endpoint>,
    configuration: StoreConfiguration,
  ): Promise<StoreConnection> {
    const connection = new StoreConnection(home, endpoints, configuration);
    await connection.#sessionWith(home).greeted;
    return connection;
  }

  private constructor(home: string, endpoints: ReadonlyMap<string, Endpoint>, configuration: StoreConfiguration) {
    const { transactions, rows, lists } = storeTransactions((step) => this.#ask({ kind: 'transaction', step }, asItIs));
    this.transactions = transactions;
    this.rows = rows;
    this.lists = listsAreCommands(configuration) ? this.#listCommands : lists;
    this.#endpoints = endpoints;
    this.#routes = new Routes(configuration, home, endpoints.keys());
    const askOnce: Ask = (question) => this.#ask(question, asItIs);
    const tryAnotherNode = (): void => this.#routes.tryAnotherNode();
    const askUntil: Ask = (question) => askUntilAnswered(askOnce, question, tryAnotherNode);
    const exactlyOnce = new ExactlyOnce(askOnce, tryAnotherNode);
    const { retries, replication } = configuration;
    const ask: Ask = retries && replication === 'raft' ? (question) => exactlyOnce.ask(question) : askOnce;
    this.counter = counterClient(ask, configuration);
    this.queue = queueClient(configuration.bug === 'queue-request-resent' ? askUntil : ask);
    this.lock = lockClient(ask, configuration);
    this.fencing = fencingClient(ask, configuration);
    this.log = logClient(ask, askUntil, configuration);
    this.effects = effectsClient(ask, askUntil, configuration);
    this.names = namesClient(ask, configuration);
    this.ids = idsClient(ask);
  }

  // How the answer is read is told to `#ask`: an async function around it would be a promise more for every operation.
  readonly register: RegisterClient = {
    read: (key) => this.#ask({ kind: 'query', query: { type: 'register', key } }, expectNumberOrNull),
    write: (key, value) => this.#ask({ kind: 'execute', command: { type: 'write', key, value } }, expectNothing),
    delete: (key) => this.#ask({ kind: 'execute', command: { type: 'write', key, value: null } }, expectNothing),
    compareAndSet: (key, from, to) =>
      this.#ask({ kind: 'execute', command: { type: 'compare-and-set', key, from, to } }, expectBoolean),
  };

  readonly set: SetClient = {
    add: (key, element) => this.#ask({ kind: 'execute', command: { type: 'add', key, element } }, expectNothing),
    read: (key) => this.#ask({ kind: 'query', query: { type: 'elements', key } }, expectNumbers),
  };

  readonly #listCommands: ListsClient = {
    transact: (operations) =>
      this.#ask({ kind: 'execute', command: { type: 'lists', operations } }, (value) =>
        expectOperations(value, operations.length),
      ),
  };

  readonly counter: Capabilities['counter'];
  readonly queue: Capabilities['queue'];
  readonly lock: Capabilities['lock'];
  readonly fencing: Capabilities['fencing'];
  readonly log: Capabilities['log'];
  readonly effects: Capabilities['effects'];
  readonly names: Capabilities['names'];
  readonly ids: Capabilities['ids'];

  close(): void {
    this.#isClosed = true;
    for (const session of this.#sessions.values()) session.close();
  }

  /** `read` takes the answer's value for what was expected, or throws. */
  async #ask<T>(question: Question, read: (value: Json) => T): Promise<T> {
    const routed = this.#routes.route(question);
    const session = this.#sessionWith(routed.node);
    let answer: Answer;
    try {
      if (!session.isGreeted) await session.greeted;
      answer = await session.ask(routed.question);
    } catch (error) {
      if (error instanceof StoreError) this.#routes.onError(routed.node, error);
      throw error;
    }
    this.#routes.onAnswer(answer.index);
    return read(answer.value);
  }

  /** The open session with the node, or a new one. */
  #sessionWith(node: string): StoreSession {
    const existing = this.#sessions.get(node);
    if (existing !== undefined && !existing.isClosed) return existing;
    const endpoint = this.#endpoints.get(node);
    if (endpoint === undefined) throw new Error(`no endpoint for node ${node}`);
    const session = new StoreSession(endpoint);
    if (this.#isClosed) session.close();
    this.#sessions.set(node, session);
    return session;
  }
}
