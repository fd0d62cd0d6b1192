/** Nothing of ours may outlive its controller, and a fault that silently vanished may not make a green verdict. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../docker/index.ts';
import { holderName } from '../../docker/labels.ts';
import { dockerIsAbsent } from '../../docker/require-docker.testing.ts';
import { planTrial } from '../../trial/plan-trial.ts';
import { runTrial } from '../../trial/run-trial.ts';
import { freshDirectory, startOrdeal } from './run-ordeal.testing.ts';

const absent = await dockerIsAbsent();

async function leftovers(trialId: string): Promise<string[]> {
  const { engine } = await openEngine();
  const label = `ordeal.trial=${trialId}`;
  const lists = [engine.listContainers(label), engine.listNetworks(label), engine.listVolumes(label)];
  return (await Promise.all(lists)).flat().map((thing) => thing.name);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not after 60 s: ${what}`);
}

describe.skipIf(absent)('a controller killed in mid-trial', () => {
  it(
    'leaves a history that can be judged, and nothing that `ordeal heal` does not remove',
    { timeout: 240_000 },
    async () => {
      const output = freshDirectory();
      const options = [
        '--set',
        'topology=replicated',
        '--workload',
        'register',
        '--faults',
        'partition',
        '--time',
        '120',
      ];
      const controller = startOrdeal(['run', 'redis', ...options, '--output', output]);
      const events = (): string => {
        const [trial] = readdirSync(output);
        const file = trial === undefined ? '' : path.join(output, trial, 'events.jsonl');
        return existsSync(file) ? readFileSync(file, 'utf8') : '';
      };
      await until(() => events().includes('"fault-injected"'), 'a fault is on');
      controller.kill('SIGKILL');
      await controller;
      const directory = path.join(output, readdirSync(output)[0] as string);
      const { trialId } = JSON.parse(readFileSync(path.join(directory, 'trial.json'), 'utf8')) as { trialId: string };
      expect((await leftovers(trialId)).length).toBeGreaterThanOrEqual(6);

      const healed = await startOrdeal(['heal']);
      expect(healed.exitCode).toBe(0);
      expect(await leftovers(trialId)).toEqual([]);

      const rechecked = await startOrdeal(['recheck', directory, '--json']);
      const answer = JSON.parse(rechecked.stdout) as {
        verdict: string;
        reasons: string[];
        checks: { operations: number }[];
      };
      expect([1, 2]).toContain(rechecked.exitCode);
      expect(answer.reasons.join()).toContain('the trial was cut off before its end');
      expect(answer.checks[0]?.operations).toBeGreaterThan(50);
    },
  );

  it('ended by Ctrl-C heals, tears down and judges what there is', { timeout: 240_000 }, async () => {
    const output = freshDirectory();
    const options = ['--workload', 'register', '--faults', 'pause', '--time', '120'];
    const controller = startOrdeal(['run', 'redis', ...options, '--output', output]);
    await until(() => {
      const [trial] = readdirSync(output);
      const file = trial === undefined ? '' : path.join(output, trial, 'events.jsonl');
      return existsSync(file) && readFileSync(file, 'utf8').includes('"fault-injected"');
    }, 'a fault is on');
    controller.kill('SIGINT');
    const { exitCode, stdout } = await controller;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('interrupted');
    const directory = path.join(output, readdirSync(output)[0] as string);
    const { trialId } = JSON.parse(readFileSync(path.join(directory, 'trial.json'), 'utf8')) as { trialId: string };
    expect(await leftovers(trialId)).toEqual([]);
    expect(existsSync(path.join(directory, 'report.html'))).toBe(true);
  });
});

describe.skipIf(absent)('a partition whose rules are removed behind its back', () => {
  it('turns the verdict to unknown, with the reason', { timeout: 240_000 }, async () => {
    const { engine } = await openEngine();
    const plan = await planTrial({
      target: 'redis',
      set: { topology: 'replicated' },
      workload: 'register',
      faults: ['partition:one'],
      timeMs: 10_000,
      argv: [],
    });
    const sabotages: Promise<unknown>[] = [];
    const { verdict } = await runTrial(plan, {
      outputDirectory: freshDirectory(),
      signal: new AbortController().signal,
      observer: {
        event(event) {
          if (event.type !== 'fault-injected') return;
          for (const node of plan.nodes) {
            const container = holderName(plan.trialId, node);
            sabotages.push(engine.exec(container, ['ordeal-net', 'mend'], 10_000));
          }
        },
      },
    });
    await Promise.all(sabotages);
    expect(sabotages.length).toBeGreaterThan(0);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.sentence).toMatch(/is not attested: just before healing it, 6 of 6 links answered/);
  });
});
