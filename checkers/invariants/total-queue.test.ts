import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { done, events, operationsOf, picks, simulate, type Step } from './histories.testing.ts';
import { checkTotalQueue } from './total-queue.ts';

const enqueue = (element: Json, type: EventType = 'ok', process = 1): Step[] =>
  done(process, 'enqueue', element, element, type);
const dequeue = (element: Json, type: EventType = 'ok', process = 2): Step[] =>
  done(process, 'dequeue', null, element, type);
const drain = (...elements: readonly Json[]): Step[] => done(9, 'drain', null, elements);

function check(steps: readonly Step[], model = 'eventual'): CheckResult {
  return checkTotalQueue({ operations: operationsOf(...steps), model });
}

describe('a queue in any order', () => {
  it('gives what it was given', () => {
    expect(check([...enqueue(1), ...enqueue(2), ...dequeue(2), ...drain(1)])).toMatchObject({
      checker: 'total-queue',
      verdict: 'valid',
      anomalies: [],
    });
  });

  it('loses what nobody ever gets', () => {
    const result = check([...enqueue(1), ...enqueue(2), ...dequeue(2), ...dequeue(null, 'ok', 3)]);
    expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(result.anomalies).toEqual([
      {
        type: 'lost-element',
        summary:
          'process 1 enqueued 1, acknowledged at 1.000 s, but nobody ever got it, and process 3 found the queue empty at 7.000 s',
        operations: [0, 6],
        subject: '1',
        consequence: expect.stringContaining('never shipped'),
      },
    ]);
  });

  it('loses nothing that may still be in it, or that a lost answer took', () => {
    expect(check(enqueue(1))).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'the queue was not seen empty after the last enqueue had been acknowledged: what is missing may still be in it',
      ],
    });
    expect(check([...enqueue(1), ...drain(1), ...enqueue(2)]).verdict).toBe('unknown');
    const taken = [...enqueue(1), ...enqueue(2), ...dequeue(null, 'info', 4), ...drain(2)];
    expect(check(taken)).toMatchObject({
      verdict: 'unknown',
      reasons: ['1 element missing, which 1 dequeue of unknown outcome may have taken'],
    });
    expect(check([...enqueue(1), ...enqueue(2), ...dequeue(null, 'info', 4), ...drain()])).toMatchObject({
      verdict: 'invalid',
      anomalyCount: 2,
    });
    const drained = done(4, 'drain', null, null, 'info');
    expect(check([...enqueue(1), ...enqueue(2), ...drained, ...drain()]).verdict).toBe('unknown');
    expect(check([...enqueue(1), ...enqueue(2, 'info', 5), ...drain(1)]).anomalies).toEqual([]);
  });

  it('does not invent, nor give what was refused', () => {
    expect(check([...enqueue(1), ...drain(1, 7)])).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'unexpected-element', subject: '7' }],
    });
    expect(check([...dequeue(1), ...enqueue(1), ...drain()]).anomalies[0]?.summary).toBe(
      'process 2 dequeued 1 at 1.000 s, which nobody had tried to enqueue by then',
    );
    const refused = [...enqueue(1), ...enqueue(2, 'fail', 3), ...drain(1, 2)];
    expect(check(refused).anomalies[0]?.summary).toContain('process 3 was told that its enqueue had failed');
    expect(check(refused, 'read-uncommitted').verdict).toBe('valid');
  });

  it('gives an element twice: counted, and forbidden where each dequeue takes what it answers', () => {
    const twice = [...enqueue(1), ...dequeue(1), ...dequeue(1, 'ok', 3), ...drain()];
    expect(check(twice)).toMatchObject({
      verdict: 'valid',
      anomalies: [{ type: 'duplicated-element', permitted: true, operations: [0, 2, 4] }],
    });
    expect(check(twice, 'linearizable').verdict).toBe('invalid');
    expect(check(twice, 'serializable').verdict).toBe('invalid');
    expect(check([...enqueue(1), ...twice], 'linearizable').verdict).toBe('valid');
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'push', 1))).toThrow('total-queue');
    expect(() => check(done(1, 'drain', null, 1))).toThrow('event 1');
    expect(check(drain())).toMatchObject({
      verdict: 'unknown',
      reasons: ['no enqueue was acknowledged, so nothing could be lost'],
    });
  });

  it('is never accused when it is correct, and found out when it drops or invents', () => {
    let [judged, dropped] = [0, 0];
    fc.assert(
      fc.property(picks(60), fc.constantFrom('none', 'drop', 'invent'), fc.nat(), (chosen, plant, choice) => {
        const held: number[] = [];
        let next = 0;
        const history = simulate(chosen, 4, {
          invoke: (_, dice) => (dice % 5 < 3 ? { f: 'enqueue', value: next++ } : { f: 'dequeue', value: null }),
          effect({ f, value }) {
            if (f === 'dequeue') return held.splice(choice % Math.max(1, held.length), 1)[0] ?? null;
            held.push(value as number);
            return value;
          },
        });
        const before = pairOperations(history);
        const doubtful = before.some(({ f, type }) => f === 'dequeue' && type === 'info');
        const sure = held.filter((one) =>
          before.some(({ f, type, invoked }) => f === 'enqueue' && type === 'ok' && invoked === one),
        );
        const rest =
          plant === 'drop' ? held.filter((one) => one !== sure[0]) : plant === 'invent' ? [...held, -1] : held;
        const last = events(...drain(...rest)).map((event) => ({ ...event, index: event.index + history.length }));
        const { verdict, anomalies } = checkTotalQueue({ operations: pairOperations([...history, ...last]) });
        const lost = plant === 'drop' && sure.length > 0;
        const expected = plant === 'invent' ? 'unexpected-element -1' : lost ? `lost-element ${sure[0]}` : '';
        const found = anomalies.map(({ type, subject }) => `${type} ${subject}`).join();
        // A dequeue whose answer was lost may have taken what is missing.
        expect(lost && doubtful ? '' : found).toBe(lost && doubtful ? '' : expected);
        if (lost && !doubtful) dropped++;
        if (verdict !== 'unknown') judged++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(judged, dropped)).toBeGreaterThan(300);
  });
});
