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

it('does not say of a trial that shows a contradiction that nothing was put to the test', async () => {
  const set = { reads: 'local' };
  const request = { target: 'store', set, workload: 'register', model: 'linearizable', faults: [], seed: 1, argv: [] };
  const plan = await planTrial(request);
  // With this seed n2 leads.
  const write = { client: 0, f: 'write', value: ['k0', 1], atMs: 1 };
  const read = { client: 1, f: 'read', value: ['k0', null] };
  const verdictWhenReadAt = async (atMs: number) => {
    const script = { homes: ['n2', 'n3'], operations: [write, { ...read, atMs }], finalReads: [] };
    return (await tryTrial({ ...plan, clients: 2, script }, signal)).verdict;
  };
  expect(await verdictWhenReadAt(10)).toMatchObject({ verdict: 'invalid', reasons: [] });
  expect(await verdictWhenReadAt(1000)).toMatchObject({
    verdict: 'unknown',
    reasons: [expect.stringContaining('nothing was put to the test')],
  });
});
