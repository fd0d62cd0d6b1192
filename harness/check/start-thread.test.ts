import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { endThread, startThread } from './start-thread.ts';

describe('a thread that checks', () => {
  it('leaves by itself when it is asked to', async () => {
    const thread = startThread({ timeLimitMs: 1000, memoryLimitMb: 64 });
    const exitCode = once(thread, 'exit');
    await endThread(thread);
    // One that is terminated has exit code 1.
    expect(await exitCode).toEqual([0]);
    await endThread(thread);
  });

  it('is terminated if it does not', async () => {
    const stuck = new Worker('for (;;);', { eval: true });
    const exitCode = once(stuck, 'exit');
    await endThread(stuck);
    expect(await exitCode).toEqual([1]);
  });
});
