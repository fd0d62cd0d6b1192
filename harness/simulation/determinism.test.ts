import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { historyHash } from './history-hash.testing.ts';

const program = fileURLToPath(new URL('./history-hash.testing.ts', import.meta.url));
const run = promisify(execFile);

async function hashInOwnProcess(seed: number, replication: string): Promise<string> {
  return (await run(process.execPath, [program, String(seed), replication])).stdout;
}

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
    expect(await Promise.all([hashInOwnProcess(11, replication), hashInOwnProcess(11, replication)])).toEqual([
      hash,
      hash,
    ]);
  });

  it('and another gives another', async () => {
    expect(await historyHash(13, replication)).not.toBe(await historyHash(14, replication));
  });
});
