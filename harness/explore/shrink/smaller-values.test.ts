import { expect, it } from 'vitest';
import type { ScriptedOperation } from '../../record/plan.ts';
import { planExploration } from '../plan-exploration.ts';
import { earlierPositions } from './smaller-values.ts';

it('moves positions back to the start, all at once and one by one', async () => {
  const { base } = await planExploration({
    target: 'store',
    set: {},
    workload: 'partitioned-log',
    faults: [],
    argv: [],
  });
  const poll = (atMs: number, offset: number): ScriptedOperation => ({
    client: 0,
    atMs,
    f: 'poll',
    value: [['poll', { p0: offset }]],
  });
  const send: ScriptedOperation = { client: 0, atMs: 1, f: 'send', value: [['send', 'p0', 7]] };
  const script = { homes: ['n1'], operations: [send, poll(2, 3), poll(3, 9)], finalReads: [] };
  const proposals = [...earlierPositions({ ...base, script })].map((plan) => plan.script?.operations);
  expect(proposals).toEqual([
    [send, poll(2, 0), poll(3, 0)],
    [send, poll(2, 0), poll(3, 9)],
    [send, poll(2, 3), poll(3, 0)],
  ]);
});
