/**
 * Capabilities: small interfaces for what a target's clients can do. An adapter implements those it has and gets every
 * workload for them. One connection belongs to one logical process, which has at most one operation in flight: no pool,
 * no reconnect, no resend. A method resolves if the operation happened, and rejects otherwise; the target's error table
 * says whether the rejection is definite. Deadlines belong to the harness: when one expires it calls `close`.
 */

/** Registers by key; a register never written holds null. */
export interface RegisterClient {
  read(key: string): Promise<number | null>;
  write(key: string, value: number): Promise<void>;
  /** From now on it holds null, as if it had never been written. Without it the workload's deletes are refused. */
  delete?(key: string): Promise<void>;
  /** Sets `to` if the register holds `from`. Resolves to false if it held something else (and nothing changed). */
  compareAndSet(key: string, from: number, to: number): Promise<boolean>;
}

/** Grow-only sets of integers, by key. */
export interface SetClient {
  add(key: string, element: number): Promise<void>;
  /** Every element, in any order; duplicates are reported as read. */
  read(key: string): Promise<readonly number[]>;
}

/** One open transaction over registers by key. Reads see the transaction's own writes. */
export interface Transaction {
  read(key: string): Promise<number | null>;
  write(key: string, value: number): Promise<void>;
}

export interface TransactionsClient {
  /**
   * Begins, runs the body, commits; resolves to the body's result once the commit is acknowledged. If the body rejects,
   * rolls back and rejects with the same error. Never runs the body twice.
   */
  transact<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Micro-operations in Elle's notation: `["r", key, null]` and `["w", key, value]`; results fill in what was read. */
export type MicroOperation = readonly ['r', string, number | null] | readonly ['w', string, number];

/** Runs a list of micro-operations, in order, inside an open transaction. */
export async function runMicroOperations(
  transaction: Transaction,
  operations: readonly MicroOperation[],
): Promise<MicroOperation[]> {
  const results: MicroOperation[] = [];
  for (const operation of operations) {
    if (operation[0] === 'r') results.push(['r', operation[1], await transaction.read(operation[1])]);
    else {
      await transaction.write(operation[1], operation[2]);
      results.push(operation);
    }
  }
  return results;
}

/** Micro-operations on lists in Elle's notation; a list never appended to is empty. */
export type ListOperation = readonly ['append', string, number] | readonly ['r', string, readonly number[] | null];

/** Transactions over lists of integers by key: what a read returns says in which order the appends before it took effect. */
export interface ListsClient {
  /**
   * Carries out the micro-operations, in order, as one transaction, which sees its own appends. Resolves to them with the
   * reads filled in once the commit is acknowledged. Given at once, so that systems without open transactions can do it.
   */
  transact(operations: readonly ListOperation[]): Promise<ListOperation[]>;
}

/** Selects rows whose value leaves the remainder when divided by the modulus; or all. */
export type RowPredicate = readonly ['mod', modulus: number, remainder: number] | 'true';

/** Micro-operations on the rows of one table. `w` changes a row that exists; a row that does not reads null. */
export type RowOperation =
  | readonly ['insert', string, number]
  | readonly ['w', string, number]
  | readonly ['delete', string]
  | readonly ['r', string, number | null]
  | readonly ['rp', RowPredicate, readonly (readonly [string, number])[] | null];

/** One open transaction over rows, which sees its own changes. */
export interface RowTransaction {
  /**
   * Carries out one micro-operation and resolves to it, with what was read filled in. Rejects, and the whole transaction changes
   * nothing, if it inserts a row that exists, or changes or deletes one that does not.
   */
  perform(operation: RowOperation): Promise<RowOperation>;
}

/** Transactions over a table of rows (a key and a whole number from 0 each) that can be read by predicate. */
export interface RowsClient {
  /** As that of a `TransactionsClient`. */
  transact<T>(body: (transaction: RowTransaction) => Promise<T>): Promise<T>;
}

/** Carries out a list of micro-operations on rows, in order, inside an open transaction. */
export async function runRowOperations(
  transaction: RowTransaction,
  operations: readonly RowOperation[],
): Promise<RowOperation[]> {
  const results: RowOperation[] = [];
  for (const operation of operations) results.push(await transaction.perform(operation));
  return results;
}

/** Counters by key; a counter never added to reads 0. */
export interface CounterClient {
  /** Adds an amount, which may be negative, in one step. */
  add(key: string, amount: number): Promise<void>;
  read(key: string): Promise<number>;
}

/** Queues of integers by key. */
export interface QueueClient {
  enqueue(key: string, element: number): Promise<void>;
  /** Takes an element: the oldest, if the target promises order. Null if the queue is empty. */
  dequeue(key: string): Promise<number | null>;
}

/** What stands for having a lock: `token` is larger with every grant. */
export interface LockGrant {
  readonly token: number;
  /** The holder is the only one for so long, counted from its request; null: until it releases the lock. Milliseconds. */
  readonly leaseMs: number | null;
}

/** Locks by name. Each connection is a client of its own. */
export interface LockClient {
  /** Null if somebody holds it. */
  acquire(name: string): Promise<LockGrant | null>;
  /** Prolongs the lease of what was granted under this token; null if that is over. */
  renew(name: string, token: number): Promise<LockGrant | null>;
  /** Gives back what was granted under this token. Resolves to false if it was over already: nothing changed. */
  release(name: string, token: number): Promise<boolean>;
}

/** A resource for each lock, of the same name, to which only the holder should write. */
export interface FencingClient {
  readonly lock: LockClient;
  /** Writes under a grant's token. Resolves to false if the resource refused it: nothing changed. */
  write(name: string, token: number, value: number): Promise<boolean>;
}

/** A record of a log and where it stands. */
export type LogRecord = readonly [offset: number, value: number];

/** A log in partitions, by name, to which records are appended and in which they stay. Offsets grow from 0. */
export interface LogClient {
  /** Resolves to the offset of the record. */
  append(partition: string, value: number): Promise<number>;
  /** The records from this offset on, in their order; a system may answer a part of them, but not none if there are some. */
  read(partition: string, from: number): Promise<readonly LogRecord[]>;
}

/** A stream of changes, and its consumer, whose position all clients share: what comes from each change is its effect. */
export interface EffectsClient {
  append(stream: string, value: number): Promise<void>;
  /** Consumes what has not been consumed yet, then resolves to the effects of all changes in the order in which they took place. */
  consume(stream: string): Promise<readonly number[]>;
}

/** Unique names: each has at most one owner, for ever. */
export interface NamesClient {
  /** Resolves to false if the name has another owner. */
  claim(name: string, owner: number): Promise<boolean>;
  /** Null if nobody has claimed it. */
  ownerOf(name: string): Promise<number | null>;
}

/** Hands out identifiers, none of them twice. */
export interface IdsClient {
  generate(): Promise<string | number>;
}

export interface Capabilities {
  register: RegisterClient;
  set: SetClient;
  transactions: TransactionsClient;
  lists: ListsClient;
  rows: RowsClient;
  counter: CounterClient;
  queue: QueueClient;
  lock: LockClient;
  fencing: FencingClient;
  log: LogClient;
  effects: EffectsClient;
  names: NamesClient;
  ids: IdsClient;
}

export type CapabilityName = keyof Capabilities;

export interface Connection extends Partial<Capabilities> {
  /**
   * Lets go of the connection at once: destroys the socket, sends nothing, never throws, may be called twice, may be
   * called while an operation hangs (which then rejects or stays forever unsettled; the harness no longer listens).
   */
  close(): void;
}
