/** Rules about nodes and connections that come and go. */
import { classifyError } from '../../targets/contract/errors.ts';
import { withDeadline } from '../clients/deadline.ts';
import type { Target } from '../../targets/contract/target.ts';
import { expectEqual, expectRejection } from './expect.ts';
import type { ConformanceStage, Rule } from './rule.ts';

type LiveRule = Rule<ConformanceStage>;

async function awaitReady({ cluster }: ConformanceStage, node: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await cluster.measurements.status(node, 1000))?.ready === true) return;
    await cluster.timeline.sleep(200);
  }
  throw new Error(`${node} was not ready 20 s after its start`);
}

const statusRule: LiveRule = {
  rule: 'every node answers with a status; one is primary if roles are supported; clocks tell the time',
  async check({ cluster, target }) {
    const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, 5000)));
    for (const [index, status] of statuses.entries()) {
      const node = cluster.nodes[index] as string;
      if (status === null) throw new Error(`${node} gave no status`);
      expectEqual(status.ready, true, `readiness of ${node}`);
      if (!target.supports.clock.supported) continue;
      if (status.wallClockMs === undefined) throw new Error(`${node} supports clock faults but does not tell its time`);
      if (Math.abs(status.wallClockMs - cluster.measurements.wallMs()) > 5000)
        throw new Error(`${node} tells a wrong time`);
    }
    if (target.supports.roles.supported && !statuses.some((status) => status?.role === 'primary')) {
      throw new Error('roles are supported but no node says it is the primary');
    }
  },
};

const closeRule: LiveRule = {
  rule: 'close may be called twice, and while an operation is in flight, without a throw',
  async check({ cluster, target, options }) {
    const home = cluster.nodes[0] as string;
    const connection = await target.connect({ options, endpoints: cluster.endpoints, home, process: 10 });
    const pending = connection.register?.read('x') ?? connection.set?.read('x');
    // The operation may reject or hang: nobody listens any more.
    pending?.catch(() => undefined);
    connection.close();
    connection.close();
    await cluster.timeline.sleep(100);
  },
};

const clockRule: LiveRule = {
  rule: 'a bumped wall clock shows in the status, and back',
  async check(stage) {
    const { cluster } = stage;
    const node = cluster.nodes[0] as string;
    const offset = async (): Promise<number> => {
      const status = await cluster.measurements.status(node, 5000);
      return (status?.wallClockMs ?? Number.NaN) - cluster.measurements.wallMs();
    };
    await cluster.controls.bumpClock(node, 60_000);
    const bumped = await offset();
    await cluster.controls.resetClock(node);
    const back = await offset();
    if (!(Math.abs(bumped - 60_000) < 5000)) throw new Error(`bumped by 60 s, it is off by ${Math.round(bumped)} ms`);
    if (!(Math.abs(back) < 5000)) throw new Error(`after the reset it is off by ${Math.round(back)} ms`);
  },
};

const pauseRule: LiveRule = {
  rule: 'a paused node does not answer; resumed, it does',
  async check(stage) {
    const { cluster } = stage;
    const node = cluster.nodes.at(-1) as string;
    await cluster.controls.pause(node);
    const paused = await cluster.measurements.status(node, 1000);
    await cluster.controls.resume(node);
    expectEqual(paused, null, 'status of the paused node');
    await awaitReady(stage, node);
  },
};

const killRule: LiveRule = {
  rule: 'connecting to a killed node rejects with a definite error; started again, it becomes ready and is a new process',
  async check(stage) {
    const { cluster, target, options } = stage;
    const node = cluster.nodes.at(-1) as string;
    const before = await cluster.measurements.lifetime(node);
    await cluster.controls.kill(node);
    expectEqual((await cluster.measurements.lifetime(node)).running, false, 'whether the killed node runs');
    if (cluster.nodes.length === 1) {
      const connecting = target.connect({ options, endpoints: cluster.endpoints, home: node, process: 20 });
      const error = await expectRejection(connecting, 'connecting to a killed node');
      const { code, definite, message } = classifyError(target.errors, error);
      expectEqual(definite, true, `definiteness of "${message}" (${code}): nothing had been sent`);
    }
    await cluster.controls.start(node);
    await awaitReady(stage, node);
    const after = await cluster.measurements.lifetime(node);
    if (after.startedAt === before.startedAt) throw new Error('the process after the kill is the one before it');
  },
};

const reconnectRule: LiveRule = {
  rule: 'a connection that outlived its node works again, or says by an error that it is of no more use',
  async check(stage) {
    const { cluster, target, options } = stage;
    const node = cluster.nodes[0] as string;
    const connection = await target.connect({ options, endpoints: cluster.endpoints, home: node, process: 30 });
    const read = async (): Promise<unknown> => {
      if (connection.register !== undefined) return connection.register.read('outlived');
      if (connection.set !== undefined) return connection.set.read('outlived');
      return connection.transactions?.transact((transaction) => transaction.read('outlived'));
    };
    try {
      await cluster.controls.kill(node);
      await cluster.controls.start(node);
      await awaitReady(stage, node);
      let last = '';
      for (let attempt = 0; attempt < 20; attempt++) {
        try {
          await withDeadline(cluster.timeline, 1000, read);
          return;
        } catch (error) {
          const { code, endsConnection, message } = classifyError(target.errors, error);
          if (endsConnection) return;
          last = `${code}: ${message}`;
        }
        await cluster.timeline.sleep(250);
      }
      throw new Error(`20 reads failed and no error ends the connection (endsConnection); the last was ${last}`);
    } finally {
      connection.close();
    }
  },
};

export function lifecycleRules(target: Target): readonly LiveRule[] {
  const { clock, pause, kill } = target.supports;
  return [
    statusRule,
    closeRule,
    ...(clock.supported ? [clockRule] : []),
    ...(pause.supported ? [pauseRule] : []),
    ...(kill.supported ? [killRule, reconnectRule] : []),
  ];
}
