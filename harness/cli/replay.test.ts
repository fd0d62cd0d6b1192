/** `ordeal replay` where a plain repetition is not enough: trials that crashed, and the search for fewer faults. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ordeal } from './ordeal-process.testing.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ordeal-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('replays what crashed, up to where the program threw', async () => {
  const board = path.resolve(import.meta.dirname, '../../examples/notice-board.ts');
  const module = `import board from ${JSON.stringify(board)};
    export default { ...board, simulated: { program: () => (host) => {
      let patience = 9;
      return { receive(from) {
        if (--patience < 0) throw new Error('the board is full');
        host.send(from, { notes: [] });
      } };
    } } };`;
  writeFileSync(path.join(folder, 'panics.mjs'), module);
  const crashed = await ordeal(folder, 'explore', './panics.mjs', '--faults', 'none', '--seeds', '1', '--workers', '1');
  expect([crashed.exitCode, crashed.stdout]).toEqual([1, expect.stringContaining('the board is full')]);
  const directory = /\nreplay {2}npx ordeal replay (.*)\n/.exec(crashed.stdout)?.[1] ?? '';
  const again = await ordeal(folder, 'replay', directory);
  expect(again.exitCode).toBe(3);
  expect(again.stderr).toMatch(
    /^the history is identical to the one replayed .*\nerror: Node n1 threw at .*: the board is full/,
  );
});

it('retries with fewer faults, and says how often each set of them still fails', async () => {
  const words = ['--set', 'replication=single-leader', '--faults', 'partition:primary', '--workload', 'set'];
  const first = await ordeal(folder, 'run', 'store', ...words, '--seed', '3', '--time', '8', '--json');
  const { directory } = JSON.parse(first.stdout) as { directory: string };
  const { exitCode, stdout } = await ordeal(folder, 'replay', '--shrink-faults', '1', directory);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^of the [\d,]+ operations recorded, these show what is wrong:\n/);
  expect(stdout).toMatch(/\nfaults +failed {2}valid {2}unknown {2}not run\n/);
  expect(stdout).toMatch(/\nno faults +0 +1 +0 +0\n/);
  expect(stdout).toMatch(/\nthe smallest that still failed, .*partition:primary at .* \(1 of 1\)\nreport /);
  const whole = await ordeal(folder, 'run', 'store', '--time', '2', '--json');
  const { directory: quiet } = JSON.parse(whole.stdout) as { directory: string };
  const refused = await ordeal(folder, 'replay', '--shrink-faults', '1', quiet);
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('has no faults to leave out')]);
});
