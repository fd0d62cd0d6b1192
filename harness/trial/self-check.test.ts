import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planTrial } from './plan-trial.ts';
import { runTrial } from './run-trial.ts';
import { partingOf, selfCheck } from './self-check.ts';
import { fileIn } from './trial-directory.ts';

const signal = new AbortController().signal;

describe('partingOf', () => {
  it.each([
    [[], [], null],
    [['a', 'b'], ['a', 'b'], null],
    [['a', 'b'], ['a', 'c'], 1],
    [['a'], ['a', 'b'], 1],
    [['a', 'b'], ['a'], 1],
  ])('of %j and %j is %j', (first, second, at) => {
    expect(partingOf(first, second)).toBe(at);
  });
});

describe('a self-check', () => {
  it('finds the same history twice, and names the event where it does not', async () => {
    const asked = {
      target: 'store',
      backend: 'simulated' as const,
      set: {},
      workload: 'register',
      faults: [],
      argv: [],
    };
    const plan = await planTrial({ ...asked, seed: 3, timeMs: 1000 });
    const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-self-check-'));
    const { directory } = await runTrial(plan, { outputDirectory, observer: {}, signal });
    const file = fileIn(directory, 'history');
    const lines = readFileSync(file, 'utf8').split('\n').length - 1;
    expect(await selfCheck(plan, directory, signal)).toBe(lines);
    appendFileSync(file, 'one more\n');
    await expect(selfCheck(plan, directory, signal)).rejects.toMatchObject({
      code: 'not-deterministic',
      message: expect.stringContaining(`parted at event ${lines}\nfirst: one more\nthen: the end`) as string,
    });
    writeFileSync(file, '');
    await expect(selfCheck(plan, directory, signal)).rejects.toThrow('parted at event 0');
  });

  it('is for the simulated world only', async () => {
    const plan = await planTrial({
      target: 'store',
      backend: 'docker',
      set: {},
      workload: 'register',
      faults: [],
      argv: [],
    });
    await expect(selfCheck(plan, '.', signal)).rejects.toMatchObject({ code: 'bad-option' });
  });
});
