/** Clients that play a script: every operation at its time, instead of what a generator draws. */
import type { ScriptedOperation, TrialScript } from '../record/plan.ts';
import type { Timeline } from '../timeline.ts';
import type { ClientProcess } from './client-process.ts';
import { readUntilDone } from './run-clients.ts';

async function play(
  client: ClientProcess,
  operations: readonly ScriptedOperation[],
  timeline: Timeline,
  stop: AbortSignal,
): Promise<void> {
  for (const { atMs, f, value } of operations) {
    const waitMs = atMs - timeline.nowNs() / 1e6;
    if (waitMs > 0) await timeline.sleep(waitMs, stop);
    if (stop.aborted) return;
    await client.performScripted({ f, value });
  }
}

/** Resolves once every client has finished its last operation, or the one it was at when `stop` came. */
export async function runScript(
  clients: readonly ClientProcess[],
  { operations }: TrialScript,
  timeline: Timeline,
  stop: AbortSignal,
): Promise<void> {
  const own = Map.groupBy(operations, ({ client }) => client);
  await Promise.all(clients.map((client, index) => play(client, own.get(index) ?? [], timeline, stop)));
}

/** The final reads of the script. False if some did not succeed before the patience was over. */
export async function runScriptedReads(
  clients: readonly ClientProcess[],
  { finalReads }: TrialScript,
  timeline: Timeline,
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const own = Map.groupBy(finalReads, ({ client }) => client);
  const readsOf = (index: number) => (own.get(index) ?? []).map(({ f, value }) => ({ f, value }));
  return readUntilDone(clients, readsOf, timeline, patienceMs, signal);
}
