/** The tutorial's adapter: it keeps the contract, and the command line finds what it does wrong and nothing else. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertConforms } from 'ordeal/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordeal } from '../harness/cli/ordeal-process.testing.ts';
import noticeBoard from './notice-board.ts';

const adapter = fileURLToPath(new URL('notice-board.ts', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ordeal-example-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('examples/notice-board.ts', () => {
  it.each(['synced', 'received'])('keeps the adapter contract (acknowledge=%s)', async (acknowledge) => {
    await expect(assertConforms(noticeBoard, { backend: 'simulated', set: { acknowledge } })).resolves.toBeUndefined();
  });

  it('keeps its claim under faults when it acknowledges what is on the disk', async () => {
    const { exitCode, stdout } = await ordeal(
      folder,
      'run',
      adapter,
      '--faults',
      'kill,power,pause,clock',
      '--seed',
      '1',
    );
    expect(stdout).toContain('kept its claim (linearizable)');
    expect(exitCode).toBe(0);
  });

  it('loses acknowledged notes when it acknowledges sooner', async () => {
    const words = ['--faults', 'power', '--seed', '1', '--set', 'acknowledge=received'];
    const { exitCode, stdout } = await ordeal(folder, 'run', adapter, ...words);
    expect(stdout).toMatch(/invalid: .* is not linearizable: process \d+ added \d+, acknowledged at/);
    expect(exitCode).toBe(1);
  });

  it('loads from any folder, where neither ordeal nor zod is installed', async () => {
    copyFileSync(adapter, path.join(folder, 'copy.ts'));
    const { exitCode, stdout, stderr } = await ordeal(folder, 'targets', './copy.ts');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('synced | received');
  });
});
