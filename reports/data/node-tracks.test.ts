import { expect, it } from 'vitest';
import type { TrialEvent } from '../../harness/record/trial-event.ts';
import { nodeTracks } from './node-tracks.ts';

const extent = { startNs: 10, endNs: 100 };

function status(
  timeNs: number,
  state: 'up' | 'silent' | 'down',
  role: string,
  clockOffsetMs: number | null = null,
): TrialEvent {
  return { timeNs, type: 'node-status', node: 'n1', state, role, clockOffsetMs, detail: '' };
}

it('joins statuses into stretches within the extent', () => {
  const events = [
    status(0, 'up', 'replica'),
    status(20, 'up', 'primary'),
    status(30, 'up', 'primary'),
    status(40, 'silent', 'unknown'),
    status(50, 'down', 'unknown'),
    status(60, 'up', 'unknown'),
    status(120, 'down', 'unknown'),
  ];
  expect(nodeTracks(['n1', 'n2'], events, extent, 10)).toEqual([
    {
      node: 'n1',
      stretches: [
        { startNs: 10, endNs: 20, state: 'up', role: 'replica' },
        { startNs: 20, endNs: 40, state: 'up', role: 'primary' },
        { startNs: 40, endNs: 50, state: 'silent', role: '' },
        { startNs: 50, endNs: 60, state: 'down', role: '' },
        { startNs: 60, endNs: 100, state: 'up', role: 'unknown' },
      ],
      clockOffsets: [],
    },
    { node: 'n2', stretches: [], clockOffsets: [] },
  ]);
});

it('thins clock offsets but keeps the extremes', () => {
  const events = Array.from({ length: 80 }, (_, number) =>
    status(11 + number, 'up', 'primary', number === 37 ? 4000 : 1),
  );
  const [track] = nodeTracks(['n1'], events, extent, 10);
  expect(track?.clockOffsets.length).toBeLessThanOrEqual(12);
  expect(track?.clockOffsets).toContainEqual({ timeNs: 48, offsetMs: 4000 });
});
