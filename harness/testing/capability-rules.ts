/** Rules about what a connection's operations do, without faults: whoever breaks these makes false accusations. */
import type { Connection, RegisterClient, SetClient, TransactionsClient } from '../../targets/contract/client.ts';
import type { Target } from '../../targets/contract/target.ts';
import { expectEqual, expectRejection } from './expect.ts';
import type { ConformanceStage, Rule } from './rule.ts';

/** Hostile names: quotes, markup, line breaks, other scripts. Keys are data, never syntax. */
const hostileKeys = [`it's "quoted"; --`, '</script><img src=x>', 'a\r\nb', 'ключ 鍵 🗝', '%s {0} $1 \\'];

let freshKeys = 0;
const freshKey = (): string => `conformance-${freshKeys++}`;

/** Runs on a connection to the primary (or the first node), which is closed afterwards. */
async function withConnection<T>(
  stage: ConformanceStage,
  process: number,
  use: (connection: Connection) => Promise<T>,
) {
  const { target, options, cluster } = stage;
  const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, 5000)));
  const primary = cluster.nodes.find((_, index) => statuses[index]?.role === 'primary');
  const [first = ''] = cluster.nodes;
  const home = primary ?? first;
  const connection = await target.connect({ options, endpoints: cluster.endpoints, home, process });
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

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

const rulesOf = { register: registerRules, set: setRules, transactions: transactionRules } as const;

/** The rules for the capabilities that this target declares, and that its connections have just these. */
export function capabilityRules(target: Target): Rules {
  const declared: Rule<ConformanceStage> = {
    rule: 'a connection offers the declared capabilities',
    check: (stage) =>
      withConnection(stage, 0, async (connection) => {
        const missing = target.capabilities.filter((capability) => connection[capability] === undefined);
        expectEqual(missing, [], 'declared capabilities that a connection lacks');
      }),
  };
  return [declared, ...target.capabilities.flatMap((capability) => rulesOf[capability])];
}
