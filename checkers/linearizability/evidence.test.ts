/** The evidence of an anomaly: is it a proof, and does the sentence say it? */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { never } from '../history/columns.ts';
import type { EventType, HistoryEvent, Json, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { Anomaly } from '../verdict.ts';
import { isLinearizableByBruteForce } from './brute-force.testing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { searchObject } from './object.testing.ts';
import { anyHistory, playedHistory } from './random-histories.testing.ts';
import type { Specification } from './specification.ts';
import {
  casRegisterSpecification as specification,
  counterSpecification,
  mutexSpecification,
  queueSpecification,
  setSpecification,
  stackSpecification,
} from './specifications/index.ts';
import type { PlacedOperation } from './search-problem.ts';
import { shrink } from './shrink.ts';

const shape = { functions: ['read', 'write', 'cas'], mostOperations: 7, unknownInTen: 3 } as const;

function history(...events: readonly [EventType, number, string, Json][]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index * 1e9 }));
}

function anomalyOf(events: readonly HistoryEvent[], keyed = true): Anomaly {
  const { anomalies } = checkLinearizable({ operations: pairOperations(events), specification, keyed });
  const [anomaly] = anomalies;
  if (anomaly === undefined) throw new Error('there is no anomaly');
  return anomaly;
}

describe('the sentence', () => {
  it('names what had been overwritten, and by whom', () => {
    const events = history(
      ['invoke', 2, 'write', ['x', 4]],
      ['ok', 2, 'write', ['x', 4]],
      ['invoke', 1, 'write', ['x', 7]],
      ['ok', 1, 'write', ['x', 7]],
      ['invoke', 3, 'read', ['x', null]],
      ['ok', 3, 'read', ['x', 4]],
    );
    expect(anomalyOf(events)).toEqual({
      type: 'nonlinearizable',
      summary:
        'process 3 read 4 from key "x" at 5.000 s, but 4 had been overwritten by 7, which process 1 had written at 3.000 s',
      operations: [0, 2, 4],
      subject: 'x',
      culprit: 4,
      explainedPrefix: [0, 2],
    });
  });

  it('speaks of an initial value', () => {
    const events = history(
      ['invoke', 1, 'write', 7],
      ['ok', 1, 'write', 7],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', null],
    );
    expect(anomalyOf(events, false).summary).toBe(
      'process 3 read null at 3.000 s, but null, its initial value, had been overwritten by 7, which process 1 had written at 1.000 s',
    );
  });

  it('names a value that nobody had written', () => {
    const events = history(['invoke', 3, 'read', ['x', null]], ['ok', 3, 'read', ['x', 9]]);
    expect(anomalyOf(events)).toMatchObject({
      summary: 'process 3 read 9 from key "x" at 1.000 s, but nobody had written 9',
      operations: [0],
    });
  });

  it('tells of a write that came later, and of one that failed', () => {
    const events = history(
      ['invoke', 1, 'write', 9],
      ['fail', 1, 'write', 9],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', 9],
      ['invoke', 1, 'write', 9],
    );
    expect(anomalyOf(events, false)).toMatchObject({
      summary:
        'process 3 read 9 at 3.000 s, but nobody had written 9 before 4.000 s: process 1 had tried to (event 0), and that had failed',
      operations: [2, 4],
    });
  });

  it('tells of a read that had seen something else', () => {
    const events = history(
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 2],
      ['ok', 1, 'write', 1],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', 2],
      ['invoke', 4, 'read', null],
      ['ok', 4, 'read', 1],
    );
    expect(anomalyOf(events, false)).toMatchObject({
      summary: 'process 4 read 1 at 6.000 s, but process 3 had found 2 at 4.000 s, and nobody wrote 1 after that',
      operations: [0, 3, 5],
    });
  });

  it('lists the operations that have no order when there is no plainer reason', () => {
    const events = history(
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 2],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', 1],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', 2],
      ['invoke', 3, 'read', null],
      ['ok', 3, 'read', 1],
      ['ok', 1, 'write', 1],
      ['ok', 2, 'write', 2],
    );
    expect(anomalyOf(events, false)).toMatchObject({
      summary:
        'process 3 read 1 at 7.000 s, but the register held 2: ' +
        'process 1 wrote 1 (0.000 s to 8.000 s); process 2 wrote 2 (1.000 s to 9.000 s); process 3 read 1 (2.000 s to 3.000 s); process 3 read 2 (4.000 s to 5.000 s)',
      operations: [0, 1, 2, 4, 6],
      culprit: 6,
    });
  });

  it('names a compare-and-set that cannot have succeeded', () => {
    const events = history(
      ['invoke', 1, 'write', ['x', 7]],
      ['ok', 1, 'write', ['x', 7]],
      ['invoke', 3, 'cas', ['x', [3, 4]]],
      ['ok', 3, 'cas', ['x', [3, 4]]],
    );
    expect(anomalyOf(events).summary).toBe(
      'process 3 changed key "x" from 3 to 4 by compare-and-set at 3.000 s, but nobody had written 3',
    );
  });

  it('cuts hostile values short and escapes control characters', () => {
    const value = `\n\u0007<script>${'x'.repeat(1000)}`;
    const events = history(['invoke', 3, 'read', [value, null]], ['ok', 3, 'read', [value, value]]);
    const { summary, subject } = anomalyOf(events);
    expect(summary).toMatch(/^process 3 read "\\n\\u0007<script>x{40,50}… from key "\\n/);
    expect(summary.length).toBeLessThan(300);
    expect(subject).toBe(value);
  });
});

/** Operations with the intervals of a proof, for brute force; those that may have happened at any time come first. */
function asOperations(placed: readonly PlacedOperation[], original: (row: number) => Operation): Operation[] {
  return placed.map((one) => ({
    ...original(one.row),
    index: one.invoke,
    completionIndex: one.complete === never ? -1 : one.complete,
    type: one.complete === never ? 'info' : 'ok',
  }));
}

describe('the small set of operations', () => {
  const invalid = fc.oneof(anyHistory(shape), playedHistory(shape, true));

  it('has no order, by brute force, from any state that it claims', () => {
    let proofs = 0;
    fc.assert(
      fc.property(invalid, (events) => {
        const searched = searchObject(pairOperations(events), specification);
        if (searched?.result.verdict !== 'invalid') return;
        const { history: searchedHistory, placed, result } = searched;
        const culprit = placed[result.culprit] as PlacedOperation;
        const proof = shrink(placed, culprit, searchedHistory.automaton, {});
        if (proof === undefined) throw new Error('not confirmed');
        proofs++;
        expect(proof.operations.map((one) => one.row)).toContain(culprit.row);
        const operations = asOperations(proof.operations, searchedHistory.operation);
        const states: Json[] = proof.fromAnyState ? [null, 0, 1, 2, 99] : [null];
        expect(states.filter((state) => isLinearizableByBruteForce(operations, state))).toEqual([]);
      }),
      { numRuns: 5000 },
    );
    expect(proofs).toBeGreaterThan(1500);
  });

  it('is named with its culprit, within which the history before can be explained', () => {
    fc.assert(
      fc.property(invalid, (events) => {
        const operations = pairOperations(events);
        const [anomaly] = checkLinearizable({ operations, specification, keyed: false }).anomalies;
        if (anomaly === undefined) return;
        const culprit = operations.find((one) => one.index === anomaly.culprit) as Operation;
        expect(anomaly.operations).toContain(culprit.index);
        expect(anomaly.operations).toEqual([...new Set(anomaly.operations)].toSorted((a, b) => a - b));
        // What failed did not happen; in a history that is cut off it would look as if nobody knew.
        const failed = new Set(operations.filter((one) => one.type === 'fail').map((one) => one.process));
        const happened = events.filter((event) => !failed.has(Number(event.process)));
        const verdictUpTo = (end: number): boolean =>
          isLinearizableByBruteForce(pairOperations(happened.filter((event) => event.index < end)), null);
        expect(verdictUpTo(culprit.completionIndex)).toBe(true);
        expect(verdictUpTo(culprit.completionIndex + 1)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('evidence of any object', () => {
  function judge(kind: Specification, ...events: readonly [EventType, number, string, Json][]) {
    return checkLinearizable({
      operations: pairOperations(history(...events)),
      specification: kind,
      keyed: false,
      withLinearization: true,
    });
  }
  const sentence = (kind: Specification, ...events: readonly [EventType, number, string, Json][]) =>
    judge(kind, ...events).anomalies[0]?.summary;

  it('is an order, if the history is valid', () => {
    const { verdict, linearization, algorithm } = judge(
      queueSpecification,
      ['invoke', 1, 'enqueue', 'a'],
      ['invoke', 2, 'enqueue', 'b'],
      ['ok', 1, 'enqueue', 'a'],
      ['ok', 2, 'enqueue', 'b'],
      ['invoke', 1, 'dequeue', null],
      ['ok', 1, 'dequeue', 'b'],
      ['invoke', 2, 'enqueue', 'c'],
    );
    expect(verdict).toBe('valid');
    expect(linearization).toEqual([{ operations: [1, 0, 4] }]);
    expect(algorithm).toBe('unique-elements-queue');
  });

  it('leaves out elements that have nothing to do with it', () => {
    const others = Array.from({ length: 20 }, (_, element): [EventType, number, string, Json][] => [
      ['invoke', 1, 'push', element % 7],
      ['ok', 1, 'push', element % 7],
      ['invoke', 1, 'pop', null],
      ['ok', 1, 'pop', element % 7],
    ]).flat();
    const events: [EventType, number, string, Json][] = [
      ...others,
      ['invoke', 1, 'push', 'a'],
      ['ok', 1, 'push', 'a'],
      ['invoke', 1, 'push', 'b'],
      ['ok', 1, 'push', 'b'],
      ['invoke', 2, 'pop', null],
      ['ok', 2, 'pop', 'a'],
    ];
    expect(judge(stackSpecification, ...events)).toMatchObject({
      algorithm: 'just-in-time-linearization',
      anomalies: [
        {
          summary:
            'process 2 popped "a" at 85.000 s, but "b" was on top of it: ' +
            'process 1 pushed "a" (80.000 s to 81.000 s); process 1 pushed "b" (82.000 s to 83.000 s)',
          operations: [80, 82, 84],
          culprit: 84,
        },
      ],
    });
  });

  it('speaks of locks', () => {
    expect(
      sentence(
        mutexSpecification,
        ['invoke', 1, 'acquire', null],
        ['ok', 1, 'acquire', null],
        ['invoke', 2, 'acquire', null],
        ['ok', 2, 'acquire', null],
      ),
    ).toBe(
      'process 2 acquired the lock at 3.000 s, but it was held already: process 1 acquired the lock (0.000 s to 1.000 s)',
    );
    expect(sentence(mutexSpecification, ['invoke', 2, 'release', null], ['ok', 2, 'release', null])).toBe(
      'process 2 released the lock at 1.000 s, but nobody held it',
    );
  });

  it('speaks of sets and counters', () => {
    expect(
      sentence(
        setSpecification,
        ['invoke', 1, 'add', 3],
        ['ok', 1, 'add', true],
        ['invoke', 2, 'contains', 3],
        ['ok', 2, 'contains', false],
      ),
    ).toBe(
      'process 2 found that the set lacks 3 at 3.000 s, but 3 was in it: process 1 added 3 to the set (0.000 s to 1.000 s)',
    );
    expect(sentence(counterSpecification, ['invoke', 1, 'read', null], ['ok', 1, 'read', 3])).toBe(
      'process 1 read 3 at 1.000 s, but the counter stood at 0',
    );
  });

  it('says what a failed compare-and-set was taken to say', () => {
    const operations = pairOperations(
      history(
        ['invoke', 1, 'write', 1],
        ['ok', 1, 'write', 1],
        ['invoke', 2, 'cas', [1, 2]],
        ['fail', 2, 'cas', [1, 2]],
      ),
    );
    const ask = (failedCas: 'did-not-happen' | 'observes') =>
      checkLinearizable({ operations, specification, keyed: false, failedCas });
    expect(ask('did-not-happen')).toMatchObject({ verdict: 'valid', failedCas: 'did-not-happen' });
    expect(ask('observes')).toMatchObject({
      verdict: 'invalid',
      failedCas: 'observes',
      anomalies: [
        {
          summary:
            'process 2 found something other than 1 at 3.000 s, but the register held 1: ' +
            'process 1 wrote 1 (0.000 s to 1.000 s)',
        },
      ],
    });
  });
});
