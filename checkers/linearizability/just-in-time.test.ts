/** Histories in which one rule of the search decides: too rare for chance. */
import { describe, expect, it } from 'vitest';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { searchObject } from './object.testing.ts';
import type { Specification } from './specification.ts';
import { casRegisterSpecification, counterSpecification, kvAppendSpecification } from './specifications/index.ts';

type Draft = readonly [EventType, number, string, Json];

/** Invocations in the order in which the search found a place for them, or undefined. */
function orderOf(specification: Specification, ...events: readonly Draft[]): number[] | undefined {
  const history = events.map(([type, process, f, value], index): HistoryEvent => ({
    index,
    type,
    process,
    f,
    value,
    time: index,
  }));
  const searched = searchObject(pairOperations(history), specification);
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
