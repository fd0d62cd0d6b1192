/** Signals of an imagined trial, for tests of the reducer and the screen. */
import type { EventType, Json } from '../../checkers/history/event.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { LiveSignal } from './live-state.ts';

export const samplePlan: TrialPlan = {
  version: 1,
  trialId: '20261121-101500-redis-register-42',
  target: 'redis',
  backend: 'docker',
  options: { topology: 'replicated' },
  workload: 'register',
  workloadOptions: {},
  claim: { model: 'linearizable', basis: 'assumed', note: 'what users rely on' },
  nodes: ['n1', 'n2', 'n3'],
  seed: 42,
  clients: 6,
  rate: 100,
  timeMs: 20_000,
  deadlineMs: 1000,
  faults: ['partition'],
  schedule: [{ id: 0, kind: 'partition', variant: 'halves', startMs: 2000, holdMs: 3000 }],
  overlap: false,
  rhythm: 'steady',
  limits: { checkTimeMs: 60_000, checkMemoryMb: 2048 },
  replayCommand: 'npx ordeal run redis --seed 42',
  argv: ['run', 'redis'],
  versions: {},
  gitCommit: null,
  startedAt: null,
};

export const planned: LiveSignal = { type: 'planned', plan: samplePlan, directory: 'ordeal-trials/one' };

export function completion(
  process: number | string,
  type: EventType,
  timeMs: number,
  more: { readonly error?: Json; readonly node?: string } = {},
): LiveSignal {
  const event = { index: 0, type, process, f: 'read', value: ['k', null], time: timeMs * 1e6, ...more };
  return { type: 'history', event };
}

/** One successful operation. */
export function operation(process: number, fromMs: number, toMs: number): readonly LiveSignal[] {
  return [completion(process, 'invoke', fromMs), completion(process, 'ok', toMs)];
}

export function status(node: string, state: 'up' | 'silent' | 'down', timeMs: number, more: object = {}): LiveSignal {
  return {
    type: 'event',
    event: {
      type: 'node-status',
      node,
      state,
      role: 'replica',
      clockOffsetMs: 0,
      detail: '',
      timeNs: timeMs * 1e6,
      ...more,
    },
  };
}
