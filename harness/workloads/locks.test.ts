import { expect, it } from 'vitest';
import type { Json } from '../../checkers/history/event.ts';
import { seededRandom } from '../random.ts';
import { findWorkload } from './index.ts';

/** What scripted operations of process 0 become after it was granted l0 under token 7. */
function adaptedAfterGrant(name: string, scripted: readonly [f: string, value: Json][]): (Json | undefined)[] {
  const workload = findWorkload(name);
  const options = Object.fromEntries(workload.options.map((option) => [option.name, option.default]));
  const generator = workload.generator(seededRandom(1, 'workload'), options);
  const grant = { token: 7, leaseMs: 1000 };
  generator.observe({ index: 1, time: 1, type: 'ok', process: 0, f: 'acquire', value: ['l0', grant] });
  return scripted.map(([f, value]) => generator.adapt?.(0, { f, value })?.value);
}

it('a scripted lock is used under the token that was granted this time, or not at all', () => {
  const scripted: [string, Json][] = [
    ['acquire', ['l0', 3]],
    ['release', ['l0', 3]],
    ['release', ['l1', 3]],
    ['acquire', ['l1', null]],
  ];
  expect(adaptedAfterGrant('lock', scripted)).toEqual([['l0', 7], ['l0', 7], undefined, ['l1', null]]);
});

it('a scripted resource is written under the token that was granted this time, or not at all', () => {
  const scripted: [string, Json][] = [
    ['write', ['l0', { token: 3, value: 5 }]],
    ['write', ['l1', { token: 3, value: 6 }]],
    ['release', ['l0', 3]],
  ];
  expect(adaptedAfterGrant('fenced-resource', scripted)).toEqual([
    ['l0', { token: 7, value: 5 }],
    undefined,
    ['l0', 7],
  ]);
});
