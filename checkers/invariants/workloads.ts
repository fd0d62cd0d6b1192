/** The workloads that are judged by an invariant, by the names that Jepsen and Elle gave them where they have one. */
import type { Budget } from '../budget.ts';
import type { Json } from '../history/event.ts';
import type { OperationList } from '../history/operation-table.ts';
import { InputError } from '../input-error.ts';
import type { CheckResult } from '../verdict.ts';
import { checkAppendedLists } from './appended-lists.ts';
import { checkCausalReverse } from './causal-reverse.ts';
import { checkCounterBounds } from './counter-bounds.ts';
import { checkLock } from './lock.ts';
import { checkLongFork } from './long-fork.ts';
import { checkLostUpdate } from './lost-update.ts';
import { checkMonotonicTimestamps } from './monotonic-timestamps.ts';
import { checkMonotonic } from './monotonic.ts';
import { checkPartitionedLog } from './partitioned-log/partitioned-log.ts';
import { checkSequentialKeys } from './sequential-keys.ts';
import { checkSessionGuarantees } from './sessions/session-guarantees.ts';
import { checkTotalQueue } from './total-queue.ts';
import { checkUniqueIds } from './unique-ids.ts';
import { checkWriteSkew } from './write-skew.ts';

export interface InvariantRequest {
  readonly operations: OperationList;
  readonly model: string;
  /** What an object holds at the beginning; null if nobody said. */
  readonly initial: Json;
  readonly budget: Budget;
}

export interface InvariantWorkload {
  readonly name: string;
  readonly summary: string;
  /** The `checker` of its results. */
  readonly checker: string;
  readonly defaultModel: string;
  check(request: InvariantRequest): CheckResult;
}

function beginning(initial: Json): number {
  if (initial === null) return 0;
  if (typeof initial === 'number') return initial;
  throw new InputError('bad-option', 'the initial value of a counter must be a number', 'correct the initial value');
}

export const invariantWorkloads: readonly InvariantWorkload[] = [
  {
    name: 'long-fork',
    checker: 'long-fork',
    summary: 'keys written once: write takes [["w", key, value]], read (of a group of keys) [["r", key, null], ...]',
    defaultModel: 'snapshot-isolation',
    check: checkLongFork,
  },
  {
    name: 'adya',
    checker: 'write-skew',
    summary: 'inserts guarded by a predicate: insert takes [key, [a, null]] or [key, [null, b]]; one a key may succeed',
    defaultModel: 'serializable',
    check: (request) => checkWriteSkew({ ...request, guard: 'predicate' }),
  },
  {
    name: 'write-skew',
    checker: 'write-skew',
    summary: 'the same, guarded by a read of the two items by name',
    defaultModel: 'serializable',
    check: (request) => checkWriteSkew({ ...request, guard: 'item' }),
  },
  {
    name: 'monotonic',
    checker: 'monotonic',
    summary:
      'counters by key: inc takes a key and returns {key: number}, read takes keys and returns {key: number, ...}',
    defaultModel: 'sequential',
    check: checkMonotonic,
  },
  {
    name: 'monotonic-timestamps',
    checker: 'monotonic-timestamps',
    summary: 'growing numbers with timestamps: add returns {value, timestamp}, read the list of all',
    defaultModel: 'serializable',
    check: checkMonotonicTimestamps,
  },
  {
    name: 'sequential',
    checker: 'sequential',
    summary: 'keys in parts: write takes a key, read returns [key, [last part, ..., part 0]], null where there is none',
    defaultModel: 'sequential',
    check: checkSequentialKeys,
  },
  {
    name: 'sequential-append',
    checker: 'sequential-append',
    summary: 'lists by key: append takes [key, element], read returns [key, [elements]]; each process in its order',
    defaultModel: 'sequential',
    check: (request) => checkAppendedLists({ ...request, checker: 'sequential-append' }),
  },
  {
    name: 'consistent-prefix',
    checker: 'consistent-prefix',
    summary: 'the same; all reads of a key are beginnings of one list',
    defaultModel: 'prefix',
    check: (request) => checkAppendedLists({ ...request, checker: 'consistent-prefix' }),
  },
  {
    name: 'exactly-once',
    checker: 'exactly-once',
    summary:
      'changes and their effects: append takes [stream, change], read returns [stream, [effects in their order]]',
    defaultModel: 'sequential',
    check: (request) => checkAppendedLists({ ...request, checker: 'exactly-once' }),
  },
  {
    name: 'causal-reverse',
    checker: 'causal-reverse',
    summary: 'unique values: write takes one, read returns the list of all; none without those written before it began',
    defaultModel: 'strict-serializable',
    check: checkCausalReverse,
  },
  {
    name: 'lost-update',
    checker: 'lost-update',
    summary: 'read-modify-write counters: increment takes a key and returns [key, number written], read [key, number]',
    defaultModel: 'snapshot-isolation',
    check: checkLostUpdate,
  },
  {
    name: 'counter-bounds',
    checker: 'counter-bounds',
    summary: 'one counter by its bounds: add takes a number, read returns the sum',
    defaultModel: 'linearizable',
    check: (request) => checkCounterBounds({ ...request, initial: beginning(request.initial) }),
  },
  {
    name: 'unique-ids',
    checker: 'unique-ids',
    summary: 'generate returns an identifier that nobody else gets',
    defaultModel: 'eventual',
    check: checkUniqueIds,
  },
  {
    name: 'unique-names',
    checker: 'unique-ids',
    summary: 'claim takes [name, owner]; of each name one succeeds',
    defaultModel: 'eventual',
    check: (request) => checkUniqueIds({ ...request, f: 'claim' }),
  },
  ...['session-guarantees', 'causal-register'].map((name): InvariantWorkload => ({
    name,
    checker: 'session-guarantees',
    summary: 'registers by key, each process a session: read and write take [key, value], values are unique per key',
    defaultModel: 'causal',
    check: checkSessionGuarantees,
  })),
  {
    name: 'total-queue',
    checker: 'total-queue',
    summary: 'a queue in any order: enqueue, dequeue (null was empty), drain returns all that was left',
    defaultModel: 'eventual',
    check: checkTotalQueue,
  },
  {
    name: 'lock',
    checker: 'lock',
    summary:
      'locks by name: acquire returns [lock, token or {token, leaseMs}], release takes [lock, token], write (fenced) [lock, {token, value}]',
    defaultModel: 'linearizable',
    check: checkLock,
  },
  {
    name: 'fenced-resource',
    checker: 'lock',
    summary: 'the same; what counts is that no write is accepted after one with a larger token',
    defaultModel: 'linearizable',
    check: checkLock,
  },
  {
    name: 'partitioned-log',
    checker: 'partitioned-log',
    summary:
      'send, poll or txn of ["send", partition, [offset, value]] and ["poll", {partition: [[offset, value], ...]}]; assign, subscribe',
    defaultModel: 'sequential',
    check: checkPartitionedLog,
  },
];
