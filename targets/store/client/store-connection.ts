/**
 * A client of the store. It keeps a session with each node that it has asked; told that another node leads, it fails that
 * operation and turns to the leader for the next. It never retries: every operation is sent at most once, to one node.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type {
  Connection,
  CounterClient,
  ListOperation,
  ListsClient,
  QueueClient,
  RegisterClient,
  SetClient,
} from '../../contract/client.ts';
import type { Endpoint } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Command, Query } from '../state-machine.ts';
import { Routes } from './routes.ts';
import { StoreSession } from './session.ts';
import type { Question } from './session.ts';
import { StoreError } from './store-error.ts';

export class StoreConnection implements Connection {
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #routes: Routes;
  readonly #sessions = new Map<string, StoreSession>();
  #isClosed = false;

  /** Rejects with `connection-refused` if the home node cannot be reached. */
  static async open(
    configuration: StoreConfiguration,
    home: string,
    endpoints: ReadonlyMap<string, Endpoint>,
  ): Promise<StoreConnection> {
    const connection = new StoreConnection(configuration, home, endpoints);
    await connection.#sessionWith(home).greeted;
    return connection;
  }

  private constructor(configuration: StoreConfiguration, home: string, endpoints: ReadonlyMap<string, Endpoint>) {
    this.#endpoints = endpoints;
    this.#routes = new Routes(configuration, home, endpoints.keys());
  }

  readonly register: RegisterClient = {
    read: async (key) => expectNumberOrNull(await this.#query({ type: 'register', key })),
    write: async (key, value) => {
      await this.#execute({ type: 'write', key, value });
    },
    compareAndSet: async (key, from, to) =>
      expectBoolean(await this.#execute({ type: 'compare-and-set', key, from, to })),
  };

  readonly set: SetClient = {
    add: async (key, element) => {
      await this.#execute({ type: 'add', key, element });
    },
    read: async (key) => expectNumbers(await this.#query({ type: 'elements', key })),
  };

  readonly lists: ListsClient = {
    transact: async (operations) =>
      expectOperations(await this.#execute({ type: 'lists', operations }), operations.length),
  };

  readonly counter: CounterClient = {
    add: async (key, amount) => {
      await this.#execute({ type: 'increase', key, amount });
    },
    read: async (key) => expectNumber(await this.#query({ type: 'counter', key })),
  };

  readonly queue: QueueClient = {
    enqueue: async (key, element) => {
      await this.#execute({ type: 'enqueue', key, element });
    },
    dequeue: async (key) => expectNumberOrNull(await this.#execute({ type: 'dequeue', key })),
  };

  close(): void {
    this.#isClosed = true;
    for (const session of this.#sessions.values()) session.close();
  }

  #execute(command: Command): Promise<Json> {
    return this.#ask(this.#routes.forCommand(), { kind: 'execute', command });
  }

  #query(query: Query): Promise<Json> {
    const { token } = this.#routes;
    return this.#ask(this.#routes.forRead(), { kind: 'query', query, ...(token > 0 ? { after: token } : {}) });
  }

  async #ask(node: string, question: Question): Promise<Json> {
    const session = this.#sessionWith(node);
    try {
      await session.greeted;
      const { value, index } = await session.ask(question);
      this.#routes.onAnswer(index);
      return value;
    } catch (error) {
      if (error instanceof StoreError) this.#routes.onError(node, error);
      throw error;
    }
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

function unexpected(expected: string, value: Json): StoreError {
  return new StoreError('protocol-error', `${expected} was expected, not ${JSON.stringify(value)}`);
}

function expectNumberOrNull(value: Json): number | null {
  if (value === null || typeof value === 'number') return value;
  throw unexpected('a number or null', value);
}

function expectNumber(value: Json): number {
  if (typeof value === 'number') return value;
  throw unexpected('a number', value);
}

function expectBoolean(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected('true or false', value);
}

function expectNumbers(value: Json): readonly number[] {
  if (Array.isArray(value) && value.every((element) => typeof element === 'number')) return value;
  throw unexpected('a list of numbers', value);
}

function expectOperations(value: Json, count: number): ListOperation[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw unexpected(`a list of ${count} operations`, value);
}
