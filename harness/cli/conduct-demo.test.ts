import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hazards } from '../hazards/index.ts';
import { ordeal } from './ordeal-process.testing.ts';
import { shownExitCode, type ShownHazard } from './show-hazard.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-demo-'));

it('lists every hazard', async () => {
  const { exitCode, stdout } = await ordeal(directory, 'demo');
  expect(exitCode).toBe(0);
  for (const { name } of hazards) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
});

it('shows one: found, shrunk, kept, and mended', async () => {
  const { exitCode, stdout } = await ordeal(directory, 'demo', 'unique-name', '--json');
  const shown = JSON.parse(stdout) as ShownHazard;
  expect(shown).toMatchObject({ name: 'unique-name', found: true, mended: { accusations: 0 } });
  expect(shown.kept?.shrunk?.operations).toBeLessThanOrEqual(10);
  expect(readdirSync(shown.kept?.directory ?? '')).toContain('report.html');
  expect(exitCode).toBe(0);
});

it('refuses a name that nobody knows, and says which are near', async () => {
  const { exitCode, stderr } = await ordeal(directory, 'demo', 'unique-nam');
  expect(stderr).toMatch(/did you mean "unique-name"\?/);
  expect(exitCode).toBe(3);
});

it('succeeds only if it showed what it promises', () => {
  const shown: ShownHazard = { name: 'x', found: true, seeds: 1, seconds: 1, sentence: '', kept: null, mended: null };
  expect(shownExitCode(shown)).toBe(0);
  expect(shownExitCode({ ...shown, found: false })).toBe(2);
  expect(shownExitCode({ ...shown, mended: { trials: 9, valid: 8, accusations: 1 } })).toBe(2);
  expect(shownExitCode({ ...shown, mended: { trials: 9, valid: 9, accusations: 0 } })).toBe(0);
});
