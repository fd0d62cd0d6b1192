import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { TrialEvent } from '../record/trial-event.ts';
import { judge, readTrialRecord } from './judge.ts';
import { planTrial, type TrialRequest } from './plan-trial.ts';
import { runTrial, type TrialOutcome } from './run-trial.ts';
import { fileIn, readEvents } from './trial-directory.ts';

const freshDirectory = (): string => mkdtempSync(path.join(tmpdir(), 'ordeal-trials-'));
const base: TrialRequest = {
  target: 'store',
  backend: 'simulated',
  set: {},
  faults: [],
  timeMs: 20_000,
  argv: ['test'],
};
const everyFault = ['partition', 'pause', 'kill', 'clock'];

async function run(request: Partial<TrialRequest>, signal = new AbortController().signal): Promise<TrialOutcome> {
  const plan = await planTrial({ ...base, ...request });
  return runTrial(plan, { outputDirectory: freshDirectory(), observer: {}, signal });
}

const historyHash = ({ directory }: TrialOutcome): string =>
  createHash('sha256')
    .update(readFileSync(fileIn(directory, 'history')))
    .digest('hex');

describe('a simulated trial of the store', () => {
  it('keeps its claim with synchronous replication under every fault, each attested', async () => {
    const { verdict, plan } = await run({ set: { replication: 'sync' }, faults: everyFault, seed: 3, timeMs: 40_000 });
    expect(verdict.reasons).toEqual([]);
    expect(verdict.verdict).toBe('valid');
    expect(verdict.faults.length).toBe(plan.schedule.length);
    expect(new Set(verdict.faults.map((fault) => fault.kind))).toEqual(new Set(everyFault));
    expect(verdict.faults.every((fault) => fault.attestation.status === 'attested')).toBe(true);
  });

  it('loses acknowledged elements with asynchronous replication when the primary is cut off', async () => {
    const request = { set: { replication: 'async' }, workload: 'set', faults: ['partition:primary'], timeMs: 40_000 };
    const { verdict } = await run({ ...request, seed: 1 });
    expect(verdict.verdict).toBe('invalid');
    expect(verdict.checks[0]?.anomalies.map((anomaly) => anomaly.type)).toContain('lost-element');
    expect(verdict.sentence).toMatch(/^store \(set\) is not linearizable: /);
  });

  it('is byte for byte the same for the same seed, here and in another process', async () => {
    const request = { set: { replication: 'async' }, faults: everyFault, seed: 77, timeMs: 20_000 };
    const [first, second] = [await run(request), await run(request)];
    expect(historyHash(second)).toBe(historyHash(first));
    expect(historyHash(await run({ ...request, seed: 78 }))).not.toBe(historyHash(first));
    const outputDirectory = freshDirectory();
    const source = `
      import { planTrial } from ${JSON.stringify(new URL('./plan-trial.ts', import.meta.url).href)};
      import { runTrial } from ${JSON.stringify(new URL('./run-trial.ts', import.meta.url).href)};
      const plan = await planTrial(${JSON.stringify({ ...base, ...request })});
      const signal = new AbortController().signal;
      const outcome = await runTrial(plan, { outputDirectory: ${JSON.stringify(outputDirectory)}, observer: {}, signal });
      process.stdout.write(outcome.directory);`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', source]);
    expect(historyHash({ ...first, directory: stdout })).toBe(historyHash(first));
  });

  it('does the same whether or not another trial runs beside it', async () => {
    const request = { faults: ['kill'], seed: 5 };
    const alone = await run(request);
    const together = await Promise.all([run(request), run({ ...request, seed: 6 }), run(request)]);
    expect(historyHash(together[0])).toBe(historyHash(alone));
    expect(historyHash(together[2])).toBe(historyHash(alone));
  });

  it('goes through its phases in order', async () => {
    const { directory } = await run({ seed: 4, timeMs: 5000 });
    const phases = readEvents(directory)
      .filter((event): event is TrialEvent & { type: 'phase' } => event.type === 'phase')
      .map((event) => event.phase);
    expect(phases).toEqual(['set-up', 'run', 'heal', 'final-reads', 'tear-down', 'check']);
  });

  it('judges what there is when it is interrupted', async () => {
    const controller = new AbortController();
    const plan = await planTrial({ ...base, faults: ['partition'], seed: 9, timeMs: 600_000 });
    let operations = 0;
    const outcome = await runTrial(plan, {
      outputDirectory: freshDirectory(),
      signal: controller.signal,
      observer: { history: () => (++operations === 2000 ? controller.abort() : undefined) },
    });
    expect(outcome.interrupted).toBe(true);
    expect(outcome.verdict.verdict).toBe('unknown');
    expect(outcome.verdict.reasons).toContain('the trial was interrupted');
    expect(readEvents(outcome.directory).some((event) => event.type === 'phase' && event.phase === 'tear-down')).toBe(
      true,
    );
  });

  it('can be judged again from its directory, also when the record was cut off', async () => {
    const outcome = await run({ seed: 10, timeMs: 10_000 });
    expect(await judge(outcome.directory, { reasons: [] })).toMatchObject({ verdict: 'valid' });
    const history = fileIn(outcome.directory, 'history');
    truncateSync(history, readFileSync(history).lastIndexOf('"ok"') + 2);
    const events = fileIn(outcome.directory, 'events');
    truncateSync(events, readFileSync(events).indexOf('"final-reads"'));
    const again = await judge(outcome.directory, { reasons: [] });
    expect(again.verdict).toBe('unknown');
    expect(again.reasons).toEqual([expect.stringContaining('the trial was cut off before its end')]);
    expect((await readTrialRecord(outcome.directory)).historyNote).not.toBe('');
  });

  it('says unknown when nothing was put to the test', async () => {
    const { verdict } = await run({ clients: 1, seed: 2, timeMs: 5000 });
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons).toEqual([expect.stringContaining('no two operations on the same object ever overlapped')]);
  });
});

describe('planTrial', () => {
  it.each([
    [{ target: 'stoer' }, /no target "stoer"; did you mean "store"\?/],
    [{ set: { replicaton: 'sync' } }, /did you mean "replication"\?/],
    [{ set: { replication: 'maybe' } }, /--set replication: /],
    [{ workload: 'bank', set: { replication: 'async' } }, /the store does not offer transactions/],
    [{ workload: 'registre' }, /did you mean "register"\?/],
    [{ faults: ['fire'] }, /no fault "fire"/],
    [{ model: 'linearisable' }, /there is no model "linearisable"/],
    [{ seed: 1.5 }, /--seed is 1.5; expected a whole number/],
    [{ timeMs: Number.NaN }, /--time is NaN/],
    [{ target: 'redis', backend: 'simulated' as const }, /redis does not run on the simulated backend/],
    [{ target: './nowhere.ts' }, /there is no adapter module at/],
  ])('refuses %j', async (mistake, message) => {
    await expect(planTrial({ ...base, ...mistake })).rejects.toThrow(message);
  });

  it('writes a command that repeats the trial whole', async () => {
    const plan = await planTrial({ ...base, faults: ['kill:all'], seed: 12, set: { replication: 'async' } });
    expect(plan.replayCommand).toContain('npx ordeal run store --backend simulated');
    for (const part of [
      '--set replication=single-leader',
      '--workload register',
      '--faults kill:all',
      '--seed 12',
      '--time 20',
    ]) {
      expect(plan.replayCommand).toContain(part);
    }
  });
});
