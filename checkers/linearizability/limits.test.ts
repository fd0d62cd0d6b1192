/** Hard histories, limits, and inputs that are no registers. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkLinearizable, type LinearizabilityQuestion } from './check-linearizable.ts';
import { casRegisterSpecification, counterSpecification, registerSpecification } from './specifications/index.ts';

function history(...events: readonly [EventType, number, string, Json][]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index }));
}

function read(value: Json): HistoryEvent[] {
  return history(['invoke', 1, 'read', null], ['ok', 1, 'read', value]);
}

function check(events: readonly HistoryEvent[], more: Partial<LinearizabilityQuestion> = {}) {
  return checkLinearizable({
    operations: pairOperations(events),
    specification: casRegisterSpecification,
    keyed: false,
    ...more,
  });
}

/**
 * Additions of distinct powers, all under way at once, while one process reads sums of some: nothing plainer than trying
 * every subset shows which.
 */
function tooHard(count: number): HistoryEvent[] {
  type Draft = [EventType, number, string, Json];
  const begun = Array.from({ length: count }, (_, number): Draft => ['invoke', number, 'add', 2 + 3 ** number]);
  const reads = [5, 1].flatMap((sum): Draft[] => [
    ['invoke', 999, 'read', null],
    ['ok', 999, 'read', sum],
  ]);
  return history(...begun, ...reads, ...begun.map(([, process, f, value]): Draft => ['ok', process, f, value]));
}

const counter = { specification: counterSpecification };

describe('limits', () => {
  it('stops when asked to, and says how far it came', () => {
    let questions = 0;
    const result = check(tooHard(24), { ...counter, budget: { shouldStop: () => ++questions > 3 } });
    expect(result).toMatchObject({ verdict: 'unknown', anomalies: [], anomalyCount: 0 });
    expect(result.reasons).toEqual([
      expect.stringMatching(
        /^the search reached its limit on time after [\d,]+ configurations; an order was found for 0 of 26 completed operations$/,
      ),
    ]);
    expect(questions).toBe(4);
  });

  it('stops at its limit of memory', () => {
    const result = check(tooHard(24), { ...counter, budget: { memoryLimitBytes: 2 ** 20 } });
    expect(result.verdict).toBe('unknown');
    expect(result.reasons[0]).toMatch(/^the search reached its limit on memory after/);
  });

  it('finds what is wrong with one key even if another is too hard', () => {
    const hard = tooHard(24).map((event): HistoryEvent => ({ ...event, value: ['hard', event.value] }));
    const wrong = history(['invoke', 5000, 'read', ['easy', null]], ['ok', 5000, 'read', ['easy', 1]]);
    const events = [...hard, ...wrong].map((event, index) => ({ ...event, index }));
    const result = check(events, { ...counter, keyed: true, budget: { memoryLimitBytes: 2 ** 20 } });
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1, anomalies: [{ subject: 'easy' }] });
    expect(result.reasons).toHaveLength(1);
  });

  it('judges a long history with an operation that hangs all the time', () => {
    const events: [EventType, number, string, Json][] = [['invoke', 1000, 'write', 'hung']];
    for (let round = 0; round < 5000; round++) {
      events.push(
        ['invoke', 1, 'write', round],
        ['invoke', 2, 'read', null],
        ['ok', 1, 'write', round],
        ['ok', 2, 'read', round],
      );
    }
    expect(check(history(...events, ['ok', 1000, 'write', 'hung'])).verdict).toBe('valid');
    expect(check(history(...events, ['invoke', 3, 'read', null], ['ok', 3, 'read', 'hung'])).verdict).toBe('valid');
    expect(check(history(...events, ['invoke', 3, 'read', null], ['ok', 3, 'read', 17])).verdict).toBe('invalid');
  });

  it('judges hundreds of writes of unknown outcome', () => {
    const events: [EventType, number, string, Json][] = [];
    for (let round = 0; round < 300; round++) events.push(['invoke', 1000 + round, 'write', round % 5]);
    for (let round = 0; round < 300; round++)
      events.push(['invoke', 1, 'read', null], ['ok', 1, 'read', (round * 7) % 5]);
    expect(check(history(...events)).verdict).toBe('valid');
    expect(check(history(...events, ['invoke', 1, 'read', null], ['ok', 1, 'read', 5])).verdict).toBe('invalid');
    for (let round = 0; round < 300; round++)
      events.push(['invoke', 1, 'read', null], ['ok', 1, 'read', (round * 7) % 5]);
    expect(check(history(...events)).verdict).toBe('invalid');
  });

  it('judges an empty history', () => {
    expect(check([])).toMatchObject({
      verdict: 'unknown',
      operations: 0,
      reasons: [expect.stringContaining('nothing to judge')],
    });
    expect(check([], { mustObserve: true }).verdict).toBe('unknown');
  });
});

describe('initial values', () => {
  const events = history(['invoke', 1, 'read', null], ['ok', 1, 'read', { a: 1, b: [2] }]);
  it('may be any JSON', () => {
    expect(check(events, { initial: { b: [2], a: 1 } }).verdict).toBe('valid');
    expect(check(events, { initial: { a: 1, b: [3] } }).verdict).toBe('invalid');
    expect(check(events).verdict).toBe('invalid');
  });

  it('tell 1 from "1", and null from "null"', () => {
    expect(check(read('1'), { initial: 1 }).verdict).toBe('invalid');
    expect(check(read('null')).verdict).toBe('invalid');
  });
});

describe('models', () => {
  const stale = history(
    ['invoke', 1, 'write', 1],
    ['ok', 1, 'write', 1],
    ['invoke', 1, 'read', null],
    ['ok', 1, 'read', null],
  );
  it.each(['linearizable', 'strict-serializable'])('%s forbids what has no order', (model) => {
    expect(check(stale, { model })).toMatchObject({
      verdict: 'invalid',
      model,
      anomalies: [{ type: 'nonlinearizable' }],
    });
  });

  it.each(['eventual', 'serializable'])('%s permits it, and is left undecided', (model) => {
    const result = check(stale, { model });
    expect(result).toMatchObject({ verdict: 'unknown', anomalies: [{ permitted: true }], anomalyCount: 1 });
    expect(result.reasons[0]).toBe(
      `the history is not linearizable, which ${model} permits; whether it keeps ${model} is not decided by this checker`,
    );
  });

  it('sequential forbids it if one process sees it', () => {
    const result = check(stale, { model: 'sequential' });
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 2, reasons: [] });
    expect(result.anomalies[0]).toEqual({
      type: 'nonsequential',
      summary:
        'no order that keeps the order of each process explains all operations; the longest explains 1 of 2, ' +
        'and then none of these can come next: process 1 read null at 0.000 s',
      operations: [2],
    });
    expect(check(stale, { model: 'causal' })).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'the history is not sequentially consistent, which causal permits; whether it keeps causal is not decided by this checker',
      ],
    });
  });

  it('sequential permits it between processes', () => {
    const elsewhere = stale.map((event, index) => (index < 2 ? event : { ...event, process: 2 }));
    for (const model of ['sequential', 'causal', 'pram']) {
      expect(check(elsewhere, { model })).toMatchObject({ verdict: 'valid', anomalies: [{ permitted: true }] });
    }
  });
});

describe('histories of something else', () => {
  it.each<[string, Partial<LinearizabilityQuestion>, HistoryEvent[], string]>([
    [
      'another function',
      {},
      history(['invoke', 1, 'add', 1]),
      'event 0: "add" is not an operation of this object (read, write, cas)',
    ],
    [
      'cas on a plain register',
      { specification: registerSpecification },
      history(['invoke', 1, 'cas', [1, 2]]),
      'event 0: "cas" is not an operation of this object (read, write)',
    ],
    [
      'cas without a pair',
      {},
      history(['invoke', 1, 'read', null], ['invoke', 2, 'cas', 3]),
      'event 1: the argument of "cas" is 3; it must be [from, to]',
    ],
    [
      'a value without a key',
      { keyed: true },
      history(['invoke', 1, 'write', 3]),
      'event 0: the value of "write" is 3; a keyed workload needs [key, value]',
    ],
    [
      'a completion on another key',
      { keyed: true },
      history(['invoke', 1, 'read', ['x', null]], ['ok', 1, 'read', ['y', 1]]),
      'event 1: "read" was invoked on the key "x" (event 0) and completes on "y"',
    ],
  ])('%s', (_, more, events, message) => {
    expect(() => check(events, more)).toThrow(expect.objectContaining({ name: 'HistoryShapeError', message }));
  });
});

describe('what an object cannot hold', () => {
  it.each([
    ['queue', 5, 'a queue cannot begin as 5: it must be the list of its elements'],
    ['unordered-queue', 'a', 'an unordered-queue cannot begin as "a": it must be the list of its elements'],
    ['grow-only-set', {}, 'it must be the list of its elements'],
    ['counter', 'x', 'it must be a whole number'],
    ['multi-register', [1], 'it must be a map from names to values'],
    ['log', 1, 'it must be the list of its entries'],
    ['mutex', 2, 'it must be "locked" or "unlocked"'],
    ['reentrant-lock', 1, 'nobody holds it at the beginning'],
    ['fenced-lock', 'x', 'it must be the last fence that was given out'],
    ['semaphore', -1, 'it must be a number of permits'],
  ])('%s: %j is refused', (workload, initial, message) => {
    expect(() => checkHistory({ workload, events: [], initial })).toThrow(message);
  });
});
