import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../record/trace-event.ts';
import { planTrial } from '../trial/plan-trial.ts';
import { runTrial } from '../trial/run-trial.ts';
import { readTrialRecord } from '../trial/judge.ts';
import { fileIn } from '../trial/trial-directory.ts';
import { defaultWorldSettings } from './settings.ts';
import { Line, parrot } from './parrot.testing.ts';
import { startSimulatedCluster } from './cluster/start-simulated-cluster.ts';

type OfType<Type extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: Type }>;
const ofType = <Type extends TraceEvent['type']>(events: readonly TraceEvent[], type: Type): OfType<Type>[] =>
  events.filter((event): event is OfType<Type> => event.type === type);

const calm = { ...defaultWorldSettings.network, lossProbability: 0, duplicateProbability: 0, lateProbability: 0 };

/** What a tracer hears while parrot `a` tells something to `b` and `c`, after this was done. */
async function told(
  prepare: (controls: Awaited<ReturnType<typeof startSimulatedCluster>>['controls']) => Promise<void>,
  network = calm,
): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  const signal = new AbortController().signal;
  const request = { trialId: 'traced', seed: 1, nodes: ['a', 'b', 'c'], progress: () => undefined, signal };
  const settings = { ...defaultWorldSettings, network };
  const cluster = await startSimulatedCluster(parrot, {}, request, settings, (event) => events.push(event));
  await cluster.drive(async () => {
    await prepare(cluster.controls);
    await new Line(cluster.endpoints.get('a')).ask('tell', 'hello');
    await cluster.timeline.sleep(100);
  });
  return events;
}

describe('a tracer', () => {
  it('hears of every message and its delivery', async () => {
    const events = await told(async () => undefined);
    expect(ofType(events, 'send')).toMatchObject([
      { id: 0, from: 'a', to: 'b', text: '{"do":"hear","text":"hello"}' },
      { id: 1, from: 'a', to: 'c' },
    ]);
    expect(new Set(ofType(events, 'deliver').map(({ id }) => id))).toEqual(new Set([0, 1]));
    expect(ofType(events, 'lose')).toEqual([]);
  });

  it('hears why a message did not arrive, and of messages that arrive twice', async () => {
    const cutAndDown = await told(async (controls) => {
      await controls.cut([{ from: 'a', to: 'b' }]);
      await controls.kill('c');
    });
    expect(ofType(cutAndDown, 'lose').map(({ id, reason }) => [id, reason])).toEqual([
      [0, 'cut'],
      [1, 'down'],
    ]);
    const lossy = await told(async () => undefined, { ...calm, lossProbability: 1 });
    expect(ofType(lossy, 'lose').map(({ reason }) => reason)).toEqual(['lost', 'lost']);
    const doubled = await told(async () => undefined, { ...calm, duplicateProbability: 1 });
    expect(ofType(doubled, 'deliver').map(({ id }) => id)).toHaveLength(4);
  });

  it('hears what happens to nodes, once each', async () => {
    const events = await told(async (controls) => {
      await controls.pause('b');
      await controls.pause('b');
      await controls.resume('b');
      await controls.kill('b');
      await controls.start('b');
    });
    const changes = ofType(events, 'node').filter(({ node }) => node === 'b');
    expect(changes.map(({ change }) => change)).toEqual(['started', 'paused', 'resumed', 'killed', 'started']);
  });
});

describe('a traced trial', () => {
  it('is the same trial, with what each node came to believe on the clock of its history', async () => {
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-trace-'));
    const asked = { target: 'store', backend: 'simulated' as const, set: {}, workload: 'register', seed: 5, argv: [] };
    const run = async (trace: boolean): Promise<string> => {
      const plan = await planTrial({ ...asked, faults: ['kill'], timeMs: 8000, trace });
      const signal = new AbortController().signal;
      return (await runTrial(plan, { outputDirectory, observer: {}, signal })).directory;
    };
    const [traced, plain] = [await run(true), await run(false)];
    expect(readFileSync(fileIn(traced, 'history'), 'utf8')).toBe(readFileSync(fileIn(plain, 'history'), 'utf8'));
    const { trace } = await readTrialRecord(traced);
    expect((await readTrialRecord(plain)).trace).toEqual([]);
    expect(trace[0]?.timeNs).toBeLessThan(0);
    expect(trace.map(({ timeNs }) => timeNs)).toEqual(trace.map(({ timeNs }) => timeNs).toSorted((a, b) => a - b));
    const roles = new Set(ofType(trace, 'beliefs').map(({ beliefs }) => beliefs['role']));
    expect(roles).toContain('leader');
    expect(roles).toContain('follower');
  });
});
