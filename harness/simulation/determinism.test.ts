import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { historyHash } from './history-hash.testing.ts';

const program = fileURLToPath(new URL('./history-hash.testing.ts', import.meta.url));
const run = promisify(execFile);

async function hashInOwnProcess(seed: number, replication: string, ...flags: string[]): Promise<string> {
  return (await run(process.execPath, [...flags, program, String(seed), replication])).stdout;
}

/** As on a Node that does not let its queues be emptied at once. */
const withoutTickCallback = ['--import', 'data:text/javascript,if (!delete process._tickCallback) throw new Error();'];

describe.each(['sync', 'async'])('the same seed (%s)', (replication) => {
  it('gives the same history, byte for byte: again, beside another run, and in other processes', async () => {
    const hash = await historyHash(11, replication);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await historyHash(11, replication)).toBe(hash);
    // Two worlds at once, and real work beside them, take turns on the event loop and must not notice.
    const [first, , second] = await Promise.all([
      historyHash(11, replication),
      historyHash(12, replication),
      historyHash(11, replication),
    ]);
    expect([first, second]).toEqual([hash, hash]);
    const inOthers = [[], [], withoutTickCallback].map((flags) => hashInOwnProcess(11, replication, ...flags));
    expect(await Promise.all(inOthers)).toEqual([hash, hash, hash]);
  });

  it('and another gives another', async () => {
    expect(await historyHash(13, replication)).not.toBe(await historyHash(14, replication));
  });
});
