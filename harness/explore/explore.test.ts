import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTarget } from '../target-registry.ts';
import { search, type SearchLimits } from './explore.ts';
import { planExploration, type ExplorationRequest } from './plan-exploration.ts';
import { readState, writeState } from './state-file.ts';
import { swarmTrial } from './swarm-trial.ts';
import { count, emptyTally } from './tally.ts';
import { trySeed } from './try-seed.ts';
import { startWorkers } from './worker-pool.ts';

const raft: ExplorationRequest = { target: 'store', set: { replication: 'raft' }, argv: [] };
const failover: ExplorationRequest = { ...raft, set: { replication: 'single-leader' }, workload: 'set' };
const pool = startWorkers(2);
const limits: SearchLimits = { pool, timeMs: 60_000, keepGoing: false, signal: new AbortController().signal };
afterAll(() => pool.close());
const quietly = (): void => undefined;

describe('swarmTrial', () => {
  it('draws the same trial for the same seed, and others for others', async () => {
    const exploration = await planExploration(raft);
    const store = await loadTarget('store');
    const draw = (seed: number) => JSON.stringify(swarmTrial(exploration, store, seed));
    expect(draw(7)).toBe(draw(7));
    const drawn = Array.from({ length: 60 }, (_, index) => swarmTrial(exploration, store, index + 1));
    expect(new Set(drawn.map((plan) => JSON.stringify({ ...plan, trialId: '', seed: 0 }))).size).toBe(60);
    expect(new Set(drawn.flatMap(({ schedule }) => schedule.map(({ kind }) => kind)))).toEqual(
      new Set(exploration.base.faults),
    );
    expect(new Set(drawn.map(({ clients }) => clients)).size).toBeGreaterThan(4);
    for (const { timeMs, schedule } of drawn) {
      expect(timeMs).toBeLessThan(40_000);
      for (const { startMs, holdMs } of schedule) expect(startMs + holdMs).toBeLessThan(timeMs);
    }
  });

  it('draws one or two faults that last, if asked to, and says so in the command', async () => {
    const exploration = await planExploration({ ...raft, longFaults: true, wideArea: true });
    expect(exploration.base.replayCommand).toContain(' --wide-area --long-faults ');
    const store = await loadTarget('store');
    const drawn = Array.from({ length: 60 }, (_, index) => swarmTrial(exploration, store, index + 1));
    expect(new Set(drawn.map(({ schedule }) => schedule.length))).toEqual(new Set([1, 2]));
    const holdsMs = drawn.flatMap(({ schedule }) => schedule.map(({ holdMs }) => holdMs));
    expect(Math.min(...holdsMs)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...holdsMs)).toBeLessThanOrEqual(8000);
    expect(drawn.every(({ world }) => (world?.network.minDelayMs ?? 0) >= 10)).toBe(true);
  });

  it('leaves the options of the workload alone that were asked for', async () => {
    const exploration = await planExploration({ ...raft, workloadSet: { keys: '4' } });
    const store = await loadTarget('store');
    for (let seed = 1; seed <= 20; seed++) {
      expect(swarmTrial(exploration, store, seed).workloadOptions).toMatchObject({ keys: 4 });
    }
  });
});

describe('search', () => {
  it('finds a failover that loses writes, and says the same seed however many workers there are', async () => {
    const exploration = await planExploration(failover);
    const alone = startWorkers(1);
    const one = await search(exploration, { ...limits, pool: alone }, quietly).finally(() => alone.close());
    const two = await search(exploration, limits, quietly);
    expect(one.ending).toBe('found');
    expect(one.tally.findings[0]).toMatchObject({ fate: 'invalid', sentence: expect.stringContaining('is not') });
    expect(two.tally.findings[0]?.seed).toBe(one.tally.findings[0]?.seed);
    expect(Object.keys(one.tally.reached).filter((mark) => mark.startsWith('anomaly '))).not.toEqual([]);
  });

  it('accuses nothing that holds, and stops at the last seed', async () => {
    const exploration = await planExploration({ ...raft, lastSeed: 12 });
    const { tally, ending, nextSeed } = await search(exploration, { ...limits, keepGoing: true }, quietly);
    expect({ ending, nextSeed, trials: tally.trials }).toEqual({ ending: 'seeds', nextSeed: 13, trials: 12 });
    expect(tally.findings).toEqual([]);
    expect(tally.fates.valid).toBeGreaterThan(6);
  });

  it('goes on from a file where it stopped: together they are one search', async () => {
    const exploration = await planExploration({ ...failover, lastSeed: 6 });
    const whole = await search(exploration, { ...limits, keepGoing: true }, quietly);
    const first = await search({ ...exploration, lastSeed: 3 }, { ...limits, keepGoing: true }, quietly);
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ordeal-explore-')), 'state.json');
    // As if it had been killed while seed 4 was tried.
    writeState(file, { exploration, nextSeed: 5, underWay: [4], tally: first.tally });
    const state = readState(file);
    const rest = await search(
      { ...state.exploration, firstSeed: state.nextSeed },
      { ...limits, keepGoing: true },
      quietly,
      state,
    );
    expect(first.underWay).toEqual([]);
    expect(rest.tally).toEqual({ ...whole.tally, virtualMs: expect.closeTo(whole.tally.virtualMs) });
  });

  it('ends when it is told to, with what it has', async () => {
    const stop = new AbortController();
    const exploration = await planExploration(raft);
    const outcome = await search(exploration, { ...limits, signal: stop.signal }, ({ trials }) => {
      if (trials >= 3) stop.abort();
    });
    expect(outcome.ending).toBe('interrupted');
    expect(outcome.tally.trials).toBe(outcome.nextSeed - 1);
  });
});

describe('trySeed', () => {
  it('says that a trial crashed, and why, when the target throws', async () => {
    const exploration = await planExploration(raft);
    const store = await loadTarget('store');
    const broken = {
      ...exploration,
      base: { ...exploration.base, workload: 'no-such-workload' },
    };
    const result = await trySeed(broken, store, 1);
    expect(result).toMatchObject({ fate: 'crashed', sentence: expect.stringContaining('no-such-workload') });
    const tally = emptyTally();
    count(tally, result);
    expect(tally.findings.map(({ seed }) => seed)).toEqual([1]);
  });
});
