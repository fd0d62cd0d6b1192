import { describe, expect, it } from 'vitest';
import { store } from '../../targets/store/index.ts';
import type { RunningCluster } from '../cluster.ts';
import { seededRandom } from '../random.ts';
import type { Attestation } from '../record/trial-event.ts';
import { startSimulatedCluster } from '../simulation/index.ts';
import { runFaults } from './run-faults.ts';

async function startStore(seed: number): Promise<RunningCluster> {
  const options = store.options.parse({});
  const nodes = store.nodes(options);
  const signal = new AbortController().signal;
  return startSimulatedCluster(store, options, { trialId: 'test', seed, nodes, progress: () => undefined, signal });
}

/** Inflicts one fault for two virtual seconds on a cluster that `sabotage` may have tampered with. */
async function attestationOf(
  kind: string,
  variant: string,
  sabotage: (cluster: RunningCluster) => RunningCluster = (cluster) => cluster,
): Promise<Attestation> {
  const cluster = sabotage(await startStore(11));
  const attestations: Attestation[] = [];
  await cluster.drive(async () => {
    await cluster.timeline.sleep(2000);
    const schedule = [{ kind, variant, startMs: cluster.timeline.nowNs() / 1e6, holdMs: 2000 }];
    await runFaults(schedule, {
      cluster,
      randomFor: (fault) => seededRandom(5, `fault ${fault}`),
      emit: (event) => {
        if (event.type === 'fault-attestation') attestations.push(event.attestation);
      },
      nemesis: () => undefined,
      stop: new AbortController().signal,
    });
  });
  await cluster.tearDown();
  expect(attestations).toHaveLength(1);
  return attestations[0] as Attestation;
}

const everyFault = [
  ['partition', 'halves'],
  ['partition', 'one'],
  ['partition', 'primary'],
  ['pause', 'one'],
  ['pause', 'majority'],
  ['kill', 'one'],
  ['kill', 'all'],
  ['clock', 'minority'],
  ['clock', 'all'],
] as const;

describe('runFaults on the simulated store', () => {
  it.each(everyFault)('%s:%s bites, and is attested', async (kind, variant) => {
    const attestation = await attestationOf(kind, variant);
    expect(attestation).toMatchObject({ status: 'attested', reason: '' });
  });

  const ineffective = {
    partition: { cut: async () => undefined },
    pause: { pause: async () => undefined },
    kill: { kill: async () => undefined },
    clock: { bumpClock: async () => undefined },
  } as const;

  it.each(Object.entries(ineffective))('a %s that silently does nothing is not attested', async (kind, verbs) => {
    const attestation = await attestationOf(kind, 'one', (cluster) => ({
      ...cluster,
      controls: { ...cluster.controls, ...verbs },
    }));
    expect(attestation.status).toBe('not-attested');
    expect(attestation.reason).toMatch(/just after injecting it/);
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
