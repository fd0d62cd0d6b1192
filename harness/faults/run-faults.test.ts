import { describe, expect, it } from 'vitest';
import type { Endpoint, Target } from '../../targets/contract/target.ts';
import { store } from '../../targets/store/index.ts';
import type { FaultControls, RunningCluster, WorldControls } from '../cluster.ts';
import { seededRandom } from '../random.ts';
import type { PlannedFault } from '../record/plan.ts';
import type { Attestation } from '../record/trial-event.ts';
import { startSimulatedCluster } from '../simulation/index.ts';
import { faultKinds } from './index.ts';
import { runFaults } from './run-faults.ts';

type Sabotage = (cluster: RunningCluster) => RunningCluster;
type Fault = Omit<PlannedFault, 'id'>;

interface Outcome {
  readonly attestations: readonly Attestation[];
  /** `0 start 2000`: what happened to which fault, and when, whole milliseconds since the first might start. */
  readonly happened: readonly string[];
}

async function startStore(nodes: number): Promise<RunningCluster> {
  const options = store.options.parse({ nodes });
  const names = store.nodes(options);
  const signal = new AbortController().signal;
  const request = { trialId: 'test', seed: 11, nodes: names, progress: () => undefined, signal };
  return startSimulatedCluster(store, options, request);
}

/** Inflicts faults, with times that count from now, on a cluster that `sabotage` may have tampered with. */
async function inflict(
  schedule: readonly Fault[],
  sabotage: Sabotage = (cluster) => cluster,
  nodes = 3,
  target: Target = store,
): Promise<Outcome> {
  const cluster = sabotage(await startStore(nodes));
  const attestations: Attestation[] = [];
  const happened: string[] = [];
  await cluster.drive(async () => {
    await cluster.timeline.sleep(2000);
    const nowMs = cluster.timeline.nowNs() / 1e6;
    const planned = schedule.map((fault, id) => ({ ...fault, id, startMs: nowMs + fault.startMs }));
    await runFaults(planned, {
      cluster,
      target,
      options: store.options.parse({}),
      overlap: true,
      randomFor: (fault) => seededRandom(5, `fault ${fault}`),
      emit: (event) => {
        if (event.type === 'fault-attestation') attestations[event.fault] = event.attestation;
        if (!event.type.startsWith('fault-') || !('fault' in event)) return;
        const atMs = Math.round(cluster.timeline.nowNs() / 1e6 - nowMs);
        happened.push(`${event.fault} ${event.type.slice(6)} ${atMs}`);
      },
      nemesis: () => undefined,
      stop: new AbortController().signal,
    });
  });
  await cluster.tearDown();
  expect(attestations).toHaveLength(schedule.length);
  return { attestations, happened };
}

const fault = (spec: string, startMs: number, holdMs: number): Fault => {
  const [kind = '', variant = ''] = spec.split(':');
  return { kind, variant, startMs, holdMs };
};

async function attestationOf(kind: string, variant: string, sabotage?: Sabotage): Promise<Attestation> {
  const { attestations } = await inflict([fault(`${kind}:${variant}`, 0, 2000)], sabotage);
  return attestations[0] as Attestation;
}

const { membership } = store as Required<Target>;
const attested = { status: 'attested', reason: '' };
const everyFault = faultKinds.flatMap(({ name, variants }) =>
  Object.keys(variants).map((variant) => [name, variant] as const),
);

describe('runFaults on the simulated store', () => {
  it.each(everyFault)('%s:%s bites, and is attested', async (kind, variant) => {
    expect(await attestationOf(kind, variant)).toMatchObject(attested);
  });

  const ineffective: Readonly<Record<string, Partial<FaultControls & WorldControls>>> = {
    packets: { adjustLinks: () => undefined },
    slow: { slowProcessor: () => undefined },
    'disk-slow': { slowDisk: () => undefined },
    'disk-full': { fillDisk: () => undefined },
    'disk-bit-flip': { overwriteFile: () => undefined },
    'disk-truncation': { overwriteFile: () => undefined },
    'clock-drift': { setClockRate: () => undefined },
    'clock-strobe': { strobeClock: () => undefined },
    partition: { cut: async () => undefined },
    flapping: { cut: async () => undefined },
    pause: { pause: async () => undefined },
    kill: { kill: async () => undefined },
    'crash-loop': { kill: async () => undefined },
    restart: { stop: async () => undefined },
    power: { cutPower: async () => undefined },
    clock: { bumpClock: async () => undefined },
  };

  it.each(Object.keys(ineffective))('a %s that silently does nothing is not attested', async (kind) => {
    const [variant = ''] = Object.keys(faultKinds.find(({ name }) => name === kind)?.variants ?? {});
    const attestation = await attestationOf(kind, variant, (cluster) => ({
      ...cluster,
      controls: { ...cluster.controls, ...ineffective[kind] },
      world: { ...(cluster.world as WorldControls), ...ineffective[kind] },
    }));
    expect(attestation.status).toBe('not-attested');
    expect(attestation.reason).toMatch(/just after injecting it/);
  });

  describe('a change of members', () => {
    it('that is not made is not attested', async () => {
      const target = { ...store, membership: { ...membership, remove: async () => undefined } };
      const { attestations } = await inflict([fault('membership:one', 0, 2000)], undefined, 3, target);
      expect(attestations).toMatchObject([
        { status: 'not-attested', reason: expect.stringMatching(/nobody could remove n\d in 30 s/) as string },
      ]);
    });

    it('that is undone behind its back is not attested', async () => {
      const addAll = async ({ nodes, measurements }: RunningCluster): Promise<void> => {
        for (const node of nodes) {
          const add = async (endpoint: Endpoint, signal: AbortSignal): Promise<void> =>
            membership.add(node, { endpoint, options: {}, signal });
          await Promise.all(nodes.map((asked) => measurements.ask(asked, 500, add)));
        }
      };
      const attestation = await attestationOf('membership', 'one', (cluster) => ({
        ...cluster,
        timeline: {
          ...cluster.timeline,
          async sleep(delayMs, signal) {
            await cluster.timeline.sleep(delayMs, signal);
            if (delayMs > 1000) await addAll(cluster);
          },
        },
      }));
      expect(attestation).toMatchObject({
        status: 'not-attested',
        reason: expect.stringContaining('just before healing it, the members were n1 n2 n3') as string,
      });
    });

    it('is undone when it is over, whatever else is on', async () => {
      const { attestations } = await inflict(
        [fault('membership:minority', 0, 500), fault('kill:majority', 300, 2000), fault('membership:one', 400, 500)],
        undefined,
        5,
      );
      expect(attestations).toMatchObject([attested, attested, attested]);
    });
  });

  it('a leader that is stopped hands over: another leads at once, which after a kill takes an election time-out', async () => {
    const nextLeaderAfterMs = async (verb: 'stop' | 'kill'): Promise<number> => {
      const cluster = await startStore(3);
      const { timeline, measurements, controls, nodes } = cluster;
      const leaderAmong = async (some: readonly string[]): Promise<string | undefined> => {
        const statuses = await Promise.all(some.map((node) => measurements.status(node, 5)));
        return some.find((_, index) => statuses[index]?.role === 'primary');
      };
      return cluster.drive(async () => {
        await timeline.sleep(2000);
        const leader = (await leaderAmong(nodes)) as string;
        const others = nodes.filter((node) => node !== leader);
        const beganNs = timeline.nowNs();
        await controls[verb](leader);
        while ((await leaderAmong(others)) === undefined) await timeline.sleep(5);
        return (timeline.nowNs() - beganNs) / 1e6;
      });
    };
    expect(await nextLeaderAfterMs('stop')).toBeLessThan(50);
    expect(await nextLeaderAfterMs('kill')).toBeGreaterThan(150);
  });

  it('a partition that is mended behind its back is not attested', async () => {
    const attestation = await attestationOf('partition', 'one', (cluster) => ({
      ...cluster,
      timeline: {
        ...cluster.timeline,
        async sleep(delayMs, signal) {
          await cluster.timeline.sleep(delayMs / 2, signal);
          await cluster.controls.mend();
          await cluster.timeline.sleep(delayMs / 2, signal);
        },
      },
    }));
    expect(attestation.status).toBe('not-attested');
    expect(attestation.reason).toMatch(/just before healing it, 6 of 6 links answered, .* although cut/);
  });

  it('a verb that fails is not attested, with the reason', async () => {
    const attestation = await attestationOf('partition', 'one', (cluster) => ({
      ...cluster,
      controls: { ...cluster.controls, cut: () => Promise.reject(new Error('no iptables here')) },
    }));
    expect(attestation).toMatchObject({
      status: 'not-attested',
      reason: expect.stringContaining('no iptables here') as string,
    });
  });
});

describe('faults that overlap', () => {
  it('are each attested, and healed at their own time', async () => {
    const { attestations, happened } = await inflict(
      [
        fault('partition:halves', 0, 3000),
        fault('power:one', 500, 1000),
        fault('clock:majority', 600, 2000),
        fault('pause:one', 700, 1500),
      ],
      undefined,
      5,
    );
    expect(attestations).toMatchObject([attested, attested, attested, attested]);
    const started = happened.filter((line) => line.includes(' start ')).length;
    const firstHealed = happened.findIndex((line) => line.includes('healing'));
    expect(happened.slice(0, firstHealed).filter((line) => line.includes(' start '))).toHaveLength(started);
  });

  it('wait for each other when they want the same of a node', async () => {
    const { attestations, happened } = await inflict([fault('kill:all', 0, 1000), fault('pause:one', 100, 300)]);
    expect(attestations).toMatchObject([attested, attested]);
    const order = happened.map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(order.indexOf('1 start')).toBeGreaterThan(order.indexOf('0 healed'));
  });

  it('are not attested when they do nothing, although others bite', async () => {
    const { attestations } = await inflict(
      [fault('clock:all', 0, 1500), fault('partition:one', 200, 1000)],
      (cluster) => ({
        ...cluster,
        controls: { ...cluster.controls, bumpClock: async () => undefined },
      }),
    );
    expect(attestations).toMatchObject([{ status: 'not-attested' }, attested]);
  });

  it('are not accused of what another kept from being measured, and say so', async () => {
    const { attestations } = await inflict([fault('clock:all', 0, 800), fault('pause:all', 100, 2000)]);
    expect(attestations).toMatchObject([
      { ...attested, during: expect.stringContaining('n2 did not tell its time, because of another fault') as string },
      attested,
    ]);
  });

  it('begin one by one, so that no other spoils the measurement that shows that they bit', async () => {
    const { attestations } = await inflict(
      ['power:all', 'clock:all', 'pause:all', 'partition:halves', 'partition:bridge'].map((spec) =>
        fault(spec, 0, 300),
      ),
    );
    expect(attestations).toMatchObject([attested, attested, attested, attested, attested]);
  });

  it('choose the same nodes when others are left out', async () => {
    const nodesOf = async (schedule: readonly PlannedFault[]): Promise<string[]> => {
      const cluster = await startStore(5);
      const chosen: string[] = [];
      await cluster.drive(() =>
        runFaults(schedule, {
          cluster,
          target: store,
          options: store.options.parse({}),
          overlap: false,
          randomFor: (id) => seededRandom(5, `fault ${id}`),
          emit: (event) => {
            if (event.type === 'fault-start') chosen[event.fault] = event.nodes.join();
          },
          nemesis: () => undefined,
          stop: new AbortController().signal,
        }),
      );
      return chosen;
    };
    const first = { id: 0, ...fault('clock:minority', 100, 300) };
    const second = { id: 1, ...fault('partition:halves', 2000, 300) };
    expect((await nodesOf([second]))[1]).toBe((await nodesOf([first, second]))[1]);
  });
});
