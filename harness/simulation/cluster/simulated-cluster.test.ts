import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { postgres } from '../../../targets/postgres/index.ts';
import type { Link } from '../../cluster.ts';
import { Line, startParrots } from '../parrot.testing.ts';
import { defaultWorldSettings } from '../settings.ts';
import { startSimulatedCluster } from './start-simulated-cluster.ts';
import type { SimulatedCluster } from './start-simulated-cluster.ts';

const between = (from: string, to: string): Link => ({ from, to });
const allLinks = ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'];

async function reachable(cluster: SimulatedCluster): Promise<string[]> {
  return (await cluster.measurements.reachableLinks()).map(({ from, to }) => from + to).toSorted();
}

async function recall(cluster: SimulatedCluster, node: string): Promise<Record<string, unknown>> {
  const line = new Line(cluster.endpoints.get(node));
  const answer = await line.ask('recall');
  line.hangUp();
  return answer;
}

async function tell(cluster: SimulatedCluster, node: string, text: string): Promise<void> {
  const line = new Line(cluster.endpoints.get(node));
  await line.ask('tell', text);
  line.hangUp();
  await cluster.timeline.sleep(100);
}

/** What `a` and `b` draw first, and what `a` draws first in its second life. */
async function dice(seed: number): Promise<unknown[]> {
  const cluster = await startParrots(seed);
  return cluster.drive(async () => {
    const thrown = [(await recall(cluster, 'a'))['dice'], (await recall(cluster, 'b'))['dice']];
    await cluster.controls.kill('a');
    await cluster.controls.start('a');
    return [...thrown, (await recall(cluster, 'a'))['dice']];
  });
}

describe('the simulated network', () => {
  it('carries messages, until links are cut: only in the directions that were cut, and not those of clients', async () => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      await tell(cluster, 'a', 'one');
      expect(await reachable(cluster)).toEqual(allLinks);
      await cluster.controls.cut([between('a', 'b')]);
      await cluster.controls.cut([between('c', 'a')]);
      expect(await reachable(cluster)).toEqual(['ac', 'ba', 'bc', 'cb']);
      await tell(cluster, 'a', 'two');
      await tell(cluster, 'b', 'three');
      await cluster.controls.cut([between('a', 'b')]);
      await cluster.controls.mend([between('a', 'b'), between('c', 'a'), between('b', 'c')]);
      expect(await reachable(cluster)).toEqual(['ac', 'ba', 'bc', 'ca', 'cb']);
      await cluster.controls.mend();
      expect(await reachable(cluster)).toEqual(allLinks);
      await tell(cluster, 'a', 'four');
      expect(await recall(cluster, 'b')).toMatchObject({ heard: ['a: one', 'a: four'] });
      expect(await recall(cluster, 'c')).toMatchObject({ heard: ['a: one', 'a: two', 'b: three', 'a: four'] });
      expect(await recall(cluster, 'a')).toMatchObject({ heard: ['b: three'] });
    });
  });

  it('drops what is under way when the link is cut', async () => {
    const slow = { ...defaultWorldSettings.network, lossProbability: 0, minDelayMs: 50 };
    const cluster = await startParrots(1, { network: slow });
    await cluster.drive(async () => {
      const line = new Line(cluster.endpoints.get('a'));
      await line.ask('tell', 'one');
      // The answer took as long as the messages to b and c may take; b's are cut off on the way.
      const early = new Line(cluster.endpoints.get('a'));
      void early.ask('tell', 'two');
      await cluster.timeline.sleep(60);
      await cluster.controls.cut([between('a', 'b')]);
      await cluster.timeline.sleep(500);
      expect(await recall(cluster, 'b')).toMatchObject({ heard: ['a: one'] });
      expect(await recall(cluster, 'c')).toMatchObject({ heard: ['a: one', 'a: two'] });
    });
  });

  it('loses, doubles and reorders messages as often as it is told to', async () => {
    const network = { ...defaultWorldSettings.network, lossProbability: 0.2, duplicateProbability: 0.1 };
    const cluster = await startParrots(1, { network });
    await cluster.drive(async () => {
      const line = new Line(cluster.endpoints.get('a'));
      const asked = Array.from({ length: 1000 }, (_, number) => line.ask('tell', String(number)));
      await Promise.all(asked);
      await cluster.timeline.sleep(1000);
      const heard = ((await recall(cluster, 'b'))['heard'] as string[]).map((words) => Number(words.slice(3)));
      const distinct = new Set(heard);
      expect(distinct.size / 1000).toBeCloseTo(0.8, 1);
      expect((heard.length - distinct.size) / distinct.size).toBeCloseTo(0.1, 1);
      expect(heard).not.toEqual(heard.toSorted((a, b) => a - b));
      // Rare loss must not look like a partition.
      expect(await reachable(cluster)).toEqual(allLinks);
    });
  });
});

describe('a killed node', () => {
  it('drops its connections and its memory, refuses new ones, and starts again with all that it wrote', async () => {
    const cluster = await startParrots(2);
    await cluster.drive(async () => {
      const line = new Line(cluster.endpoints.get('a'));
      await line.ask('write', 'synced');
      await line.ask('sync');
      await line.ask('write', '!');
      await tell(cluster, 'b', 'hello');
      const [asked] = await Promise.allSettled([line.ask('recall'), cluster.controls.kill('a')]);
      expect(asked).toMatchObject({ status: 'rejected', reason: new Error('the line broke') });
      await expect(new Line(cluster.endpoints.get('a')).ask('recall')).rejects.toThrow('the line broke');
      expect(await cluster.measurements.status('a', 1000)).toBeNull();
      expect(await cluster.measurements.lifetime('a')).toEqual({
        running: false,
        startedAt: 'life 1',
        machine: 'on',
        exitCode: 137,
        lastWords: '',
      });
      expect(await reachable(cluster)).toEqual(allLinks);
      await tell(cluster, 'b', 'nobody there');

      await cluster.controls.start('a');
      expect(await cluster.measurements.lifetime('a')).toEqual({
        running: true,
        startedAt: 'life 2',
        machine: 'on',
        exitCode: null,
        lastWords: '',
      });
      const after = await recall(cluster, 'a');
      expect(after['written']).toBe('synced!');
      expect(after).toMatchObject({ heard: [] });
      expect(after['ticks']).toBeLessThan(5);
    });
  });

  it('whose machine lost power loses what it had not synced', async () => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const cluster = await startParrots(seed);
      await cluster.drive(async () => {
        const line = new Line(cluster.endpoints.get('a'));
        await line.ask('write', 'synced');
        await line.ask('sync');
        await line.ask('write', '!');
        // What the process left behind is not safer for having been left.
        if (seed % 2 === 0) await cluster.controls.kill('a');
        await cluster.controls.cutPower('a');
        await cluster.controls.cutPower('a');
        expect(await cluster.measurements.lifetime('a')).toEqual({
          running: false,
          startedAt: 'life 1',
          machine: 'off',
          exitCode: null,
          lastWords: '',
        });
        await cluster.controls.start('a');
        found.add((await recall(cluster, 'a'))['written'] as string);
      });
    }
    expect(found).toEqual(new Set(['synced', 'synced\0', 'synced!']));
  });

  it('does not start twice, nor die twice', async () => {
    const cluster = await startParrots(2);
    await cluster.drive(async () => {
      await cluster.controls.start('a');
      await cluster.controls.kill('a');
      await cluster.controls.kill('a');
      await cluster.controls.start('a');
      expect(await cluster.measurements.lifetime('a')).toMatchObject({ startedAt: 'life 2' });
    });
  });
});

describe('a node that is stopped', () => {
  const lifetimeAfter = async (stop: (cluster: SimulatedCluster) => Promise<void>): Promise<unknown> => {
    const cluster = await startParrots(2);
    return cluster.drive(async () => {
      await new Line(cluster.endpoints.get('a')).ask('write', 'not synced');
      await stop(cluster);
      const { exitCode } = await cluster.measurements.lifetime('a');
      const endedMs = Math.round(cluster.timeline.nowNs() / 1e6);
      await cluster.controls.start('a');
      const { startedAt } = await cluster.measurements.lifetime('a');
      return { exitCode, endedMs, startedAt, written: (await recall(cluster, 'a'))['written'] };
    });
  };

  it('ends when it has handed over', async () => {
    const ended = await lifetimeAfter(async ({ controls, endpoints, timeline }) => {
      const stopped = controls.stop('a');
      await timeline.sleep(200);
      void new Line(endpoints.get('a')).ask('lay an egg').catch(() => undefined);
      await stopped;
    });
    expect(ended).toEqual({
      exitCode: 0,
      endedMs: expect.closeTo(203, -1) as number,
      startedAt: 'life 2',
      written: 'not synced',
    });
  });

  it('ends after a second if it does not come to an end', async () => {
    const ended = await lifetimeAfter(({ controls }) => controls.stop('a'));
    expect(ended).toEqual({
      exitCode: 0,
      endedMs: expect.closeTo(1002, -1) as number,
      startedAt: 'life 2',
      written: 'not synced',
    });
  });

  it('stays as it is if it is down', async () => {
    const ended = await lifetimeAfter(async ({ controls }) => {
      await controls.kill('a');
      await controls.stop('a');
    });
    expect(ended).toMatchObject({ exitCode: 137, startedAt: 'life 2' });
  });
});

describe('a paused node', () => {
  it('hears everything, late, once it resumes; its timers stand still and clients wait', async () => {
    const cluster = await startParrots(3);
    await cluster.drive(async () => {
      await cluster.timeline.sleep(105);
      await cluster.controls.pause('a');
      const before = cluster.timeline.nowNs();
      const waiting = new Line(cluster.endpoints.get('a')).ask('recall');
      await cluster.timeline.sleep(4);
      await tell(cluster, 'b', 'wake up');
      expect(await cluster.measurements.status('a', 300)).toBeNull();
      expect(cluster.timeline.nowNs() - before).toBeGreaterThanOrEqual(300e6);
      expect(await cluster.measurements.lifetime('a')).toMatchObject({ running: true, startedAt: 'life 1' });
      expect(await reachable(cluster)).toEqual(allLinks);
      await cluster.timeline.sleep(500);
      const pausedMs = (cluster.timeline.nowNs() - before) / 1e6;
      await cluster.controls.resume('a');
      const answer = await waiting;
      // It had ticked ten times. The question had arrived before its next timer came due and before anything else.
      expect(answer).toMatchObject({ heard: [], ticks: 10 });
      expect(answer['monotonicMs']).toBeCloseTo(105 + pausedMs, 3);
      // Of the whole pause it knows one overdue timer.
      expect(await recall(cluster, 'a')).toMatchObject({ heard: ['b: wake up'], ticks: 11 });
    });
  });

  it('forgets what it missed when it is killed', async () => {
    const cluster = await startParrots(3);
    await cluster.drive(async () => {
      await cluster.controls.pause('a');
      await tell(cluster, 'b', 'wake up');
      await cluster.controls.kill('a');
      await cluster.controls.resume('a');
      await cluster.controls.start('a');
      expect(await recall(cluster, 'a')).toMatchObject({ heard: [] });
    });
  });
});

describe('clocks', () => {
  it('are moved by their offset alone, node by node, and never the monotonic one', async () => {
    const cluster = await startParrots(4);
    await cluster.drive(async () => {
      await cluster.controls.bumpClock('a', 5000);
      await cluster.controls.bumpClock('a', -65_000);
      const [a, b] = [await recall(cluster, 'a'), await recall(cluster, 'b')];
      expect((a['wallMs'] as number) - cluster.measurements.wallMs()).toBeCloseTo(-60_000, -2);
      expect((b['wallMs'] as number) - cluster.measurements.wallMs()).toBeCloseTo(0, -2);
      expect((b['monotonicMs'] as number) - (a['monotonicMs'] as number)).toBeLessThan(50);
      await cluster.controls.resetClock('a');
      const status = await cluster.measurements.status('a', 1000);
      expect((status?.wallClockMs as number) - cluster.measurements.wallMs()).toBeCloseTo(0, -2);
    });
  });
});

describe('the cluster', () => {
  it('heals everything at once, twice if need be', async () => {
    const cluster = await startParrots(5);
    await cluster.drive(async () => {
      await cluster.controls.cut([between('a', 'b')]);
      await cluster.controls.pause('a');
      await cluster.controls.kill('b');
      await cluster.controls.bumpClock('c', 1000);
      await cluster.controls.healAll();
      await cluster.controls.healAll();
      expect(await reachable(cluster)).toEqual(allLinks);
      for (const node of cluster.nodes) {
        const status = await cluster.measurements.status(node, 1000);
        expect((status?.wallClockMs as number) - cluster.measurements.wallMs()).toBeCloseTo(0, -2);
      }
    });
  });

  it('surfaces what a node throws, with the seed', async () => {
    const cluster = await startParrots(77);
    await expect(
      cluster.drive(async () => {
        await new Line(cluster.endpoints.get('b')).ask('panic').catch(() => 'swallowed');
        await cluster.timeline.sleep(10).catch(() => 'swallowed');
      }),
    ).rejects.toThrow(/Node b threw at [\d.]+ ms of virtual time \(seed 77\): the parrot panics/);
  });

  it('writes the logs of all nodes', async () => {
    const cluster = await startParrots(6);
    const directory = mkdtempSync(join(tmpdir(), 'ordeal-logs-'));
    try {
      await cluster.drive(async () => {
        await cluster.timeline.sleep(100);
        await cluster.controls.kill('c');
        await cluster.controls.start('c');
      });
      await cluster.collectLogs(directory);
      await cluster.tearDown();
      await cluster.tearDown();
      expect(readFileSync(join(directory, 'c', 'node.log'), 'utf8').split('\n')).toEqual([
        '0.000000 -- started, life 1',
        '0.000000 awake, disk holds ""',
        '0.100000 -- killed',
        '0.100000 -- started, life 2',
        '0.100000 awake, disk holds ""',
        '',
      ]);
      expect(readFileSync(join(directory, 'a', 'node.log'), 'utf8')).toContain('started, life 1');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('refuses nodes that it does not have and targets that cannot be simulated', async () => {
    const cluster = await startParrots(8);
    await expect(cluster.controls.kill('z')).rejects.toMatchObject({ code: 'unknown-node' });
    const signal = new AbortController().signal;
    const request = { trialId: 't', seed: 1, nodes: ['n1'], progress: () => undefined, signal };
    await expect(startSimulatedCluster(postgres, postgres.options.parse({}), request)).rejects.toMatchObject({
      code: 'not-simulated',
    });
  });

  it('gives every node its own randomness, anew in every life, the same for the same seed', async () => {
    const first = await dice(9);
    expect(new Set(first).size).toBe(3);
    expect(await dice(9)).toEqual(first);
    expect(await dice(10)).not.toEqual(first);
  });
});
