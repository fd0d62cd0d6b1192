import { describe, expect, it } from 'vitest';
import { checkedWorkloads, checkHistory, InputError, pairOperations, parseJsonl, type HistoryEvent } from './index.ts';

const stale: HistoryEvent[] = [
  { index: 0, type: 'invoke', process: 1, f: 'write', value: ['x', 1], time: 0 },
  { index: 1, type: 'ok', process: 1, f: 'write', value: ['x', 1], time: 1 },
  { index: 2, type: 'invoke', process: 2, f: 'read', value: ['x', null], time: 2 },
  { index: 3, type: 'ok', process: 2, f: 'read', value: ['x', null], time: 3 },
];

describe('checkHistory', () => {
  it('takes events or operations', () => {
    const byEvents = checkHistory({ workload: 'register', events: stale });
    expect(byEvents).toMatchObject({
      verdict: 'invalid',
      checker: 'linearizable',
      model: 'linearizable',
      operations: 2,
    });
    expect(checkHistory({ workload: 'register', operations: pairOperations(stale) })).toEqual(byEvents);
  });

  it('judges an unkeyed register, from an initial value', () => {
    const events = stale.map((event) => ({
      ...event,
      value: Array.isArray(event.value) ? (event.value[1] as number | null) : null,
    }));
    const read = { ...(events[3] as HistoryEvent), value: 5 };
    const history = [events[2] as HistoryEvent, read].map((event, index) => ({ ...event, index }));
    expect(checkHistory({ workload: 'cas-register', events: history, initial: 5 }).verdict).toBe('valid');
    expect(checkHistory({ workload: 'cas-register', events: history }).verdict).toBe('invalid');
  });

  it('passes options on, and ignores those of the workload itself', () => {
    const events: HistoryEvent[] = [
      { index: 0, type: 'invoke', process: 1, f: 'transfer', value: { from: '0', to: '1', amount: 1 }, time: 0 },
      { index: 1, type: 'invoke', process: 2, f: 'read', value: null, time: 1 },
      { index: 2, type: 'ok', process: 2, f: 'read', value: { 0: 9, 1: 10 }, time: 2 },
    ];
    const options = { accounts: 2, balance: 10, maxTransfer: 5 };
    expect(checkHistory({ workload: 'bank', events, options })).toMatchObject({
      verdict: 'invalid',
      model: 'serializable',
    });
    expect(checkHistory({ workload: 'bank', events, options: { total: 19 } }).verdict).toBe('valid');
    expect(() => checkHistory({ workload: 'bank', events, options: { total: 'x' } })).toThrow(InputError);
  });

  it('calls a register that nobody read unknown, and one of other tools valid by definition', () => {
    const write = stale.slice(0, 2);
    expect(checkHistory({ workload: 'register', events: write })).toMatchObject({
      verdict: 'unknown',
      reasons: ['no operation that observes anything succeeded: there is nothing to judge'],
    });
    expect(checkHistory({ workload: 'cas-register', events: write }).verdict).toBe('valid');
  });

  it('refuses names that it does not know', () => {
    expect(() => checkHistory({ workload: 'heap', events: [] })).toThrow('there is no workload "heap"');
    expect(() => checkHistory({ workload: 'set', model: 'best', events: [] })).toThrow('there is no model "best"');
    expect(() => checkHistory({ workload: 'set' })).toThrow('there is no history to check');
  });

  it('names a default model that exists for each workload', () => {
    for (const { name, defaultModel } of checkedWorkloads) {
      expect(checkHistory({ workload: name, events: [] })).toMatchObject({ model: defaultModel });
    }
  });

  it('works on what a stranger parses', () => {
    const text = stale.map((event) => JSON.stringify(event)).join('\n');
    expect(checkHistory({ workload: 'register', events: parseJsonl(text, { file: 'x' }).events }).verdict).toBe(
      'invalid',
    );
  });
});
