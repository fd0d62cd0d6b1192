/** Starts and ends a thread that checks: `worker.ts`, or what it is compiled to. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { leaveMessage, type CheckLimits } from './check-request.ts';

const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** It says `ready` first, and then answers one question after the other. */
export function startThread({ memoryLimitMb }: CheckLimits): Worker {
  return new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } });
}

/** How long an idle thread may take to leave; a busy machine makes it slow. */
const leavingMs = 2000;

/**
 * Ends a thread that is idle: it is asked to leave, and terminated only if it does not. Terminating cuts
 * through whatever the engine is at in that thread, its own clean-up too; it is for threads that are stuck.
 */
export async function endThread(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const left = once(worker, 'exit', { signal: AbortSignal.timeout(leavingMs) });
  // The rule is about windows of browsers; this is a thread.
  // oxlint-disable-next-line require-post-message-target-origin
  worker.postMessage(leaveMessage);
  await left.catch(async () => worker.terminate());
}
