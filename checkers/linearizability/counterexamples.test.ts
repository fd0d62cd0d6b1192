/** Histories that were, or easily are, accused falsely; the former found by comparing with another search, and shrunk. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import type { Json } from '../history/event.ts';

type Line = readonly [process: number, type: 'invoke' | 'ok', f: string, value: Json];

/** An indeterminate write that leaves the state as it is renews it, so that an older write and a read fit before it. */
const renewedByTheSameValue: readonly (readonly Line[])[] = [
  [
    [0, 'invoke', 'write', 0],
    [3, 'invoke', 'write', 2],
    [3, 'ok', 'write', 2],
    [3, 'invoke', 'write', 2],
    [2, 'invoke', 'read', null],
    [5, 'invoke', 'cas', [2, 3]],
    [5, 'ok', 'cas', [2, 3]],
    [2, 'ok', 'read', 0],
    [9, 'invoke', 'cas', [3, 2]],
    [9, 'ok', 'cas', [3, 2]],
  ],
  [
    [4, 'invoke', 'write', 3],
    [4, 'ok', 'write', 3],
    [4, 'invoke', 'write', 2],
    [1, 'invoke', 'cas', [3, 0]],
    [5, 'invoke', 'write', 3],
    [1, 'ok', 'cas', [3, 0]],
    [4, 'ok', 'write', 2],
    [3, 'invoke', 'read', null],
    [3, 'ok', 'read', 0],
  ],
  [
    [5, 'invoke', 'write', 1],
    [8, 'invoke', 'write', 1],
    [8, 'ok', 'write', 1],
    [8, 'invoke', 'cas', [1, 0]],
    [7, 'invoke', 'write', 2],
    [8, 'ok', 'cas', [1, 0]],
    [7, 'ok', 'write', 2],
    [7, 'invoke', 'cas', [0, 0]],
    [7, 'ok', 'cas', [0, 0]],
  ],
];

describe('histories that were once accused falsely', () => {
  it.each(renewedByTheSameValue.map((lines, number) => [number, lines] as const))('number %i is valid', (_, lines) => {
    const events = lines.map(([process, type, f, value], index) => ({ index, process, type, f, value, time: index }));
    expect(checkHistory({ workload: 'cas-register', events }).verdict).toBe('valid');
  });

  it('a set that a read lists with one element twice is no larger for that', () => {
    const lines: readonly Line[] = [
      [1, 'invoke', 'add', 1],
      [1, 'ok', 'add', 1],
      [1, 'invoke', 'read', null],
      [1, 'ok', 'read', [1]],
      [1, 'invoke', 'read', null],
      [1, 'ok', 'read', [1, 1]],
      [1, 'invoke', 'add', 2],
      [1, 'ok', 'add', 2],
      [1, 'invoke', 'read', null],
      [1, 'ok', 'read', [1, 2]],
    ];
    const events = lines.map(([process, type, f, value], index) => ({ index, process, type, f, value, time: index }));
    expect(checkHistory({ workload: 'grow-only-set', events }).verdict).toBe('valid');
  });
});

describe('objects that hold something at the beginning', () => {
  it.each([
    { workload: 'queue', takes: 'dequeue' },
    { workload: 'stack', takes: 'pop' },
    { workload: 'priority-queue', takes: 'poll' },
    { workload: 'unordered-queue', takes: 'dequeue' },
  ])('what a $workload held may be taken from it, once', ({ workload, takes }) => {
    const lines: readonly Line[] = [
      [1, 'invoke', takes, null],
      [1, 'ok', takes, 7],
      [1, 'invoke', takes, null],
      [1, 'ok', takes, 7],
    ];
    const events = lines.map(([process, type, f, value], index) => ({ index, process, type, f, value, time: index }));
    const verdict = (some: typeof events) => checkHistory({ workload, events: some, initial: [7] }).verdict;
    expect([verdict(events.slice(0, 2)), verdict(events)]).toEqual(['valid', 'invalid']);
  });
});
