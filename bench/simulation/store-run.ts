/** A whole trial of the three-node store, clients, workload and record included: how fast it goes, and what it holds on to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { performTrial } from '../../harness/trial/perform-trial.ts';
import { planTrial } from '../../harness/trial/plan-trial.ts';
import { LineFile } from '../../harness/clients/recorder.ts';
import type { HistoryEvent } from '../../checkers/history/index.ts';

const operationsPerSecond = 100;
const tenths = 10;

/**
 * Runs for so many virtual seconds, and calls back at the end of each tenth of them. The history goes to a file as it does in a
 * trial; it is not checked. Answers how many operations succeeded.
 */
async function runStore(virtualSeconds: number, onTenth: () => void): Promise<number> {
  const timeMs = virtualSeconds * 1000;
  const set = { replication: 'raft', nodes: '3' };
  const asked = { target: 'store', backend: 'simulated' as const, set, workload: 'register', faults: [], argv: [] };
  const plan = await planTrial({ ...asked, seed: 1, timeMs, rate: operationsPerSecond });
  const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-bench-'));
  const file = new LineFile(path.join(directory, 'history.jsonl'), 'buffered');
  let operations = 0;
  let over = 0;
  const sink = {
    history(event: HistoryEvent): void {
      file.writeEvent(event);
      if (event.type === 'ok') operations++;
      if (over === tenths || event.time < ((over + 1) * timeMs * 1e6) / tenths) return;
      over++;
      onTenth();
    },
    event: () => undefined,
  };
  await performTrial(plan, sink, { signal: new AbortController().signal, progress: () => undefined });
  file.close();
  rmSync(directory, { recursive: true });
  return operations;
}

/** Virtual seconds a second by the clock on the wall; the first tenth is to warm up. */
export async function measureStoreSpeed(virtualSeconds: number): Promise<number> {
  const atMs: number[] = [];
  await runStore(virtualSeconds, () => void atMs.push(performance.now()));
  const wallSeconds = ((atMs.at(-1) as number) - (atMs[0] as number)) / 1000;
  return (virtualSeconds * (tenths - 1)) / tenths / wallSeconds;
}

export interface HeldMemory {
  readonly operations: number;
  /** What is still in use after a garbage collection, at the end of each tenth of the run. */
  readonly heldMegabytes: readonly number[];
}

/** A run of its own: after a collection that was asked for a run goes a fifth slower for a while. */
export async function weighStoreRun(virtualSeconds: number): Promise<HeldMemory> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heldMegabytes: number[] = [];
  const operations = await runStore(virtualSeconds, () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    heldMegabytes.push((heapUsed + arrayBuffers) / 2 ** 20);
  });
  return { operations, heldMegabytes };
}
