import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { models } from '../models/index.ts';
import type { CheckResult } from '../verdict.ts';
import { checkAppendedLists } from './appended-lists.ts';
import { done, events, operationsOf, picks, simulate, type Step } from './histories.testing.ts';

const append = (process: number, element: Json, type: EventType = 'ok'): Step[] =>
  done(process, 'append', ['k', element], ['k', element], type);
const read = (process: number, ...elements: readonly Json[]): Step[] =>
  done(process, 'read', ['k', null], ['k', elements]);

function check(steps: readonly Step[], model = 'linearizable'): CheckResult {
  return checkAppendedLists({ operations: operationsOf(...steps), model });
}

function types(steps: readonly Step[]): string[] {
  return [...new Set(check(steps).anomalies.map(({ type }) => type))].toSorted();
}

/** The weakest models under which the history is invalid. */
function brokenModels(steps: readonly Step[]): string[] {
  const broken = models.map(({ name }) => name).filter((name) => check(steps, name).verdict === 'invalid');
  const weaker = (name: string): boolean =>
    models.find((one) => one.name === name)?.implies.some(({ model }) => broken.includes(model)) === true;
  return broken.filter((name) => !weaker(name)).toSorted();
}

describe('lists that are appended to', () => {
  it('grow', () => {
    const steps = [...append(1, 'a'), ...read(2, 'a'), ...append(1, 'b'), ...read(2, 'a', 'b'), ...read(1, 'a', 'b')];
    expect(check(steps)).toMatchObject({ checker: 'sequential-append', verdict: 'valid', anomalies: [], reasons: [] });
  });

  it('show the appends of a process in its order', () => {
    const without = [...append(1, 'a'), ...append(1, 'b'), ...read(2, 'b'), ...read(3, 'a', 'b')];
    expect(types(without)).toEqual(['diverging-reads', 'reordered-writes', 'stale-read']);
    expect(check(without).anomalies.find(({ type }) => type === 'reordered-writes')).toEqual({
      type: 'reordered-writes',
      summary:
        'process 1 appended "a" and after that "b", but the read by process 2 at 5.000 s found the second without the first',
      operations: [0, 2, 4],
      subject: '"a"',
      consequence: expect.stringContaining('question'),
    });
    expect(check(without, 'monotonic-writes').verdict).toBe('invalid');
    expect(check(without, 'monotonic-reads').verdict).toBe('valid');
    const before = [...append(1, 'a'), ...append(1, 'b'), ...read(2, 'b', 'a')];
    expect(check(before, 'pram')).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
    expect(check(before).anomalies[0]?.summary).toContain('found the second before the first');
  });

  it('may show appends of unknown outcome or not, and those of others in any order', () => {
    const steps = [...append(1, 'a', 'info'), ...append(2, 'b'), ...append(3, 'c')];
    expect(types([...steps, ...read(4, 'b', 'c')])).toEqual([]);
    expect(types([...steps, ...read(4, 'c', 'a', 'b')])).toEqual([]);
  });

  it('say nothing of the order of what is appended twice', () => {
    const twice = [...append(1, 'a'), ...append(1, 'b'), ...append(2, 'a'), ...read(3, 'b', 'a')];
    expect(types(twice)).toEqual([]);
  });

  it('show a process what it appended, and what it saw', () => {
    const unread = [...append(1, 'a'), ...read(1), ...read(2, 'a')];
    expect(types(unread)).toEqual(['read-your-writes', 'stale-read']);
    expect(brokenModels(unread)).toContain('read-your-writes');
    expect(check(unread, 'monotonic-reads').verdict).toBe('valid');
    const backwards = [...append(1, 'a'), ...read(2, 'a'), ...read(2), ...read(3, 'a')];
    expect(types(backwards)).toEqual(['monotonic-reads', 'stale-read']);
    expect(brokenModels(backwards)).toContain('monotonic-reads');
    expect(check(backwards, 'read-your-writes').verdict).toBe('valid');
  });

  it('are beginnings of one list', () => {
    const forked: Step[] = [
      ['invoke', 1, 'append', ['k', 'a']],
      ['invoke', 2, 'append', ['k', 'b']],
      ...read(3, 'a', 'b'),
      ...read(4, 'b', 'a'),
      ['ok', 1, 'append', ['k', 'a']],
      ['ok', 2, 'append', ['k', 'b']],
    ];
    expect(types(forked)).toEqual(['diverging-reads']);
    expect(check(forked).anomalies[0]?.summary).toBe(
      'the read by process 3 at 3.000 s found "a" at position 0, and the read by process 4 at 5.000 s found "b" there: neither list is the beginning of the other',
    );
    expect(check(forked, 'prefix').verdict).toBe('invalid');
    expect(check(forked, 'sequential').verdict).toBe('invalid');
    expect(check(forked, 'causal').verdict).toBe('valid');
    // A shorter one that is no beginning of a longer one that came before.
    const shorter: Step[] = [...forked.slice(0, 4), ...read(4, 'b')];
    expect(check(shorter, 'prefix').verdict).toBe('invalid');
  });

  it('lose nothing that was acknowledged', () => {
    const lost = [...append(1, 'a'), ...append(2, 'b'), ...read(3, 'b'), ...read(4, 'b')];
    expect(types(lost)).toEqual(['lost-element']);
    expect(check(lost, 'eventual').verdict).toBe('invalid');
    const late = [...append(1, 'a'), ...append(2, 'b'), ...read(3), ...read(4, 'a', 'b')];
    expect(types(late)).toEqual(['stale-read']);
    expect(check(late, 'sequential').verdict).toBe('valid');
  });

  it('have nothing invented, refused or twice', () => {
    expect(types([...append(1, 'a'), ...read(2, 'a', 'z')])).toEqual(['unexpected-element']);
    const early = [...append(1, 'a'), ...read(2, 'a', 'z'), ...append(3, 'z')];
    expect(check(early).anomalies[0]?.summary).toContain('which nobody had tried to append by then');
    const refused = [...append(1, 'a'), ...append(2, 'z', 'fail'), ...read(3, 'a', 'z')];
    expect(check(refused).verdict).toBe('invalid');
    expect(check(refused, 'read-uncommitted').verdict).toBe('valid');
    expect(types([...append(1, 'a'), ...read(2, 'a', 'a')])).toEqual(['duplicated-element']);
    expect(types([...append(1, 'a'), ...append(1, 'a'), ...read(2, 'a', 'a')])).toEqual([]);
  });

  it.each<[string, Step[], string]>([
    ['no reads', append(1, 'a'), 'no read succeeded, so nobody knows what the lists held'],
    ['nothing appended', read(1), 'no append was acknowledged, so nothing could be lost'],
    ['nothing found', [...read(2), ...append(1, 'a')], 'no read found anything'],
  ])('are unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes', () => {
    expect(() => check(done(1, 'add', 1))).toThrow('"add"');
    expect(() => check(done(1, 'append', 1))).toThrow('event 0');
    expect(() => check(done(1, 'read', null, ['k', 1]))).toThrow('event 1');
  });
});

interface Replica {
  readonly list: number[];
}

/** Appends go to one list; reads come from it, or from a copy that lags behind, or misses an element, or swaps two. */
function simulated(chosen: readonly (readonly [number, number])[], fault: string): readonly [CheckResult, boolean] {
  const { list }: Replica = { list: [] };
  let [next, planted] = [0, false];
  const history = simulate(
    chosen,
    3,
    {
      invoke: (_, dice) => (dice % 2 === 0 ? { f: 'read', value: ['k', null] } : { f: 'append', value: ['k', next++] }),
      effect({ f, value }) {
        if (f === 'append') {
          list.push((value as [string, number])[1]);
          return value;
        }
        if (planted || fault === 'none' || list.length < 2) return ['k', [...list]];
        planted = true;
        const [last, before] = [list.at(-1) as number, list.at(-2) as number];
        if (fault === 'swap') return ['k', [...list.slice(0, -2), last, before]];
        if (fault === 'hole') return ['k', [...list.slice(0, -2), last]];
        return ['k', [...list, last]];
      },
    },
    fault === 'none',
  );
  const final = events(...done(99, 'read', ['k', null], ['k', list]));
  const all = [...history, ...final.map((event) => ({ ...event, index: event.index + history.length }))];
  return [checkAppendedLists({ operations: pairOperations(all), model: 'linearizable' }), planted];
}

describe('a correct list', () => {
  it('is never accused', () => {
    fc.assert(
      fc.property(picks(60), (chosen) => {
        expect(simulated(chosen, 'none')[0].anomalies).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['swap', 'diverging-reads'],
    ['hole', 'diverging-reads'],
    ['twice', 'duplicated-element'],
  ])('is found out when a read has a fault: %s', (fault, type) => {
    let found = 0;
    fc.assert(
      fc.property(picks(60), (chosen) => {
        const [result, planted] = simulated(chosen, fault);
        expect(result.anomalies.some((one) => one.type === type)).toBe(planted);
        if (planted) found++;
      }),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(300);
  });

  it('has reads in one order exactly if each is a beginning of the other', () => {
    const list = fc.shuffledSubarray([1, 2, 3], { minLength: 1 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 2, maxLength: 4 }), (reads) => {
        const appends = [1, 2, 3].map((one): Step => ['invoke', one, 'append', ['k', one]]);
        const acknowledged = [1, 2, 3].map((one): Step => ['ok', one, 'append', ['k', one]]);
        const result = check(
          [...appends, ...reads.flatMap((one, process) => read(process + 4, ...one)), ...acknowledged],
          'prefix',
        );
        const begins = (one: readonly number[], other: readonly number[]): boolean =>
          one.every((element, position) => other[position] === element);
        const forked = reads.some((one) => reads.some((other) => !begins(one, other) && !begins(other, one)));
        expect(result.verdict === 'invalid').toBe(forked);
      }),
      { numRuns: 3000 },
    );
  });
});
