/** The table at the top of docs/store.md: its settings parse, its claims are the store's, and its names exist and fit. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadTarget } from '../target-registry.ts';
import { parseTargetOptions } from '../trial/target-options.ts';
import { findWorkload } from '../workloads/index.ts';
import { hazards, soundConfigurations } from './index.ts';

const text = readFileSync(new URL('../../docs/store.md', import.meta.url), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').slice(1, -1))
  .filter((cells) => cells.length === 6)
  .map((cells) => cells.map((cell) => cell.replaceAll('`', '').trim()))
  .slice(1) as [what: string, set: string, workload: string, claim: string, held: string, demos: string][];

const store = await loadTarget('store');

function settings(set: string): Record<string, string> {
  if (set === 'defaults') return {};
  return Object.fromEntries(set.split(' ').map((word) => word.split('=') as [string, string]));
}

it('has a line for each row of the design', () => {
  expect(rows.length).toBeGreaterThan(35);
});

it.each(rows)('%s: %s', (_what, set, workloadName, claimed, held, demos) => {
  const chosen = settings(set);
  const options = parseTargetOptions(store, chosen);
  const workload = findWorkload(workloadName);
  expect(store.lacks?.(options, workload.capability) ?? null).toBeNull();
  const { model, basis } = store.claim(options, workload.capability);
  expect(basis === 'assumed' ? `assumed ${model}` : model).toBe(claimed);
  const sound = soundConfigurations.filter(({ name }) => name === held);
  expect(sound.map(({ set: ofSound, workload: judged }) => [judged, parseTargetOptions(store, ofSound)])).toEqual(
    held === '' ? [] : [[workloadName, options]],
  );
  const shown = demos.split(', ').filter((name) => name !== '');
  expect(shown.map((demo) => hazards.find(({ name }) => name === demo)?.set)).toEqual(
    shown.map(() => expect.objectContaining(chosen)),
  );
  expect(held + demos, 'held, or broken').not.toBe('');
});
