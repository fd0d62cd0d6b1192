/** Histories in which one rule of the search decides: too rare for chance. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import { operationColumns } from '../history/columns.ts';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByPlainSearch } from './brute-force.testing.ts';
import { JustInTimeSearch, searchJustInTime } from './just-in-time.ts';
import { compileHistory, placedOperations, type ObjectHistory } from './object-history.ts';
import { searchObject } from './object.testing.ts';
import { anyHistory, playedHistory } from './random-histories.testing.ts';
import { faultOfOrder } from './replay.ts';
import { searchProblem, type SearchResult } from './search-problem.ts';
import type { Specification } from './specification.ts';
import { casRegisterSpecification, counterSpecification, kvAppendSpecification } from './specifications/index.ts';

type Draft = readonly [EventType, number, string, Json];

function historyOf(events: readonly Draft[]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index }));
}

/** Invocations in the order in which the search found a place for them, or undefined. */
function orderOf(specification: Specification, ...events: readonly Draft[]): number[] | undefined {
  const searched = searchObject(pairOperations(historyOf(events)), specification);
  if (searched?.result.verdict !== 'valid') return undefined;
  const { result, placed, history: compiled } = searched;
  return Array.from(result.order, (position) => compiled.operation(placed[position]?.row ?? -1).index);
}

describe('the search', () => {
  it('keeps configurations that used other indeterminate operations', () => {
    // 5 is 1 + 4 or 2 + 3; only the latter leaves what makes 6.
    const order = orderOf(
      counterSpecification,
      ['invoke', 1, 'add', 1],
      ['invoke', 2, 'add', 4],
      ['invoke', 3, 'add', 2],
      ['invoke', 4, 'add', 3],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 5],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 6],
    );
    expect(order?.slice(2)).toEqual([4, 0, 6]);
  });

  it('need not save an older operation for a place where a newer one cannot be', () => {
    // One order: 2 writes, 3 swaps, 1 writes, 4 swaps (which is what the read saw), 6 swaps. Another has 3 and 4 change places.
    const order = orderOf(
      casRegisterSpecification,
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 1],
      ['invoke', 3, 'cas', [1, 2]],
      ['ok', 1, 'write', 1],
      ['invoke', 4, 'cas', [1, 2]],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 2],
      ['invoke', 6, 'cas', [2, 5]],
      ['ok', 6, 'cas', [2, 5]],
      ['ok', 2, 'write', 1],
      ['ok', 3, 'cas', [1, 2]],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 5],
      ['ok', 4, 'cas', [1, 2]],
    );
    expect(order).toHaveLength(7);
  });

  it('nor by using a newer indeterminate one', () => {
    const order = orderOf(
      casRegisterSpecification,
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 1],
      ['invoke', 3, 'cas', [1, 2]],
      ['invoke', 7, 'cas', [2, 3]],
      ['ok', 1, 'write', 1],
      ['invoke', 4, 'cas', [1, 2]],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 2],
      ['invoke', 6, 'cas', [2, 5]],
      ['ok', 6, 'cas', [2, 5]],
      ['ok', 2, 'write', 1],
      ['ok', 3, 'cas', [1, 2]],
      ['ok', 7, 'cas', [2, 3]],
      ['invoke', 5, 'read', null],
      ['ok', 5, 'read', 5],
    );
    expect(order).toHaveLength(8);
  });

  it('saves an older operation that several states allow for a place where a newer one cannot be', () => {
    // One order: 1 puts Y, 2 appends, 3 gets Ya; 4 puts Z, 5 appends. With the appends exchanged, nobody could get Ya.
    const order = orderOf(
      kvAppendSpecification,
      ['invoke', 1, 'put', 'Y'],
      ['invoke', 2, 'append', 'a'],
      ['invoke', 3, 'get', null],
      ['invoke', 4, 'put', 'Z'],
      ['ok', 4, 'put', 'Z'],
      ['invoke', 5, 'append', 'a'],
      ['invoke', 6, 'get', null],
      ['ok', 6, 'get', 'Za'],
      ['ok', 2, 'append', 'a'],
      ['ok', 3, 'get', 'Ya'],
      ['ok', 5, 'append', 'a'],
      ['invoke', 6, 'get', null],
      ['ok', 6, 'get', 'Za'],
      ['ok', 1, 'put', 'Y'],
    );
    expect(order).toHaveLength(7);
  });
});

/** What is wrong with what the search found: an order that is none, or a contradiction that was there before. */
function faultOf(found: SearchResult, object: ObjectHistory, search: JustInTimeSearch): string | undefined {
  if (found.verdict === 'unknown') return 'it gave up';
  if (found.verdict === 'valid') return faultOfOrder(object, found.order);
  const before = object.events.subarray(0, object.events.indexOf(-1 - found.culprit));
  const { verdict } = search.run(before, [object.history.automaton.initial]);
  return verdict === 'valid' ? undefined : `without its culprit it is ${verdict}`;
}

describe('a walk that goes back', () => {
  it('finds orders that are orders, and contradictions where there was none before', () => {
    // Long enough for points to go back to, and dense enough for dead ends.
    const shape = { functions: ['read', 'write', 'cas'], mostOperations: 400, unknownInTen: 1, span: 500 } as const;
    const verdicts = { valid: 0, invalid: 0, unknown: 0 };
    const property = fc.property(playedHistory(shape, true), (events) => {
      const columns = operationColumns(pairOperations(events), false);
      const { objects, automaton, effects, effectOf } = compileHistory(columns, casRegisterSpecification, null);
      const [object] = objects;
      if (object === undefined) return;
      const search = new JustInTimeSearch(automaton, effectOf, effects.length);
      const found = search.run(object.events, [automaton.initial], { withOrder: true });
      verdicts[found.verdict]++;
      expect(faultOf(found, object, search)).toBeUndefined();
    });
    fc.assert(property, { numRuns: 120 });
    expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(10);
  });
});

describe('the search with inexhaustible operations', () => {
  it('refutes nothing that has an order', () => {
    const shape = { functions: ['read', 'write', 'cas'], mostOperations: 14, unknownInTen: 6 } as const;
    let refuted = 0;
    let invalid = 0;
    const property = fc.property(fc.oneof(anyHistory(shape), playedHistory(shape, true)), (events) => {
      const operations = pairOperations(events);
      const history = compileHistory(operationColumns(operations, false), casRegisterSpecification, null);
      const [object] = history.objects;
      if (object === undefined) return;
      const problem = searchProblem(placedOperations(object), history.automaton);
      const isInvalid = !isLinearizableByPlainSearch(operations, null);
      const isRefuted = searchJustInTime(problem, {}, { inexhaustible: true }).verdict === 'invalid';
      expect(isRefuted && !isInvalid).toBe(false);
      invalid += isInvalid ? 1 : 0;
      refuted += isRefuted ? 1 : 0;
    });
    fc.assert(property, { numRuns: 5000 });
    expect(refuted).toBeGreaterThan(invalid / 2);
  });

  it('decides what no search could exhaust', () => {
    const values = [0, 1, 2, 3, 4];
    const swaps = values.flatMap((from) => values.filter((to) => to !== from).map((to) => [from, to]));
    const unknown = [...swaps, ...swaps].map((swap, number): Draft => ['invoke', 100 + number, 'cas', swap]);
    const write = (value: number): Draft[] => [
      ['invoke', 1, 'write', value],
      ['ok', 1, 'write', value],
    ];
    const read = (value: number): Draft[] => [
      ['invoke', 2, 'read', null],
      ['ok', 2, 'read', value],
    ];
    const moves = Array.from({ length: 30 }, (_, number) => read((number * 3) % 5)).flat();
    const events = historyOf([...write(9), ...write(0), ...unknown, ...moves, ...read(9)]);
    const result = checkHistory({ workload: 'cas-register', events });
    expect(result).toMatchObject({ verdict: 'invalid', algorithm: 'inexhaustible-operations-refutation' });
    expect(result.anomalies[0]?.culprit).toBe(104);
  });
});
