/** Rules about what a connection's operations do, without faults: whoever breaks these makes false accusations. */
import {
  runRowOperations,
  type CounterClient,
  type ListsClient,
  type QueueClient,
  type RegisterClient,
  type RowOperation,
  type RowsClient,
  type SetClient,
  type TransactionsClient,
} from '../../targets/contract/client.ts';
import type { Target } from '../../targets/contract/target.ts';
import { expectEqual, expectRejection } from './expect.ts';
import { freshKey, hostileKeys, withConnection } from './on-connection.ts';
import type { ConformanceStage, Rule } from './rule.ts';
import { serviceRules } from './service-rules.ts';

type Rules = readonly Rule<ConformanceStage>[];

function onRegister(rule: string, check: (client: RegisterClient) => Promise<void>): Rule<ConformanceStage> {
  return {
    rule: `register: ${rule}`,
    check: (stage) => withConnection(stage, 1, (connection) => check(connection.register as RegisterClient)),
  };
}

const registerRules: Rules = [
  onRegister('never written reads null', async (client) => {
    expectEqual(await client.read(freshKey()), null, 'a register never written');
  }),
  onRegister('a read sees the last write, also of zero and negative numbers', async (client) => {
    const key = freshKey();
    for (const value of [1, 0, -7, 2_000_000_000]) {
      await client.write(key, value);
      expectEqual(await client.read(key), value, `after writing ${value}`);
    }
  }),
  onRegister('compare-and-set succeeds only on the expected value, and changes nothing otherwise', async (client) => {
    const key = freshKey();
    expectEqual(await client.compareAndSet(key, 1, 2), false, 'compare-and-set on a register never written');
    expectEqual(await client.read(key), null, 'after a compare-and-set that failed');
    await client.write(key, 1);
    expectEqual(await client.compareAndSet(key, 5, 6), false, 'compare-and-set from another value');
    expectEqual(await client.read(key), 1, 'after a compare-and-set that failed');
    expectEqual(await client.compareAndSet(key, 1, 2), true, 'compare-and-set from the value it holds');
    expectEqual(await client.read(key), 2, 'after a compare-and-set that succeeded');
  }),
  onRegister('keys are data, never syntax, and do not touch each other', async (client) => {
    for (const [index, key] of hostileKeys.entries()) await client.write(key, index + 100);
    for (const [index, key] of hostileKeys.entries()) {
      expectEqual(await client.read(key), index + 100, `register ${JSON.stringify(key)}`);
    }
  }),
];

function onSet(rule: string, check: (client: SetClient) => Promise<void>): Rule<ConformanceStage> {
  return {
    rule: `set: ${rule}`,
    check: (stage) => withConnection(stage, 2, (connection) => check(connection.set as SetClient)),
  };
}

const setRules: Rules = [
  onSet('a set never added to is empty', async (client) => {
    expectEqual(await client.read(freshKey()), [], 'a set never added to');
  }),
  onSet('holds every element added, once', async (client) => {
    const key = freshKey();
    for (const element of [3, 1, 2, 1, 3]) await client.add(key, element);
    expectEqual(
      (await client.read(key)).toSorted((left, right) => left - right),
      [1, 2, 3],
      'elements',
    );
  }),
];

function onTransactions(rule: string, check: (client: TransactionsClient) => Promise<void>): Rule<ConformanceStage> {
  return {
    rule: `transactions: ${rule}`,
    check: (stage) => withConnection(stage, 3, (connection) => check(connection.transactions as TransactionsClient)),
  };
}

const transactionRules: Rules = [
  onTransactions('see their own writes; what they commit is seen by the next', async (client) => {
    const key = freshKey();
    const own = await client.transact(async (transaction) => {
      expectEqual(await transaction.read(key), null, 'never written');
      await transaction.write(key, 4);
      return transaction.read(key);
    });
    expectEqual(own, 4, "the transaction's own write");
    expectEqual(await client.transact((transaction) => transaction.read(key)), 4, 'read by the next transaction');
  }),
  onTransactions('a body that rejects rolls back, runs once, and its error comes through', async (client) => {
    const key = freshKey();
    const mine = new Error('changed my mind');
    let runs = 0;
    const work = client.transact(async (transaction) => {
      runs++;
      await transaction.write(key, 9);
      throw mine;
    });
    expectEqual((await expectRejection(work, 'a body that rejects')) === mine, true, "the body's own error");
    expectEqual(runs, 1, 'runs of the body');
    expectEqual(await client.transact((transaction) => transaction.read(key)), null, 'after the roll-back');
  }),
];

function onLists(rule: string, check: (client: ListsClient) => Promise<void>): Rule<ConformanceStage> {
  return {
    rule: `lists: ${rule}`,
    check: (stage) => withConnection(stage, 4, (connection) => check(connection.lists as ListsClient)),
  };
}

const listRules: Rules = [
  onLists('a list never appended to is empty; a transaction sees its own appends, in order', async (client) => {
    const key = freshKey();
    const results = await client.transact([
      ['r', key, null],
      ['append', key, 3],
      ['append', key, -1],
      ['r', key, null],
    ]);
    const expected = [
      ['r', key, []],
      ['append', key, 3],
      ['append', key, -1],
      ['r', key, [3, -1]],
    ];
    expectEqual(results, expected, 'the micro-operations with their reads filled in');
    await client.transact([['append', key, 0]]);
    expectEqual(await client.transact([['r', key, null]]), [['r', key, [3, -1, 0]]], 'read by a later transaction');
  }),
  onLists('keys are data, never syntax, and do not touch each other', async (client) => {
    for (const [index, key] of hostileKeys.entries()) await client.transact([['append', key, index + 100]]);
    for (const [index, key] of hostileKeys.entries()) {
      expectEqual(await client.transact([['r', key, null]]), [['r', key, [index + 100]]], JSON.stringify(key));
    }
  }),
];

type TransactRows = (operations: readonly RowOperation[]) => Promise<RowOperation[]>;

function onRows(rule: string, check: (transact: TransactRows) => Promise<void>): Rule<ConformanceStage> {
  const transactOn =
    (client: RowsClient): TransactRows =>
    (operations) =>
      client.transact((open) => runRowOperations(open, operations));
  return {
    rule: `rows: ${rule}`,
    check: (stage) => withConnection(stage, 7, (connection) => check(transactOn(connection.rows as RowsClient))),
  };
}

let freshModulus = 1_000_003;

const rowRules: Rules = [
  onRows('a transaction sees its own rows, by key and by predicate, and what it deleted no more', async (transact) => {
    const [one, other] = [freshKey(), freshKey()];
    // No other row has such a remainder.
    const [modulus, remainder] = [freshModulus++, 1_000_000];
    const results = await transact([
      ['r', one, null],
      ['insert', one, remainder],
      ['insert', other, remainder + modulus],
      ['rp', ['mod', modulus, remainder], null],
      ['w', other, 5],
      ['delete', one],
      ['rp', ['mod', modulus, remainder], null],
      ['r', other, null],
      ['r', one, null],
    ]);
    expectEqual(results[0], ['r', one, null], 'a row that does not exist');
    const [, , found] = results[3] as readonly ['rp', unknown, readonly (readonly [string, number])[]];
    const sorted = found.toSorted(([left], [right]) => (left < right ? -1 : 1));
    const expected = [
      [one, remainder],
      [other, remainder + modulus],
    ].toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1));
    expectEqual(sorted, expected, 'the rows that match');
    expectEqual(
      results.slice(6),
      [
        ['rp', ['mod', modulus, remainder], []],
        ['r', other, 5],
        ['r', one, null],
      ],
      'later',
    );
    expectEqual(await transact([['r', other, null]]), [['r', other, 5]], 'read by the next transaction');
  }),
  onRows('changing a row that does not exist, or inserting one that does, changes nothing', async (transact) => {
    const [key, absent, late] = [freshKey(), freshKey(), freshKey()];
    await transact([['insert', key, 3]]);
    await expectRejection(
      transact([
        ['insert', late, 1],
        ['w', absent, 4],
      ]),
      'changing no row',
    );
    await expectRejection(
      transact([
        ['insert', late, 1],
        ['delete', absent],
      ]),
      'deleting no row',
    );
    await expectRejection(
      transact([
        ['insert', late, 1],
        ['insert', key, 9],
      ]),
      'inserting a row again',
    );
    const left = await transact([
      ['r', key, null],
      ['r', absent, null],
      ['r', late, null],
    ]);
    expectEqual(
      left,
      [
        ['r', key, 3],
        ['r', absent, null],
        ['r', late, null],
      ],
      'what is left',
    );
  }),
];

const counterRules: Rules = [
  {
    rule: 'counter: starts at 0 and holds the sum of what was added, negative amounts too',
    check: (stage) =>
      withConnection(stage, 5, async (connection) => {
        const client = connection.counter as CounterClient;
        for (const key of [freshKey(), ...hostileKeys]) {
          expectEqual(await client.read(key), 0, 'a counter never added to');
          for (const amount of [5, -2, 10]) await client.add(key, amount);
          expectEqual(await client.read(key), 13, 'after adding 5, -2 and 10');
        }
      }),
  },
];

const queueRules: Rules = [
  {
    rule: 'queue: hands out every element once, then says that it is empty',
    check: (stage) =>
      withConnection(stage, 6, async (connection) => {
        const client = connection.queue as QueueClient;
        for (const key of [freshKey(), ...hostileKeys]) {
          expectEqual(await client.dequeue(key), null, 'a queue never added to');
          for (const element of [7, 0, -3]) await client.enqueue(key, element);
          const taken = [await client.dequeue(key), await client.dequeue(key), await client.dequeue(key)];
          expectEqual(
            taken.toSorted((left, right) => Number(left) - Number(right)),
            [-3, 0, 7],
            'what was handed out',
          );
          expectEqual(await client.dequeue(key), null, 'an emptied queue');
        }
      }),
  },
];

const rulesOf = {
  register: registerRules,
  set: setRules,
  transactions: transactionRules,
  lists: listRules,
  rows: rowRules,
  counter: counterRules,
  queue: queueRules,
  ...serviceRules,
} as const;

/** The rules for the capabilities that this target offers in this configuration, and that its connections have just these. */
export function capabilityRules(target: Target, options: Record<string, unknown>): Rules {
  const offered = target.capabilities.filter((capability) => (target.lacks?.(options, capability) ?? null) === null);
  const declared: Rule<ConformanceStage> = {
    rule: 'a connection offers the declared capabilities',
    check: (stage) =>
      withConnection(stage, 0, async (connection) => {
        const missing = offered.filter((capability) => connection[capability] === undefined);
        expectEqual(missing, [], 'declared capabilities that a connection lacks');
      }),
  };
  return [declared, ...offered.flatMap((capability) => rulesOf[capability])];
}
