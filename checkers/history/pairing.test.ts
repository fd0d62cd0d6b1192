import { describe, expect, it } from 'vitest';
import { HistoryShapeError } from '../input-error.ts';
import type { EventType, HistoryEvent, Json } from './event.ts';
import { pairOperations } from './pairing.ts';

/** `[type, process, f, value]`; index and time by position. */
function history(...events: readonly [EventType, number | string, string, Json?][]): HistoryEvent[] {
  return events.map(([type, process, f, value = null], index) => ({
    index,
    type,
    process,
    f,
    value,
    time: index * 10,
  }));
}

describe('pairOperations', () => {
  it('pairs by process, in the order of invocations', () => {
    const operations = pairOperations(
      history(['invoke', 1, 'write', 5], ['invoke', 2, 'read'], ['ok', 2, 'read', 7], ['ok', 1, 'write', 5]),
    );
    expect(operations).toEqual([
      {
        index: 0,
        completionIndex: 3,
        process: 1,
        f: 'write',
        invoked: 5,
        value: 5,
        type: 'ok',
        invokeTimeNs: 0,
        completeTimeNs: 30,
      },
      {
        index: 1,
        completionIndex: 2,
        process: 2,
        f: 'read',
        invoked: null,
        value: 7,
        type: 'ok',
        invokeTimeNs: 10,
        completeTimeNs: 20,
      },
    ]);
  });

  it('takes an operation without a completion for info', () => {
    const [operation] = pairOperations(history(['invoke', 1, 'write', 5]));
    expect(operation).toMatchObject({ type: 'info', completionIndex: -1, value: 5, completeTimeNs: Infinity });
  });

  it('gives failed and unknown operations the value of their invocation unless they carry one', () => {
    const operations = pairOperations(
      history(['invoke', 1, 'write', 5], ['info', 1, 'write'], ['invoke', 2, 'write', 6], ['fail', 2, 'write', 8]),
    );
    expect(operations.map((operation) => operation.value)).toEqual([5, 8]);
  });

  it('keeps the error of a completion', () => {
    const events = history(['invoke', 1, 'read'], ['info', 1, 'read']);
    const [invocation, completion] = events as [HistoryEvent, HistoryEvent];
    expect(pairOperations([invocation, { ...completion, error: ['timeout'] }])[0]?.error).toEqual(['timeout']);
  });

  it('skips processes that are not integers', () => {
    expect(pairOperations(history(['info', 'nemesis', 'kill'], ['invoke', 'nemesis', 'kill']))).toEqual([]);
  });

  it('lets an ok completion observe null', () => {
    expect(pairOperations(history(['invoke', 1, 'read', 3], ['ok', 1, 'read', null]))[0]?.value).toBeNull();
  });

  it.each([
    [
      'a completion without an invocation',
      history(['invoke', 1, 'read'], ['ok', 2, 'read']),
      1,
      'process 2 completes "read" (ok), which it never invoked',
    ],
    [
      'a second completion',
      history(['invoke', 1, 'read'], ['ok', 1, 'read'], ['ok', 1, 'read']),
      2,
      'process 1 completes "read" (ok), which it never invoked',
    ],
    [
      'two open operations of one process',
      history(['invoke', 1, 'read'], ['invoke', 1, 'write', 1]),
      1,
      'process 1 invokes "write" while its "read" (event 0) is still open',
    ],
    [
      'a completion of another function',
      history(['invoke', 1, 'read'], ['ok', 1, 'write', 1]),
      1,
      'process 1 completes "write", but its open operation is "read" (event 0)',
    ],
  ])('names the event: %s', (_, events, event, reason) => {
    let error: unknown;
    try {
      pairOperations(events);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HistoryShapeError);
    expect(error).toMatchObject({ event, reason });
  });
});
