/** A violated example of every kind of object, with what is said of it, for tests. */
import type { CheckQuestion } from '../check-history.ts';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';

type Line = readonly [type: EventType, process: number, f: string, value: Json];

const call = (process: number, f: string, value: Json = null): Line => ['invoke', process, f, value];
const back = (process: number, f: string, value: Json = null): Line => ['ok', process, f, value];
const lost = (process: number, f: string, value: Json = null): Line => ['info', process, f, value];
const did = (process: number, f: string, argument: Json = null, result: Json = argument): Line[] => [
  call(process, f, argument),
  back(process, f, result),
];

export function history(lines: readonly Line[]): HistoryEvent[] {
  return lines.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index * 40e6 }));
}

export interface Case {
  readonly workload: string;
  readonly lines: readonly Line[];
  readonly says: string;
  readonly asked?: Partial<CheckQuestion>;
}

export const cases: readonly Case[] = [
  {
    workload: 'cas-register',
    lines: [...did(1, 'write', 4), ...did(1, 'write', 7), ...did(3, 'read', null, 4)],
    says: 'process 3 read 4 at 0.200 s, but 4 had been overwritten by 7, which process 1 had written at 0.120 s',
  },
  {
    workload: 'cas-register',
    lines: [
      call(1, 'write', 1),
      call(2, 'write', 2),
      ...did(3, 'read', null, 1),
      ...did(3, 'read', null, 2),
      ...did(3, 'read', null, 1),
      back(1, 'write', 1),
      back(2, 'write', 2),
    ],
    says: 'process 3 read 1 at 0.280 s, but the register held 2: process 1 wrote 1 (0.000 s to 0.320 s); process 2 wrote 2 (0.040 s to 0.360 s); process 3 read 1 (0.080 s to 0.120 s); process 3 read 2 (0.160 s to 0.200 s)',
  },
  {
    workload: 'cas-register',
    lines: [
      call(9, 'write', 5),
      lost(9, 'write', 5),
      ...did(1, 'write', 1),
      ...did(2, 'read', null, 5),
      ...did(2, 'read', null, 1),
      ...did(2, 'read', null, 5),
    ],
    says: 'process 2 read 1 at 0.280 s, but process 2 had found 5 at 0.200 s, and nobody wrote 1 after that',
  },
  {
    workload: 'cas-register',
    lines: [...did(1, 'write', 1), ...did(2, 'cas', [1, 2]), ...did(3, 'cas', [1, 3])],
    says: 'process 3 changed 1 to 3 by compare-and-set at 0.200 s, but 1 had been overwritten by 2, which process 2 had written at 0.120 s',
  },
  {
    workload: 'cas-register',
    lines: [...did(1, 'write', 1), call(2, 'cas', [1, 2]), ['fail', 2, 'cas', [1, 2]]],
    says: 'process 2 found something other than 1 at 0.120 s, but the register held 1: process 1 wrote 1 (0.000 s to 0.040 s)',
    asked: { failedCas: 'observes' },
  },
  {
    workload: 'register',
    lines: [...did(1, 'write', ['x', 4]), ...did(1, 'write', ['x', 7]), ...did(3, 'read', ['x', null], ['x', 4])],
    says: 'process 3 read 4 from key "x" at 0.200 s, but 4 had been overwritten by 7, which process 1 had written at 0.120 s',
  },
  {
    workload: 'multi-register',
    lines: [
      ...did(1, 'txn', [
        ['write', 'x', 1],
        ['write', 'y', 1],
      ]),
      ...did(
        2,
        'txn',
        [
          ['read', 'x', null],
          ['read', 'y', null],
        ],
        [
          ['read', 'x', 1],
          ['read', 'y', null],
        ],
      ),
    ],
    says: 'process 2 read 1 from x and read null from y at 0.120 s, but y held 1: process 1 wrote 1 to x and wrote 1 to y (0.000 s to 0.040 s)',
  },
  {
    workload: 'multi-register',
    lines: [
      ...did(1, 'txn', [['write', 'x', 1]]),
      ...did(1, 'txn', [['write', 'y', 1]]),
      ...did(
        2,
        'txn',
        [
          ['read', 'x', null],
          ['read', 'y', null],
        ],
        [
          ['read', 'x', 1],
          ['read', 'y', null],
        ],
      ),
    ],
    says: 'process 2 read 1 from x and read null from y at 0.200 s, but y held 1: process 1 wrote 1 to x (0.000 s to 0.040 s); process 1 wrote 1 to y (0.080 s to 0.120 s)',
  },
  {
    workload: 'kv-append',
    lines: [...did(1, 'put', ['x', 'a']), ...did(2, 'append', ['x', 'b']), ...did(3, 'get', ['x', null], ['x', 'a'])],
    says: 'process 3 got "a" from key "x" at 0.200 s, but the text was "ab": process 1 put "a" (0.000 s to 0.040 s); process 2 appended "b" (0.080 s to 0.120 s)',
  },
  {
    workload: 'kv-append',
    lines: [
      ...did(1, 'put', ['x', 'a']),
      call(2, 'append', ['x', 'b']),
      lost(2, 'append', ['x', 'b']),
      ...did(3, 'get', ['x', null], ['x', 'ab']),
      ...did(4, 'get', ['x', null], ['x', 'a']),
    ],
    says: 'process 4 got "a" from key "x" at 0.280 s, but no order of this and 3 other operations explains that: process 1 put "a" (0.000 s to 0.040 s); process 2 appended "b" (from 0.080 s, outcome unknown); process 3 got "ab" (0.160 s to 0.200 s)',
  },
  {
    workload: 'counter',
    lines: [...did(1, 'add', 2), ...did(2, 'add', 3), ...did(3, 'read', null, 2)],
    says: 'process 3 read 2 at 0.200 s, but the counter stood at 5: process 1 added 2 (0.000 s to 0.040 s); process 2 added 3 (0.080 s to 0.120 s)',
  },
  {
    workload: 'counter',
    lines: [
      ...did(1, 'add', 2),
      call(2, 'add', 3),
      lost(2, 'add', 3),
      ...did(3, 'read', null, 5),
      ...did(4, 'read', null, 2),
    ],
    says: 'process 4 read 2 at 0.280 s, but the counter stood at 5: process 1 added 2 (0.000 s to 0.040 s); process 2 added 3 (from 0.080 s, outcome unknown); process 3 read 5 (0.160 s to 0.200 s)',
  },
  {
    workload: 'counter',
    lines: [...did(1, 'add', 2), ...did(3, 'read', null, 7)],
    says: 'process 3 read 7 at 0.120 s, but the counter stood at 2: process 1 added 2 (0.000 s to 0.040 s)',
  },
  {
    workload: 'set',
    lines: [...did(1, 'add', 3, true), ...did(2, 'contains', 3, false)],
    says: 'process 2 found that the set lacks 3 at 0.120 s, but 3 was in it: process 1 added 3 to the set (0.000 s to 0.040 s)',
  },
  {
    workload: 'set',
    lines: [...did(1, 'add', 3, true), ...did(2, 'remove', 3, true), ...did(1, 'remove', 3, true)],
    says: 'process 1 removed 3 from the set at 0.200 s, but 3 was not in it: process 1 added 3 to the set (0.000 s to 0.040 s); process 2 removed 3 from the set (0.080 s to 0.120 s)',
  },
  {
    workload: 'grow-only-set',
    lines: [...did(1, 'add', 3), ...did(1, 'add', 4), ...did(2, 'read', null, [4])],
    says: 'process 2 read [4] from the set at 0.200 s, but 3 was in it too: process 1 added 3 to the set (0.000 s to 0.040 s); process 1 added 4 to the set (0.080 s to 0.120 s)',
  },
  {
    workload: 'grow-only-set',
    lines: [
      call(1, 'add', 3),
      call(2, 'add', 4),
      ...did(3, 'read', null, [4]),
      ...did(3, 'read', null, [3]),
      back(1, 'add', 3),
      back(2, 'add', 4),
    ],
    says: 'process 3 read [3] from the set at 0.200 s, but 4 was in it too: process 1 added 3 to the set (0.000 s to 0.240 s); process 2 added 4 to the set (0.040 s to 0.280 s); process 3 read [4] from the set (0.080 s to 0.120 s)',
  },
  {
    workload: 'grow-only-set',
    lines: [...did(1, 'add', 3), ...did(3, 'read', null, [3, 9])],
    says: 'process 3 read [3,9] from the set at 0.120 s, but 9 was not in it: process 1 added 3 to the set (0.000 s to 0.040 s)',
  },
  {
    workload: 'grow-only-set',
    lines: [...did(1, 'add', 3), ...did(3, 'contains', 3, false)],
    says: 'process 3 found that the set lacks 3 at 0.120 s, but 3 was in it: process 1 added 3 to the set (0.000 s to 0.040 s)',
  },
  {
    workload: 'queue',
    lines: [
      ...did(1, 'enqueue', 'a'),
      ...did(1, 'enqueue', 'b'),
      ...did(2, 'dequeue', null, 'b'),
      ...did(2, 'dequeue', null, 'a'),
    ],
    says: 'process 2 dequeued "b" at 0.200 s, but "a" was in front of it: process 1 enqueued "a" (0.000 s to 0.040 s); process 1 enqueued "b" (0.080 s to 0.120 s)',
  },
  {
    workload: 'queue',
    lines: [...did(1, 'enqueue', 'a'), ...did(2, 'dequeue', null, 'a'), ...did(3, 'dequeue', null, 'a')],
    says: 'process 3 dequeued "a" at 0.200 s, but "a" was not in it: process 1 enqueued "a" (0.000 s to 0.040 s); process 2 dequeued "a" (0.080 s to 0.120 s)',
  },
  {
    workload: 'queue',
    lines: [...did(2, 'dequeue', null, 'a')],
    says: 'process 2 dequeued "a" at 0.040 s, but "a" was not in it',
  },
  {
    workload: 'queue',
    lines: [...did(2, 'dequeue', null, 'a'), ...did(1, 'enqueue', 'a')],
    says: 'process 2 dequeued "a" at 0.040 s, but "a" was not in it',
  },
  {
    workload: 'queue',
    lines: [...did(1, 'enqueue', 'a'), ...did(2, 'dequeue', null, null)],
    says: 'process 2 found the queue empty (dequeue) at 0.120 s, but "a" was in it: process 1 enqueued "a" (0.000 s to 0.040 s)',
  },
  {
    workload: 'queue',
    lines: [
      call(1, 'enqueue', 'a'),
      lost(1, 'enqueue', 'a'),
      ...did(2, 'enqueue', 'b'),
      ...did(2, 'dequeue', null, 'b'),
      ...did(2, 'dequeue', null, 'a'),
      ...did(2, 'dequeue', null, 'a'),
    ],
    says: 'process 2 dequeued "a" at 0.360 s, but "a" was not in it: process 1 enqueued "a" (from 0.000 s, outcome unknown); process 2 dequeued "a" (0.240 s to 0.280 s)',
  },
  {
    // Which of the two is gone, if any, nobody knows: only that one of them is there.
    workload: 'queue',
    lines: [
      ...did(1, 'enqueue', 'a'),
      ...did(1, 'enqueue', 'b'),
      call(3, 'dequeue'),
      ...did(2, 'dequeue', null, null),
      lost(3, 'dequeue'),
    ],
    says: 'process 2 found the queue empty (dequeue) at 0.240 s, but "a" was in it, or "b" was in it: process 1 enqueued "a" (0.000 s to 0.040 s); process 1 enqueued "b" (0.080 s to 0.120 s); process 3 called dequeue (from 0.160 s, outcome unknown)',
  },
  {
    workload: 'unordered-queue',
    lines: [...did(1, 'enqueue', 'a'), ...did(2, 'dequeue', null, 'a'), ...did(3, 'dequeue', null, 'a')],
    says: 'process 3 dequeued "a" at 0.200 s, but "a" was not in it: process 1 enqueued "a" (0.000 s to 0.040 s); process 2 dequeued "a" (0.080 s to 0.120 s)',
  },
  {
    workload: 'unordered-queue',
    lines: [...did(1, 'enqueue', 'a'), ...did(2, 'dequeue', null, null)],
    says: 'process 2 found the queue empty (dequeue) at 0.120 s, but "a" was in it: process 1 enqueued "a" (0.000 s to 0.040 s)',
  },
  {
    workload: 'stack',
    lines: [...did(1, 'push', 'a'), ...did(1, 'push', 'b'), ...did(2, 'pop', null, 'a')],
    says: 'process 2 popped "a" at 0.200 s, but "b" was on top of it: process 1 pushed "a" (0.000 s to 0.040 s); process 1 pushed "b" (0.080 s to 0.120 s)',
  },
  {
    workload: 'stack',
    lines: [...did(1, 'push', 'a'), ...did(1, 'push', 'b'), ...did(2, 'peek', null, 'a')],
    says: 'process 2 peeked at "a" at 0.200 s, but "b" was on top of it: process 1 pushed "a" (0.000 s to 0.040 s); process 1 pushed "b" (0.080 s to 0.120 s)',
  },
  {
    workload: 'priority-queue',
    lines: [...did(1, 'insert', 3), ...did(1, 'insert', 9), ...did(2, 'poll', null, 3)],
    says: 'process 2 polled 3 at 0.200 s, but 9 was in it, which goes first: process 1 inserted 3 (0.000 s to 0.040 s); process 1 inserted 9 (0.080 s to 0.120 s)',
  },
  {
    workload: 'priority-queue',
    lines: [...did(1, 'insert', 3), ...did(2, 'poll', null, null)],
    says: 'process 2 found the priority queue empty (poll) at 0.120 s, but 3 was in it: process 1 inserted 3 (0.000 s to 0.040 s)',
  },
  {
    workload: 'mutex',
    lines: [...did(1, 'acquire'), ...did(2, 'acquire')],
    says: 'process 2 acquired the lock at 0.120 s, but it was held already: process 1 acquired the lock (0.000 s to 0.040 s)',
  },
  {
    workload: 'mutex',
    lines: [...did(1, 'acquire'), call(1, 'release'), lost(1, 'release'), ...did(2, 'acquire'), ...did(3, 'acquire')],
    says: 'process 3 acquired the lock at 0.280 s, but it was held already: process 1 acquired the lock (0.000 s to 0.040 s); process 1 released the lock (from 0.080 s, outcome unknown); process 2 acquired the lock (0.160 s to 0.200 s)',
  },
  {
    workload: 'mutex',
    lines: [...did(1, 'release')],
    says: 'process 1 released the lock at 0.040 s, but nobody held it',
  },
  {
    workload: 'reentrant-lock',
    lines: [...did(1, 'acquire'), ...did(1, 'acquire'), ...did(1, 'release'), ...did(2, 'acquire')],
    says: 'process 2 acquired the lock at 0.280 s, but process 1 held it: process 1 acquired the lock (0.000 s to 0.040 s); process 1 acquired the lock (0.080 s to 0.120 s); process 1 released the lock (0.160 s to 0.200 s)',
  },
  {
    workload: 'fenced-lock',
    lines: [...did(1, 'acquire', null, 5), ...did(1, 'release'), ...did(2, 'acquire', null, 5)],
    says: 'process 2 acquired the lock with fence 5 at 0.200 s, but fence 5 had been given out already: process 1 acquired the lock with fence 5 (0.000 s to 0.040 s); process 1 released the lock (0.080 s to 0.120 s)',
  },
  {
    workload: 'fenced-lock',
    lines: [...did(1, 'acquire', null, 5), ...did(2, 'acquire', null, 6)],
    says: 'process 2 acquired the lock with fence 6 at 0.120 s, but process 1 held it: process 1 acquired the lock with fence 5 (0.000 s to 0.040 s)',
  },
  {
    workload: 'semaphore',
    lines: [...did(1, 'acquire', 2), ...did(2, 'acquire', 1)],
    says: 'process 2 acquired 1 permit of the semaphore at 0.120 s, but no permit was free: process 1 acquired 2 permits of the semaphore (0.000 s to 0.040 s)',
    asked: { initial: 2 },
  },
  {
    workload: 'log',
    lines: [...did(1, 'append', 'a'), ...did(1, 'append', 'b'), ...did(2, 'read', null, ['a'])],
    says: 'process 2 read ["a"] at 0.200 s, but the log held ["a","b"]: process 1 appended "a" (0.000 s to 0.040 s); process 1 appended "b" (0.080 s to 0.120 s)',
  },
  {
    workload: 'log',
    lines: [...did(1, 'append', 'a', [0, 'a']), ...did(2, 'append', 'b', [0, 'b'])],
    says: 'process 2 appended "b" at offset 0 at 0.120 s, but the log had 1 entry: process 1 appended "a" at offset 0 (0.000 s to 0.040 s)',
  },
  {
    workload: 'kv-append',
    lines: [
      ...did(1, 'put', ['x', 'a'.repeat(50)]),
      ...did(2, 'append', ['x', 'b']),
      ...did(3, 'get', ['x', null], ['x', 'a'.repeat(50)]),
    ],
    says: `process 3 got "${'a'.repeat(50)}" from key "x" at 0.200 s, but the text went on with "b" after 50 characters: process 1 put "${'a'.repeat(50)}" (0.000 s to 0.040 s); process 2 appended "b" (0.080 s to 0.120 s)`,
  },
  {
    workload: 'log',
    lines: [
      ...did(1, 'append', 'x'.repeat(45)),
      ...did(2, 'append', 'b'),
      ...did(3, 'read', null, ['x'.repeat(45), 'c']),
    ],
    says: `process 3 read ["${'x'.repeat(45)}","c"] at 0.200 s, but entry 1 was "b": process 1 appended "${'x'.repeat(45)}" (0.000 s to 0.040 s); process 2 appended "b" (0.080 s to 0.120 s)`,
  },
];
