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
  ['long-fork', 'long-fork', { workload: 'long-fork', model: '' }],
  ['register', 'linearizable', { workload: 'register', model: 'linearizable' }],
])('workload %s and model %j are judged as %j', (workload, model, expected) => {
  expect(judgedNames(workload, model)).toEqual(expected);
});

it.each([
  ['rw-register', 'read-committed', 'awdit-dsl', 'strong-session-monotonic-atomic-view'],
  ['rw-register', 'serializable', 'dbcop-bincode', 'strong-session-serializable'],
  ['rw-register', 'strict-serializable', 'dbcop-bincode', 'strict-serializable'],
  ['rw-register', 'serializable', 'edn', 'serializable'],
  ['rw-register', 'causal', 'edn', 'strong-session-causal'],
  ['register', 'causal', 'jsonl', 'causal'],
])('workload %s and model %s in the format %s: the model is %s', (workload, model, format, expected) => {
  expect(judgedNames(workload, model, format)).toEqual({ workload, model: expected });
});
