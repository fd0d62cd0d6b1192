import { expect, it } from 'vitest';
import { judgedNames } from './index.ts';

it.each([
  ['set', '', { workload: 'set', model: '' }],
  ['set', 'set', { workload: 'set', model: 'eventual' }],
  ['set', 'linearizable', { workload: 'set', model: 'linearizable' }],
  ['set-full', '', { workload: 'set', model: 'linearizable' }],
  ['set-full', 'set-full', { workload: 'set', model: 'linearizable' }],
  ['set-full', 'eventual', { workload: 'set', model: 'eventual' }],
  ['bank', 'bank', { workload: 'bank', model: 'serializable' }],
  ['counter', 'counter', { workload: 'counter', model: 'eventual' }],
  ['register', 'linearizable', { workload: 'register', model: 'linearizable' }],
])('workload %s and model %j are judged as %j', (workload, model, expected) => {
  expect(judgedNames(workload, model)).toEqual(expected);
});
