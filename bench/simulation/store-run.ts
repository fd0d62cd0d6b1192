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

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldMegabytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

export interface StoreRun {
  /** Those that were measured. */
  readonly virtualSeconds: number;
  readonly operations: number;
  /** By the clock on the wall: what collects garbage beside the run may use another processor. */
  readonly wallSeconds: number;
  /** What is still in use after a garbage collection, at the end of each tenth of the run. */
  readonly heldMegabytes: readonly number[];
}

/**
 * Runs for so many virtual seconds, the first tenth of them to warm up. The history goes to a file as it does in a trial; it is
 * not checked.
 */
export async function measureStoreRun(virtualSeconds: number): Promise<StoreRun> {
  const timeMs = virtualSeconds * 1000;
  const set = { replication: 'raft', nodes: '3' };
  const asked = { target: 'store', backend: 'simulated' as const, set, workload: 'register', faults: [], argv: [] };
  const plan = await planTrial({ ...asked, seed: 1, timeMs, rate: operationsPerSecond });
  const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-bench-'));
  const file = new LineFile(path.join(directory, 'history.jsonl'), 'buffered');
  const held: number[] = [];
  let operations = 0;
  let wallSeconds = 0;
  let startedAtMs = 0;
  const count = (): void => void (wallSeconds += (performance.now() - startedAtMs) / 1000);
  const pauseToWeigh = (): void => {
    if (held.length > 0) count();
    held.push(heldMegabytes());
    startedAtMs = performance.now();
  };
  const sink = {
    history(event: HistoryEvent): void {
      file.writeEvent(event);
      if (event.type === 'ok') operations++;
      if (event.time >= ((held.length + 1) * timeMs * 1e6) / 10 && held.length < 10) pauseToWeigh();
    },
    event(event: { readonly type: string; readonly phase?: string }): void {
      if (event.type === 'phase' && event.phase === 'heal') count();
    },
  };
  await performTrial(plan, sink, { signal: new AbortController().signal, progress: () => undefined });
  file.close();
  rmSync(directory, { recursive: true });
  return { virtualSeconds: 0.9 * virtualSeconds, operations, wallSeconds, heldMegabytes: held };
}
