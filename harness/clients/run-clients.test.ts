/** Final reads are waited for as long as they get on. */
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../targets/contract/client.ts';
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { virtualTimeline } from '../simulation/time/virtual-timeline.ts';
import { World } from '../simulation/world.ts';
import type { Generator, Workload } from '../workloads/workload.ts';
import { ClientProcess } from './client-process.ts';
import { HistoryRecorder } from './recorder.ts';
import { runFinalReads } from './run-clients.ts';

const patienceMs = 30_000;

/** One client reads so many keys, each of which takes a second of virtual time; `isRefused` tells which tries fail. */
async function readAll(
  keyCount: number,
  isRefused: (key: number, tryNumber: number) => boolean,
): Promise<{ readonly done: boolean; readonly events: readonly HistoryEvent[]; readonly seconds: number }> {
  const world = new World(1, 1_000_000);
  const timeline = virtualTimeline(world);
  const events: HistoryEvent[] = [];
  const tries = new Map<number, number>();
  const workload = {
    execute: async (_connection: Connection, { value }: { readonly value: unknown }) => {
      const key = value as number;
      tries.set(key, (tries.get(key) ?? 0) + 1);
      await timeline.sleep(1000);
      if (isRefused(key, tries.get(key) as number)) return { type: 'fail', value: key, error: ['busy', 'not now'] };
      return { type: 'ok', value: key };
    },
  } as unknown as Workload;
  const generator: Generator = {
    next: () => null,
    observe: () => undefined,
    finalReads: () => Array.from({ length: keyCount }, (_, key) => ({ f: 'read', value: key })),
  };
  const setting = {
    timeline,
    recorder: new HistoryRecorder(timeline, (event) => void events.push(event)),
    workload,
    generator,
    errors: [],
    deadlineMs: 5000,
    clientCount: 1,
    connect: async () => Promise.resolve({ close: () => undefined } as Connection),
  };
  const clients = [new ClientProcess(setting, 0, 'n1')];
  const { signal } = new AbortController();
  const done = await world.drive(async () => runFinalReads(clients, generator, timeline, patienceMs, signal));
  return { done, events, seconds: world.nowNs() / 1e9 };
}

describe('final reads', () => {
  it('are patient with each read, however long all of them together take', async () => {
    const { done, events } = await readAll(100, (key, tryNumber) => key === 90 && tryNumber < 3);
    expect(done).toBe(true);
    expect(events.filter(({ type }) => type === 'ok').map(({ value }) => value)).toEqual(
      Array.from({ length: 100 }, (_, key) => key),
    );
    expect(events.filter(({ type }) => type === 'fail').length).toBe(2);
  });

  it('lose patience with one that never succeeds', async () => {
    const { done, events, seconds } = await readAll(3, (key) => key === 1);
    expect(done).toBe(false);
    expect(events.filter(({ type }) => type === 'ok').map(({ value }) => value)).toEqual([0]);
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThan(35);
  });
});
