import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { bankOptions, checkBank, type BankOptions } from './bank.ts';

type Step = readonly [EventType, number, string, Json];

function history(...events: readonly Step[]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index * 1e9 }));
}

function transfer(from: string, to: string, amount: number, type: EventType = 'ok'): Step[] {
  return [
    ['invoke', 1, 'transfer', { from, to, amount }],
    [type, 1, 'transfer', { from, to, amount }],
  ];
}

function read(balances: Json, process = 2): Step[] {
  return [
    ['invoke', process, 'read', ['0', '1']],
    ['ok', process, 'read', balances],
  ];
}

const options: BankOptions = { accounts: 2, balance: 10 };

function check(steps: readonly Step[], model = 'serializable', given = options): CheckResult {
  return checkBank({ operations: pairOperations(history(...steps)), model, options: given });
}

const skewed = [...transfer('0', '1', 3), ...read({ 0: 7, 1: 10 })];

describe('a bank', () => {
  it('is valid when every read adds up', () => {
    expect(check([...read({ 0: 10, 1: 10 }), ...transfer('0', '1', 10), ...read({ 1: 20, 0: 0 })])).toMatchObject({
      checker: 'bank',
      verdict: 'valid',
      anomalies: [],
      reasons: [],
      operations: 3,
    });
  });

  it('has a wrong total', () => {
    expect(check(skewed).anomalies).toEqual([
      {
        type: 'wrong-total',
        summary:
          'process 2 read, at 3.000 s, balances that add up to 17, 3 too little: the total is 20, as it was at the start',
        operations: [2],
      },
    ]);
  });

  it.each([
    ['strict-serializable', 'invalid'],
    ['serializable', 'invalid'],
    ['snapshot-isolation', 'invalid'],
    ['repeatable-read', 'invalid'],
    ['linearizable', 'invalid'],
    ['sequential', 'invalid'],
    ['monotonic-atomic-view', 'valid'],
    ['read-committed', 'valid'],
    ['read-uncommitted', 'valid'],
    ['causal', 'valid'],
    ['eventual', 'valid'],
  ])('a wrong total under %s is %s', (model, verdict) => {
    const result = check(skewed, model);
    expect(result).toMatchObject({ verdict, model, anomalyCount: 1 });
    expect(result.anomalies[0]?.permitted).toBe(verdict === 'valid' ? true : undefined);
  });

  it('takes the first read for the total when nothing else is known', () => {
    const steps = [...read({ a: 1, b: 2 }), ...transfer('a', 'b', 1), ...read({ a: 0, b: 4 })];
    const result = check(steps, 'serializable', {});
    expect(result.anomalies[0]?.summary).toBe(
      'process 2 read, at 5.000 s, balances that add up to 4, 1 too much: the total is 3, as in the first read, by process 2 at 1.000 s',
    );
    expect(check(steps, 'serializable', { total: 4 }).anomalies).toMatchObject([
      { type: 'wrong-total', operations: [0] },
    ]);
  });

  it('has a negative balance, unless that is allowed', () => {
    const steps = [...transfer('0', '1', 11), ...read({ 0: -1, 1: 21 })];
    expect(check(steps).anomalies).toEqual([
      {
        type: 'negative-balance',
        summary: 'process 2 read, at 3.000 s, a balance of -1 in account "0"',
        operations: [2],
        subject: '0',
      },
    ]);
    expect(check(steps, 'serializable', { ...options, allowNegative: true })).toMatchObject({
      verdict: 'valid',
      anomalyCount: 0,
    });
    expect(check(steps, 'read-committed')).toMatchObject({ verdict: 'valid', anomalies: [{ permitted: true }] });
  });

  it('has an account too many', () => {
    const result = check([...transfer('0', '1', 1), ...read({ 0: 9, 1: 11, '<b>': 0 })], 'read-uncommitted');
    expect(result).toMatchObject({ verdict: 'invalid', anomalies: [{ type: 'unexpected-account', subject: '<b>' }] });
  });

  it('has an account too few', () => {
    const steps = [...transfer('0', '1', 1), ...read({ 0: 20, 1: null })];
    expect(check(steps)).toMatchObject({ verdict: 'invalid', anomalies: [{ type: 'missing-account' }] });
    expect(check(steps).anomalies[0]?.summary).toBe('process 2 read, at 3.000 s, no balance for 1 account: "1"');
  });

  it('may be seen as it was before it was opened, unless reads must be recent', () => {
    const steps = [...transfer('0', '1', 1), ...read({ 0: null, 1: null })];
    expect(check(steps)).toMatchObject({ verdict: 'valid', anomalies: [{ type: 'missing-account', permitted: true }] });
    expect(check(steps, 'strict-serializable').verdict).toBe('invalid');
  });

  it.each<[string, Step[], string]>([
    ['no reads', transfer('0', '1', 1), 'no read succeeded, so nobody knows what the accounts held'],
    [
      'nothing moved',
      [...transfer('0', '1', 1, 'fail'), ...read({ 0: 10, 1: 10 })],
      'every transfer failed, so no balance ever changed',
    ],
  ])('is unknown: %s', (_, steps, reason) => {
    expect(check(steps)).toMatchObject({ verdict: 'unknown', reasons: [reason], anomalies: [] });
  });

  it.each<[string, Step[], string]>([
    ['another function', [['invoke', 1, 'write', 1]], 'event 0: "write" is not an operation of a bank'],
    ['a read of a list', read([1, 2]), 'event 1: a read returned [1,2]'],
    ['a balance that is no number', read({ 0: '10' }), 'event 1: the balance of account "0" is "10", not a number'],
  ])('refuses %s', (_, steps, message) => {
    expect(() => check(steps)).toThrow(expect.objectContaining({ name: 'HistoryShapeError', message }));
  });

  it('refuses options of the wrong type', () => {
    expect(() => bankOptions({ total: '20' })).toThrow('the option total of the bank checker must be a number');
    expect(() => bankOptions({ accounts: [1] })).toThrow('a number or a list of names');
    expect(bankOptions({ accounts: 3, maxTransfer: 5 })).toEqual({ accounts: 3 });
  });
});

/** A correct bank: transfers and reads take effect one after the other. */
const correctBank = fc
  .tuple(
    fc.integer({ min: 2, max: 5 }),
    fc.array(fc.option(fc.record({ from: fc.nat(4), to: fc.nat(4), amount: fc.nat(12) })), {
      minLength: 1,
      maxLength: 40,
    }),
  )
  .map(([count, steps]) => {
    const balances = Array.from({ length: count }, () => 10);
    const events = steps.flatMap((step): Step[] => {
      if (step === null)
        return read(Object.fromEntries(balances.map((balance, account) => [String(account), balance])));
      const from = step.from % count;
      const to = step.to % count;
      const isPaid = from !== to && (balances[from] as number) >= step.amount;
      if (isPaid) {
        balances[from] = (balances[from] as number) - step.amount;
        balances[to] = (balances[to] as number) + step.amount;
      }
      return transfer(String(from), String(to), step.amount, isPaid ? 'ok' : 'fail');
    });
    return {
      count,
      events: history(
        ...events,
        ...read(Object.fromEntries(balances.map((balance, account) => [String(account), balance]))),
      ),
    };
  });

describe('a correct bank', () => {
  it('is never accused', () => {
    fc.assert(
      fc.property(correctBank, fc.boolean(), ({ count, events }, known) => {
        const given = known ? { accounts: count, balance: 10 } : {};
        expect(checkBank({ operations: pairOperations(events), options: given }).anomalyCount).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found out when one balance is wrong', () => {
    fc.assert(
      fc.property(correctBank, fc.nat(), fc.integer({ min: 1, max: 5 }), ({ count, events }, choice, error) => {
        const reads = events.filter((event) => event.type === 'ok' && event.f === 'read');
        const victim = reads[choice % reads.length]?.index;
        const account = String(choice % count);
        const mutated = events.map((event) => {
          if (event.index !== victim) return event;
          const balances = event.value as Record<string, number>;
          return { ...event, value: { ...balances, [account]: (balances[account] as number) + error } };
        });
        const result = checkBank({ operations: pairOperations(mutated), options: { accounts: count, balance: 10 } });
        expect(result).toMatchObject({
          verdict: 'invalid',
          anomalies: [{ type: 'wrong-total', operations: [(victim as number) - 1] }],
        });
      }),
      { numRuns: 2000 },
    );
  });
});
