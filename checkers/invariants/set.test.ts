import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { checkSet } from './set.ts';

type Step = readonly [EventType, number, string, Json];

function history(...events: readonly Step[]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index * 1e9 }));
}

function add(element: Json, type: EventType = 'ok', process = 1): Step[] {
  return [
    ['invoke', process, 'add', element],
    [type, process, 'add', element],
  ];
}

function read(elements: Json, process = 2): Step[] {
  return [
    ['invoke', process, 'read', null],
    ['ok', process, 'read', elements],
  ];
}

function check(steps: readonly Step[], model = 'linearizable'): CheckResult {
  return checkSet({ operations: pairOperations(history(...steps)), model });
}

function types(result: CheckResult): string[] {
  return result.anomalies.map((anomaly) => anomaly.type);
}

describe('a set', () => {
  it('is valid when reads have what was acknowledged', () => {
    expect(check([...add(1), ...read([1]), ...add(2), ...read([2, 1])])).toEqual({
      checker: 'set',
      model: 'linearizable',
      verdict: 'valid',
      anomalies: [],
      anomalyCount: 0,
      reasons: [],
      algorithm: 'direct',
      operations: 4,
    });
  });

  it.each(['linearizable', 'eventual', 'read-uncommitted', 'causal'])(
    'has lost an acknowledged element (%s)',
    (model) => {
      const result = check([...add(1), ...add(2), ...read([2]), ...read([2])], model);
      expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
      expect(result.anomalies).toEqual([
        {
          type: 'lost-element',
          summary:
            'process 1 added 1, acknowledged at 1.000 s, but process 2 did not find it at 7.000 s; no read ever returned it',
          operations: [0, 6],
          culprit: 6,
          subject: '1',
        },
      ]);
    },
  );

  it('has lost what was seen once and is gone at the end', () => {
    const result = check([...add(1), ...read([1], 3), ...add(2), ...read([2])], 'eventual');
    expect(result).toMatchObject({ verdict: 'invalid', anomalies: [{ type: 'lost-element', operations: [0, 2, 6] }] });
    expect(result.anomalies[0]?.summary).toContain('it was last seen by process 3 at 3.000 s');
  });

  it('is stale when a read misses what others see later', () => {
    const steps = [...add(1), ...read([]), ...read([1], 3)];
    expect(check(steps)).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'stale-read', operations: [0, 2, 4], culprit: 2 }],
    });
    expect(check(steps, 'eventual')).toMatchObject({
      verdict: 'valid',
      anomalies: [{ type: 'stale-read', permitted: true }],
    });
    expect(check(steps, 'sequential').verdict).toBe('valid');
    expect(check(steps, 'strict-serializable').verdict).toBe('invalid');
  });

  it('is stale, not lost, when one of the final reads has it', () => {
    const steps = [...add(1), ...read([1], 3), ...read([])];
    expect(types(check(steps))).toEqual(['stale-read']);
    expect(check(steps, 'eventual').verdict).toBe('valid');
  });

  it('does not blame a read that began before the acknowledgement', () => {
    const steps: Step[] = [
      ['invoke', 1, 'add', 1],
      ['invoke', 2, 'read', null],
      ['ok', 1, 'add', 1],
      ['ok', 2, 'read', []],
      ...read([1]),
    ];
    expect(check(steps).verdict).toBe('valid');
  });

  it('is undecided without final reads where stale reads are permitted', () => {
    const steps: Step[] = [['invoke', 3, 'add', 2], ...add(1), ...read([]), ['ok', 3, 'add', 2]];
    const weak = check(steps, 'eventual');
    expect(weak).toMatchObject({ verdict: 'unknown', anomalies: [] });
    expect(weak.reasons).toHaveLength(2);
    expect(types(check(steps))).toEqual(['lost-element']);
  });

  it.each<[string, Step[], string]>([
    ['no reads', add(1), 'no read succeeded, so nobody knows what the set held'],
    ['only a read before', [...read([]), ...add(1)], 'no read began after 1 addition had been acknowledged'],
    [
      'nothing acknowledged',
      [...add(1, 'info'), ...read([])],
      'no addition was acknowledged, so nothing could be lost',
    ],
    ['nothing at all', [], 'no read succeeded, so nobody knows what the set held'],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason], anomalies: [] });
  });

  it('lets additions of unknown outcome be there or not', () => {
    const uncertain = [...add(1), ...add(2, 'info', 5), ['invoke', 6, 'add', 3] as Step];
    expect(check([...uncertain, ...read([1])]).verdict).toBe('valid');
    expect(check([...uncertain, ...read([1, 3]), ...read([3, 2, 1])]).verdict).toBe('valid');
  });

  it('does not expect an element that nobody had added', () => {
    const result = check([...add(1), ...read([1, 'x']), ...add('x')]);
    expect(result.anomalies[0]).toEqual({
      type: 'unexpected-element',
      summary: 'process 2 read "x" at 3.000 s, but nobody had tried to add it',
      operations: [2],
      subject: '"x"',
    });
    expect(check([...add(1), ...read([1, 'x'])], 'eventual').verdict).toBe('invalid');
  });

  it('does not expect an element whose addition failed, but read uncommitted permits it', () => {
    const steps = [...add(1), ...add(2, 'fail', 4), ...read([1, 2])];
    const result = check(steps);
    expect(result).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'unexpected-element', operations: [2, 4] }],
    });
    expect(result.anomalies[0]?.summary).toBe(
      'process 2 read 2 at 5.000 s, but process 4, which had tried to add it, was told at 3.000 s that this failed',
    );
    expect(check(steps, 'read-uncommitted')).toMatchObject({ verdict: 'valid', anomalies: [{ permitted: true }] });
    expect(check(steps, 'eventual').verdict).toBe('invalid');
  });

  it('holds an element once, or as often as it was added', () => {
    expect(types(check([...add(1), ...read([1, 1])]))).toEqual(['duplicated-element']);
    expect(types(check([...add(1), ...add(1), ...read([1, 1])]))).toEqual([]);
    expect(types(check([...add(1), ...add(1), ...read([1, 1, 1])]))).toEqual(['duplicated-element']);
  });

  it('counts all anomalies, keeps a hundred, and shows forbidden ones first', () => {
    const steps = [
      ...Array.from({ length: 300 }, (_, element) => add(element)).flat(),
      ...read(Array.from({ length: 100 }, (_, element) => element)),
      ...read(Array.from({ length: 298 }, (_, element) => element)),
    ];
    const result = check(steps, 'eventual');
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 200 });
    expect(result.anomalies).toHaveLength(100);
    expect(types(result).slice(0, 3)).toEqual(['lost-element', 'lost-element', 'stale-read']);
  });

  it('stops when asked to', () => {
    const operations = pairOperations(history(...add(1), ...read([])));
    const result = checkSet({ operations, budget: { shouldStop: () => true } });
    expect(result).toMatchObject({
      verdict: 'unknown',
      reasons: ['the check reached its limit on time after 0 of 1 read'],
    });
  });

  it.each<[string, Step[], string]>([
    ['another function', [['invoke', 1, 'write', 1]], 'event 0: "write" is not an operation of a set'],
    ['a read of no list', read({ a: 1 }), 'event 1: a read returned {"a":1}'],
  ])('refuses %s', (_, steps, message) => {
    expect(() => check(steps)).toThrow(expect.objectContaining({ name: 'HistoryShapeError', message }));
  });
});

/** A correct set under random interleavings: each operation takes effect at one instant within its interval. */
const correctHistory = fc
  .array(
    fc.record({
      isRead: fc.boolean(),
      outcome: fc.constantFrom<EventType>('ok', 'ok', 'ok', 'info', 'fail'),
      start: fc.nat(100),
      length: fc.integer({ min: 1, max: 30 }),
      instant: fc.integer({ min: 0, max: 999 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((drafts) => {
    const effects = drafts
      .map((draft, process) => ({ ...draft, process, at: draft.start + (draft.length * draft.instant) / 1000 }))
      .toSorted((left, right) => left.at - right.at);
    const held: number[] = [];
    const seen = new Map<number, number[]>();
    for (const { isRead, outcome, process, instant } of effects) {
      if (isRead) seen.set(process, held.toReversed());
      else if (outcome === 'ok' || (outcome === 'info' && instant % 2 === 0)) held.push(process);
    }
    const timed = drafts.flatMap(({ isRead, outcome, start, length }, process) => {
      const f = isRead ? 'read' : 'add';
      const type: EventType = isRead && outcome === 'fail' ? 'info' : outcome;
      const observed = isRead ? (type === 'ok' ? (seen.get(process) ?? []) : null) : process;
      return [
        { at: start, event: { type: 'invoke' as const, process, f, value: isRead ? null : process } },
        { at: start + length, event: { type, process, f, value: observed } },
      ];
    });
    // A last read of everything, so that nothing is left undecided.
    const final = { process: 999, f: 'read' };
    return [
      ...timed.toSorted((left, right) => left.at - right.at).map(({ event }) => event),
      { ...final, type: 'invoke' as EventType, value: null },
      { ...final, type: 'ok' as EventType, value: held },
    ].map((event, index): HistoryEvent => ({ index, ...event, time: index }));
  });

describe('a correct set', () => {
  it('is never accused', () => {
    let judged = 0;
    fc.assert(
      fc.property(correctHistory, (events) => {
        const operations = pairOperations(events);
        const result = checkSet({ operations });
        const acknowledged = operations.some((one) => one.f === 'add' && one.type === 'ok');
        expect(result).toMatchObject({ verdict: acknowledged ? 'valid' : 'unknown', anomalyCount: 0 });
        if (acknowledged) judged++;
      }),
      { numRuns: 3000 },
    );
    expect(judged).toBeGreaterThan(2000);
  });

  it('is found out when one acknowledged element vanishes from the last read, or a foreign one appears', () => {
    let found = 0;
    fc.assert(
      fc.property(correctHistory, fc.nat(), fc.boolean(), (events, choice, loses) => {
        const acknowledged = events.filter((event) => event.type === 'ok' && event.f === 'add');
        const victim = acknowledged[choice % Math.max(1, acknowledged.length)]?.value;
        if (victim === undefined) return;
        const last = events.length - 1;
        const mutated = events.map((event) => {
          if (event.index !== last) return event;
          const held = event.value as readonly number[];
          return { ...event, value: loses ? held.filter((element) => element !== victim) : [...held, -1] };
        });
        const result = checkSet({ operations: pairOperations(mutated) });
        expect(result.verdict).toBe('invalid');
        const [anomaly] = result.anomalies;
        expect(`${anomaly?.type} ${anomaly?.subject}`).toMatch(
          loses ? new RegExp(`^(?:lost-element|stale-read) ${JSON.stringify(victim)}$`) : /^unexpected-element -1$/,
        );
        expect(result.anomalyCount).toBe(1);
        found++;
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(2000);
  });
});
