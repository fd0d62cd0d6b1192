import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrialRecord } from './judge.ts';
import { planTrial } from './plan-trial.ts';
import { runTrial } from './run-trial.ts';
import { tryTrial } from './try-trial.ts';

const { signal } = new AbortController();

describe('a trial tried in memory', () => {
  it.each(['raft', 'single-leader'])('is the same as one that is kept (%s)', async (replication) => {
    const faults = ['partition', 'kill'];
    const request = { target: 'store', set: { replication }, workload: 'set', faults, seed: 8, timeMs: 6000, argv: [] };
    const plan = await planTrial(request);
    const tried = await tryTrial(plan, signal);
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-try-'));
    const { directory } = await runTrial(plan, { outputDirectory, observer: {}, signal });
    const kept = await readTrialRecord(directory);
    expect(tried.history).toEqual(kept.history);
    expect(tried.events).toEqual(kept.events);
    const untimed = ({ timings: _timings, ...rest }: typeof tried.verdict) => rest;
    expect(untimed(tried.verdict)).toEqual(untimed(kept.verdict));
  });
});
