/** What a search is asked: closed intervals, histories that are cut off, and what may be left out of them. */
import { describe, expect, it } from 'vitest';
import { never } from '../history/columns.ts';
import { searchProblem, upToCompletion, withoutPointless, type PlacedOperation } from './search-problem.ts';
import type { Effect } from './specification.ts';
import { casRegisterSpecification, counterSpecification, kvAppendSpecification } from './specifications/index.ts';

const effects: Effect[] = [
  { f: 'write', argument: 1, result: 1 },
  { f: 'read', argument: null, result: 1 },
  { f: 'write', argument: 2, result: undefined },
  { f: 'cas', argument: [2, 3], result: undefined },
  { f: 'read', argument: null, result: undefined },
  { f: 'read', argument: null, result: 3 },
];
const [writesOne, readsOne, writesTwo, twoToThree, readsUnknown, readsThree] = [0, 1, 2, 3, 4, 5];
const automaton = casRegisterSpecification.compile(effects, null);

function operation(effect: number, invoke: number, complete: number = never): PlacedOperation {
  return { row: 100 + invoke, invoke, complete, effect };
}

describe('searchProblem', () => {
  it('has closed intervals: at equal positions invocations come first', () => {
    const { events } = searchProblem([operation(writesOne, 0, 5), operation(readsOne, 5, 7)], automaton);
    expect([...events]).toEqual([0, 1, -1, -2]);
  });
});

describe('upToCompletion', () => {
  it('leaves out what began later, and takes as open what was over later', () => {
    const [before, last, across, later] = [
      operation(writesOne, 0, 2),
      operation(readsOne, 1, 5),
      operation(writesOne, 3, 8),
      operation(readsOne, 6, 9),
    ];
    expect(upToCompletion([before, last, across, later], last)).toEqual([before, last, { ...across, complete: never }]);
  });
});

describe('withoutPointless', () => {
  const rows = (operations: readonly PlacedOperation[]): number[] =>
    withoutPointless(operations, automaton).map((one) => one.effect);

  it('keeps what completed, whoever saw it', () => {
    expect(rows([operation(writesOne, 0, 1), operation(writesTwo, 2)])).toEqual([writesOne]);
  });

  it('leaves out reads of unknown outcome', () => {
    expect(rows([operation(writesOne, 0, 1), operation(readsUnknown, 2)])).toEqual([writesOne]);
  });

  it('keeps a write of unknown outcome only if something but a write can see it, for which it looks again and again', () => {
    const seen = [operation(writesTwo, 0), operation(twoToThree, 1), operation(readsThree, 2, 3)];
    expect(rows(seen)).toEqual([writesTwo, twoToThree, readsThree]);
    expect(rows([operation(writesTwo, 0), operation(twoToThree, 1), operation(readsOne, 2, 3)])).toEqual([readsOne]);
  });

  it('keeps what leaves no certain state', () => {
    const adds: Effect[] = [{ f: 'add', argument: 1, result: undefined }];
    const counter = counterSpecification.compile(adds, 0);
    expect(withoutPointless([operation(0, 0)], counter)).toHaveLength(1);
  });

  it('leaves out reads of unknown outcome', () => {
    const write = operation(writesOne, 0, 2);
    expect(withoutPointless([write, operation(readsUnknown, 1)], automaton)).toEqual([write]);
  });

  it('keeps what is seen by an operation that any state allows', () => {
    const appended = kvAppendSpecification.compile(
      [
        { f: 'put', argument: 'a', result: undefined },
        { f: 'append', argument: 'b', result: 'b' },
        { f: 'get', argument: null, result: 'ab' },
      ],
      null,
    );
    const all = [operation(0, 0), operation(1, 1, 2), operation(2, 3, 4)];
    expect(withoutPointless(all, appended)).toEqual(all);
  });
});
