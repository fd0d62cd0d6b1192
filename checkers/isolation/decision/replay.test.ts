/** The check of a witness must refuse what is none. */
import { expect, it } from 'vitest';
import { draftColumns } from '../oracles/draft-transactions.testing.ts';
import type { ScheduleStep } from './decision.ts';
import { replayFault } from './replay.ts';

const columns = draftColumns([
  { session: 0, ops: [['w', 1, 1]], invoke: 0, complete: 5 },
  { session: 0, ops: [['r', 1, 1]], invoke: 6, complete: 7 },
  { session: 1, ops: [['w', 1, 2]], invoke: 8, complete: 9 },
]);

/** `s0 c0`: transaction 0 starts, then commits. */
function schedule(text: string): ScheduleStep[] {
  return text
    .split(' ')
    .map((step) => ({ transaction: Number(step.slice(1)), event: step.startsWith('s') ? 'start' : 'commit' }));
}

it.each([
  ['s0 c0 s1 c1 s2 c2', 'real-time', undefined],
  ['s0 c0 s1 s2 c2 c1', 'session', undefined],
  ['s1 c1 s0 c0 s2 c2', 'none', 'T1 reads something else'],
  ['s2 c2 s1 c1 s0 c0', 'none', 'T1 reads something else'],
  ['s0 s2 c2 c0 s1 c1', 'none', 'T0 overwrites a concurrent write'],
  ['s0 c0 s1 c1', 'none', 'T2 is missing'],
  ['s0 c0 s0 c0', 'none', 'T0 starts twice'],
  ['c0', 'none', 'T0 commits without having started'],
  ['s0 c0 s1 s2 c2 c1', 'real-time', 'the order of sessions or of real time is broken'],
] as const)('%s with %s: %s', (text, precedence, fault) => {
  expect(replayFault(columns, schedule(text), precedence)).toBe(fault);
});

it('the order of a session counts', () => {
  const session = draftColumns([
    { session: 0, ops: [['w', 1, 1]] },
    { session: 0, ops: [['w', 2, 1]] },
  ]);
  expect(replayFault(session, schedule('s1 c1 s0 c0'), 'none')).toBeUndefined();
  expect(replayFault(session, schedule('s1 c1 s0 c0'), 'session')).toBe(
    'the order of sessions or of real time is broken',
  );
});
