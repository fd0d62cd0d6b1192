/** Drives all clients at a total rate until told to stop; each thinks for an exponentially distributed time. */
import { exponential, type Random } from '../../targets/contract/random.ts';
import type { Timeline } from '../timeline.ts';
import type { Generator, Invocation } from '../workloads/workload.ts';
import type { ClientProcess } from './client-process.ts';

async function drive(
  client: ClientProcess,
  generator: Generator,
  random: Random,
  meanThinkMs: number,
  timeline: Timeline,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await timeline.sleep(exponential(random, meanThinkMs), stop);
    if (stop.aborted) return;
    const invocation = generator.next(client.process);
    if (invocation === null) return;
    await client.perform(invocation);
  }
}

/** Resolves once every client has finished its last operation after `stop`. `rate` is operations a second in all. */
export async function runClients(
  clients: readonly ClientProcess[],
  generator: Generator,
  randomFor: (client: number) => Random,
  rate: number,
  timeline: Timeline,
  stop: AbortSignal,
): Promise<void> {
  const meanThinkMs = (clients.length / rate) * 1000;
  await Promise.all(
    clients.map((client, index) => drive(client, generator, randomFor(index), meanThinkMs, timeline, stop)),
  );
}

/**
 * Every client performs its reads, each again until it succeeds or the patience with this one is over: many reads may take long,
 * as long as they get on. False if one never succeeded.
 */
export async function readUntilDone(
  clients: readonly ClientProcess[],
  readsOf: (client: number) => readonly Invocation[],
  timeline: Timeline,
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const readAll = async (client: ClientProcess, index: number): Promise<boolean> => {
    for (const invocation of readsOf(index)) {
      const endNs = timeline.nowNs() + patienceMs * 1e6;
      while ((await client.perform(invocation, finalReadDeadlineMs)) !== 'ok') {
        if (signal.aborted || timeline.nowNs() > endNs) return false;
        await timeline.sleep(200, signal);
      }
    }
    return true;
  };
  const outcomes = await Promise.all(clients.map(readAll));
  return outcomes.every(Boolean);
}

/** Whether the system recovers is not a matter of how impatient its clients were before. */
const finalReadDeadlineMs = 5000;

/** Final reads: every client performs every one of them. */
export async function runFinalReads(
  clients: readonly ClientProcess[],
  generator: Generator,
  timeline: Timeline,
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return readUntilDone(clients, () => generator.finalReads(), timeline, patienceMs, signal);
}
