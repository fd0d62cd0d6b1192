import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';
import { healDocker, removeTrial } from './remove-leftovers.ts';
import { dockerIsAbsent, testTrialId } from './require-docker.testing.ts';

const controller = fileURLToPath(new URL('./doomed-controller.testing.ts', import.meta.url));

/** Starts a cluster in a process of its own, with faults on, and kills that process with SIGKILL if asked to. */
async function withController<T>(trialId: string, use: (kill: () => Promise<void>) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [controller, trialId], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as unknown[];
    expect(line).toBe('faults are on');
    return await use(kill);
  } finally {
    await kill();
  }
}

async function left(engine: Engine, trialId: string): Promise<number[]> {
  const ours = `ordeal.trial=${trialId}`;
  const lists = await Promise.all([engine.listContainers(ours), engine.listVolumes(ours), engine.listNetworks(ours)]);
  return lists.map((list) => list.length);
}

describe.skipIf(await dockerIsAbsent())('healDocker', () => {
  it('spares a living controller, and leaves nothing of one that was killed in the middle of its faults', async () => {
    const { engine } = await openEngine();
    const trialId = testTrialId('heal');
    try {
      await withController(trialId, async (kill) => {
        expect(await left(engine, trialId)).toEqual([6, 3, 1]);
        expect((await healDocker({})).spared).toContain(trialId);
        expect(await left(engine, trialId)).toEqual([6, 3, 1]);

        await kill();
        expect(await left(engine, trialId)).toEqual([6, 3, 1]);
        const report = await healDocker({});
        expect(report.spared).not.toContain(trialId);
        expect(report.containers.filter((name) => name.includes(trialId))).toHaveLength(6);
        expect(report.volumes.filter((name) => name.includes(trialId))).toHaveLength(3);
        expect(report.networks).toContain(`ordeal-${trialId}`);
        expect(await left(engine, trialId)).toEqual([0, 0, 0]);
        expect((await healDocker({})).containers.filter((name) => name.includes(trialId))).toEqual([]);
      });
    } finally {
      await removeTrial(engine, trialId);
    }
  });
});
