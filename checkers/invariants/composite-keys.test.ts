/** Keys and values may be any JSON: renaming plain ones to lists and maps changes no verdict. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';

type Draft = readonly [EventType, number, string, Json];

const composite = (name: string): Json => [name, [name, 1]];

/** Per workload a small history about the key or value it is given, and its anomaly. */
const examples: readonly (readonly [string, string, (name: (text: string) => Json) => readonly Draft[]])[] = [
  [
    'lost-update',
    'lost-update',
    (name) => [
      ['invoke', 0, 'increment', name('a')],
      ['invoke', 1, 'increment', name('a')],
      ['ok', 0, 'increment', [name('a'), 1]],
      ['ok', 1, 'increment', [name('a'), 1]],
      ['invoke', 0, 'read', [name('b'), null]],
      ['ok', 0, 'read', [name('b'), 0]],
    ],
  ],
  [
    'write-skew',
    'write-skew',
    (name) => [
      ['invoke', 0, 'insert', [name('a'), [1, null]]],
      ['invoke', 1, 'insert', [name('a'), [null, 2]]],
      ['ok', 0, 'insert', [name('a'), [1, null]]],
      ['ok', 1, 'insert', [name('a'), [null, 2]]],
    ],
  ],
  [
    'total-queue',
    'unexpected-element',
    (name) => [
      ['invoke', 0, 'enqueue', name('a')],
      ['ok', 0, 'enqueue', name('a')],
      ['invoke', 0, 'dequeue', null],
      ['ok', 0, 'dequeue', name('b')],
      ['invoke', 0, 'dequeue', null],
      ['ok', 0, 'dequeue', name('a')],
    ],
  ],
  [
    'unique-ids',
    'duplicate-id',
    (name) => [
      ['invoke', 0, 'generate', null],
      ['ok', 0, 'generate', name('a')],
      ['invoke', 0, 'generate', null],
      ['ok', 0, 'generate', name('a')],
    ],
  ],
  [
    'consistent-prefix',
    'lost-element',
    (name) => [
      ['invoke', 0, 'append', [name('a'), name('x')]],
      ['ok', 0, 'append', [name('a'), name('x')]],
      ['invoke', 1, 'read', [name('a'), null]],
      ['ok', 1, 'read', [name('a'), []]],
    ],
  ],
  [
    'session-guarantees',
    'read-your-writes',
    (name) => [
      ['invoke', 0, 'write', [name('a'), name('x')]],
      ['ok', 0, 'write', [name('a'), name('x')]],
      ['invoke', 0, 'write', [name('a'), name('y')]],
      ['ok', 0, 'write', [name('a'), name('y')]],
      ['invoke', 0, 'read', [name('a'), null]],
      ['ok', 0, 'read', [name('a'), name('x')]],
    ],
  ],
];

function judge(workload: string, drafts: readonly Draft[]): { verdict: string; types: string[]; anomalies: number } {
  const events = drafts.map(([type, process, f, value], index): HistoryEvent => {
    return { index, type, process, f, value, time: index * 1e6 };
  });
  const { verdict, anomalies, anomalyCount } = checkHistory({ workload, events });
  return { verdict, types: anomalies.map(({ type }) => type), anomalies: anomalyCount };
}

describe.each(examples)('%s', (workload, type, history) => {
  it('finds the same among composite names', () => {
    const plain = judge(
      workload,
      history((name) => name),
    );
    expect(plain.types).toContain(type);
    expect(judge(workload, history(composite))).toEqual(plain);
    expect(
      judge(
        workload,
        history((name) => ({ name })),
      ),
    ).toEqual(plain);
  });
});
