/** What one logical process can do with Redis: registers and counters are strings, sets are sets, queues and lists are lists. */
import type {
  Connection,
  CounterClient,
  ListOperation,
  ListsClient,
  QueueClient,
  RegisterClient,
  SetClient,
} from '../contract/client.ts';
import type { ConnectRequest, Endpoint } from '../contract/target.ts';
import { NotConnected } from './errors.ts';
import { primaryNode, type RedisOptions } from './options.ts';
import { openRedis, type RedisClient } from './redis-client.ts';

/** Runs alone in the server, like every script: compare and set in one step. */
const compareAndSetScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

function integer(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value)) throw new Error(`expected an integer, got ${JSON.stringify(text)}`);
  return value;
}

export class RedisConnection implements Connection {
  readonly register: RegisterClient;
  readonly set: SetClient;
  readonly lists: ListsClient;
  readonly counter: CounterClient;
  readonly queue: QueueClient;
  readonly #primary: Endpoint;
  readonly #reading: RedisClient;
  /** Null until the first write, if reads go elsewhere. */
  #writing: RedisClient | null;
  readonly #closing = new AbortController();

  private constructor(primary: Endpoint, reading: RedisClient, writing: RedisClient | null) {
    this.#primary = primary;
    this.#reading = reading;
    this.#writing = writing;
    this.register = {
      read: async (key) => {
        const text = await this.#reading.get(`register:${key}`);
        return text === null ? null : integer(text);
      },
      write: async (key, value) => {
        await (await this.#writer()).set(`register:${key}`, String(value));
      },
      compareAndSet: async (key, from, to) => {
        const writer = await this.#writer();
        const [keys, values] = [[`register:${key}`], [String(from), String(to)]];
        return (await writer.eval(compareAndSetScript, { keys, arguments: values })) === 1;
      },
    };
    this.set = {
      add: async (key, element) => {
        await (await this.#writer()).sAdd(`set:${key}`, String(element));
      },
      read: async (key) => [...(await this.#reading.sMembers(`set:${key}`))].map(integer),
    };
    this.lists = { transact: (operations) => this.#runLists(operations) };
    this.counter = {
      add: async (key, amount) => {
        await (await this.#writer()).incrBy(`counter:${key}`, amount);
      },
      read: async (key) => integer((await this.#reading.get(`counter:${key}`)) ?? '0'),
    };
    this.queue = {
      enqueue: async (key, element) => {
        await (await this.#writer()).rPush(`queue:${key}`, String(element));
      },
      dequeue: async (key) => {
        const text = await (await this.#writer()).lPop(`queue:${key}`);
        return text === null ? null : integer(text);
      },
    };
  }

  /** MULTI and EXEC: the server runs all commands in a row. A transaction that only reads may go to the home node. */
  async #runLists(operations: readonly ListOperation[]): Promise<ListOperation[]> {
    const onlyReads = operations.every(([kind]) => kind === 'r');
    const transaction = (onlyReads ? this.#reading : await this.#writer()).multi();
    for (const [kind, key, element] of operations) {
      if (kind === 'append') transaction.rPush(`list:${key}`, String(element));
      else transaction.lRange(`list:${key}`, 0, -1);
    }
    const replies: readonly unknown[] = await transaction.exec();
    return operations.map((operation, position): ListOperation => {
      if (operation[0] === 'append') return operation;
      return ['r', operation[1], (replies[position] as readonly string[]).map(integer)];
    });
  }

  /** Reads from the home node or from the primary, as the options say. Rejects with `NotConnected`. */
  static async open({ options, endpoints, home }: ConnectRequest<RedisOptions>): Promise<RedisConnection> {
    const primary = endpoints.get(primaryNode);
    const readingFrom = options.reads === 'replica' ? home : primaryNode;
    const reading = endpoints.get(readingFrom);
    if (primary === undefined || reading === undefined)
      throw new NotConnected(`no node ${readingFrom} in this cluster`);
    const client = await openRedis(reading);
    return new RedisConnection(primary, client, readingFrom === primaryNode ? client : null);
  }

  async #writer(): Promise<RedisClient> {
    this.#writing ??= await openRedis(this.#primary, this.#closing.signal);
    return this.#writing;
  }

  close(): void {
    this.#closing.abort();
    this.#reading.destroy();
    this.#writing?.destroy();
  }
}
