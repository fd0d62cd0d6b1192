/** Starts a thread that checks: `worker.ts`, or what it is compiled to. */
import { Worker } from 'node:worker_threads';
import type { CheckLimits } from './check-request.ts';

const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** It says `ready` first, and then answers one question after the other. */
export function startThread({ memoryLimitMb }: CheckLimits): Worker {
  return new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } });
}
