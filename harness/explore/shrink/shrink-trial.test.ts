import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../targets/contract/target.ts';
import { formatEvent } from '../../../checkers/history/jsonl.ts';
import { loadTarget } from '../../target-registry.ts';
import { runTrial } from '../../trial/run-trial.ts';
import { fileIn } from '../../trial/trial-directory.ts';
import { CrashedTrial, tryTrial } from '../../trial/try-trial.ts';
import type { Exploration } from '../exploration.ts';
import { planExploration } from '../plan-exploration.ts';
import { swarmTrial } from '../swarm-trial.ts';
import { trySeed } from '../try-seed.ts';
import { explicitTrial, operationCount } from './explicit-trial.ts';
import { shrinkTrial, tryToFail } from './shrink-trial.ts';
import { TrialArbitrary, underChances } from './trial-arbitrary.ts';

const { signal } = new AbortController();
let store: Target;
let exploration: Exploration;

beforeAll(async () => {
  store = await loadTarget('store');
  exploration = await planExploration({
    target: 'store',
    set: { replication: 'single-leader' },
    workload: 'set',
    faults: ['partition:primary', 'kill:one'],
    argv: [],
  });
});

async function failingSeed(): Promise<number> {
  for (let seed = 1; seed < 100; seed++) {
    if ((await trySeed(exploration, store, seed)).fate === 'invalid') return seed;
  }
  throw new Error('no seed fails');
}

describe('an explicit trial', () => {
  it('makes the same operations as the one whose generator drew them', async () => {
    const plan = swarmTrial(exploration, store, 1);
    const drawn = await tryTrial(plan, signal);
    const played = await tryTrial(explicitTrial(plan, drawn), signal);
    const asked = ({ history }: typeof drawn) =>
      history.flatMap(({ type, process, f, value }) => (type === 'invoke' ? [{ client: process, f, value }] : []));
    expect(asked(played).slice(0, 50)).toEqual(asked(drawn).slice(0, 50));
  });
});

describe('shrinkTrial', () => {
  it('leaves a few events that break the claim in the same way, and whose history is always the same', async () => {
    const plan = swarmTrial(exploration, store, await failingSeed());
    const failed = await tryTrial(plan, signal);
    const enough = new AbortController();
    const shrunk = await shrinkTrial(exploration, store, plan, failed, {
      trials: 2000,
      signal: enough.signal,
      progress({ operations, faults }) {
        if (operations <= 8 && faults <= 2) enough.abort();
      },
    });
    expect(shrunk.operations).toBeLessThanOrEqual(10);
    expect(shrunk.faults).toBeLessThanOrEqual(3);
    expect(shrunk.plan.script?.operations.length).toBeGreaterThan(0);
    const tried = await tryTrial(shrunk.plan, signal);
    expect(tried.verdict.verdict).toBe('invalid');
    expect(tried.verdict.checks[0]?.anomalies[0]?.type).toBe(failed.verdict.checks[0]?.anomalies[0]?.type);
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-shrink-'));
    const kept = await runTrial(shrunk.plan, { outputDirectory, observer: {}, signal });
    expect(readFileSync(fileIn(kept.directory, 'history'), 'utf8')).toBe(
      tried.history.map((event) => `${formatEvent(event)}\n`).join(''),
    );
  });

  it('shrinks a trial that crashes to what still crashes in the same way', async () => {
    const drawn = swarmTrial(exploration, store, 1);
    const plan = { ...drawn, workload: 'no-such-workload' };
    const failed = await tryToFail(plan);
    expect(failed).toBeInstanceOf(CrashedTrial);
    const limits = { trials: 60, signal, progress: () => undefined };
    const shrunk = await shrinkTrial(exploration, store, plan, failed, limits);
    expect(shrunk.faults).toBe(0);
    expect(await tryToFail(shrunk.plan)).toMatchObject({ message: (failed as CrashedTrial).message });
  });

  it('gives the trial back as it is when it may try nothing', async () => {
    const plan = swarmTrial(exploration, store, await failingSeed());
    const failed = await tryTrial(plan, signal);
    const shrunk = await shrinkTrial(exploration, store, plan, failed, {
      trials: 0,
      signal,
      progress: () => undefined,
    });
    expect(shrunk).toMatchObject({ plan, complete: false, tried: 0 });
  });
});

describe('TrialArbitrary', () => {
  it('draws trials that can be run, and proposes only smaller ones', async () => {
    const trials = new TrialArbitrary(exploration, store);
    const [first, second] = fc.sample(trials, { numRuns: 2, seed: 5 });
    expect(first?.seed).not.toBe(second?.seed);
    const plan = swarmTrial(exploration, store, 2);
    const explicit = explicitTrial(plan, await tryTrial(plan, signal));
    const proposals = [...trials.shrink(explicit, undefined).take(200)].map(({ value }) => value);
    expect(proposals.length).toBe(200);
    const size = ({ schedule, nodes, world, script }: typeof plan) =>
      schedule.length +
      nodes.length +
      (world === undefined ? 0 : 1) +
      (script?.operations.length ?? 0) +
      (script?.finalReads.length ?? 0);
    for (const proposal of proposals) expect(size(proposal)).toBeLessThan(size(explicit));
    expect(trials.canShrinkWithoutContext(explicit)).toBe(true);
    expect([...trials.shrink(plan, undefined)]).toEqual([]);
  });

  it('ends a round once half of the operations are gone', async () => {
    const trials = new TrialArbitrary(exploration, store);
    const drawn = swarmTrial(exploration, store, 2);
    const explicit = explicitTrial(drawn, await tryTrial(drawn, signal));
    const counts = [operationCount(explicit)];
    for (let next = trials.shrink(explicit, undefined).next(); next.done !== true;) {
      const { value_: plan, context } = next.value;
      counts.push(operationCount(plan));
      next = trials.shrink(plan, context).next();
    }
    const half = (counts[0] ?? 0) / 2;
    expect(counts.at(-1)).toBeLessThan(half);
    expect(counts.at(-2)).toBeGreaterThanOrEqual(half);
  });
});

describe('underChances', () => {
  it('varies what the world draws, and every second time what the faults choose', () => {
    const plan = { ...swarmTrial(exploration, store, 2), seed: 7 };
    const chances = [...underChances(plan, 3)];
    const ids = plan.schedule.map(({ id }) => id);
    expect(chances[0]).toBe(plan);
    expect(chances.map(({ worldSeed }) => worldSeed)).toEqual([undefined, 8, 9]);
    expect(chances[1]?.schedule).toEqual(plan.schedule);
    expect(chances[2]?.schedule.map(({ id }) => id)).toEqual(ids.map((id) => id + 200));
  });
});
