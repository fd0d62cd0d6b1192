import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventType, Json, Operation } from '../../history/event.ts';
import { pairOperations } from '../../history/pairing.ts';
import type { CheckResult } from '../../verdict.ts';
import { done, operationsOf, picks, simulate, type Step } from '../histories.testing.ts';
import { hasOwnOrder, isCausallyConsistent, keepsGuarantees, type Guarantees } from './guarantee-oracle.testing.ts';
import { checkSessionGuarantees } from './session-guarantees.ts';

const write = (process: number, key: string, value: Json, type: EventType = 'ok'): Step[] =>
  done(process, 'write', [key, value], [key, value], type);
const read = (process: number, key: string, value: Json): Step[] => done(process, 'read', [key, null], [key, value]);

function check(steps: readonly Step[], model = 'causal'): CheckResult {
  return checkSessionGuarantees({ operations: operationsOf(...steps), model });
}

const levels = ['monotonic-reads', 'read-your-writes', 'monotonic-writes', 'writes-follow-reads', 'pram', 'causal'];

function broken(steps: readonly Step[]): string[] {
  return levels.filter((model) => check(steps, model).verdict === 'invalid');
}

describe('session guarantees', () => {
  it('are kept', () => {
    const steps = [
      ...write(1, 'x', 1),
      ...read(1, 'x', 1),
      ...read(2, 'x', null),
      ...read(2, 'x', 1),
      ...write(2, 'x', 2),
    ];
    expect(check(steps)).toEqual({
      checker: 'session-guarantees',
      model: 'causal',
      verdict: 'valid',
      anomalies: [],
      anomalyCount: 0,
      reasons: [],
      algorithm: 'direct',
      operations: 5,
    });
  });

  it('read your writes', () => {
    const steps = [...write(1, 'x', 1), ...read(1, 'x', null), ...read(2, 'x', 1)];
    expect(check(steps).anomalies).toEqual([
      {
        type: 'read-your-writes',
        summary:
          'process 1 read the initial value in key "x" at 3.000 s, though it had itself written 1 there, acknowledged at 1.000 s, which is newer',
        operations: [0, 2],
        subject: '"x"',
        consequence: expect.stringContaining('profile'),
      },
    ]);
    expect(broken(steps)).toEqual(['read-your-writes', 'pram', 'causal']);
    const older = [...write(1, 'x', 1), ...write(1, 'x', 2), ...read(1, 'x', 1)];
    expect(check(older).anomalies).toMatchObject([{ type: 'read-your-writes', operations: [0, 2, 4] }]);
    expect(broken(older)).toEqual(['pram', 'causal']);
    const others = [...write(2, 'x', 1), ...read(1, 'x', 1), ...write(1, 'x', 2), ...read(1, 'x', 1)];
    expect(check(others).anomalies).toMatchObject([{ type: 'read-your-writes', operations: [0, 4, 6] }]);
    expect(broken(others)).toEqual(['causal']);
    const flip = [...write(2, 'x', 1), ...write(1, 'x', 2), ...read(1, 'x', 1), ...read(1, 'x', 2)];
    expect(broken(flip)).toEqual(['pram', 'causal']);
  });

  it('monotonic reads', () => {
    const initial = [...write(1, 'x', 1), ...read(2, 'x', 1), ...read(2, 'x', null)];
    expect(check(initial).anomalies).toEqual([
      {
        type: 'monotonic-reads',
        summary:
          'process 2 read the initial value in key "x" at 5.000 s, though it had already gone on to 1, written there by process 1 (it read the key at 3.000 s): what it sees goes backwards',
        operations: [0, 2, 4],
        subject: '"x"',
        consequence: expect.stringContaining('reload'),
      },
    ]);
    expect(broken(initial)).toEqual(['monotonic-reads', 'pram', 'causal']);
    const both = [...write(1, 'x', 1), ...write(2, 'x', 2)];
    const flip = [...both, ...read(3, 'x', 1), ...read(3, 'x', 2), ...read(3, 'x', 1)];
    expect(check(flip).anomalies).toMatchObject([{ type: 'monotonic-reads', operations: [0, 2, 6, 8] }]);
    expect(broken(flip)).toEqual(['monotonic-reads', 'pram', 'causal']);
    const order = [...write(1, 'x', 1), ...write(1, 'x', 2), ...read(3, 'x', 2), ...read(3, 'x', 1)];
    expect(check(order).anomalies).toMatchObject([{ type: 'monotonic-reads' }]);
    expect(broken(order)).toEqual(['pram', 'causal']);
    // Two sessions may see concurrent writes in different orders.
    const apart = [...both, ...read(3, 'x', 1), ...read(3, 'x', 2), ...read(4, 'x', 2), ...read(4, 'x', 1)];
    expect(check(apart).verdict).toBe('valid');
  });

  it('monotonic writes', () => {
    const steps = [...write(1, 'x', 1), ...write(1, 'y', 2), ...read(2, 'y', 2), ...read(2, 'x', null)];
    expect(check(steps).anomalies).toMatchObject([
      {
        type: 'monotonic-writes',
        summary:
          'process 2 read the initial value in key "x" at 7.000 s, though it had seen something that process 1 wrote not before 1 there, which is newer',
        operations: [0, 6],
      },
    ]);
    expect(broken(steps)).toEqual(['pram', 'causal']);
    const older = [
      ...write(1, 'x', 1),
      ...write(1, 'x', 2),
      ...write(1, 'y', 3),
      ...read(2, 'y', 3),
      ...read(2, 'x', 1),
    ];
    expect(check(older).anomalies).toMatchObject([{ type: 'monotonic-writes', operations: [0, 2, 8] }]);
  });

  it('writes follow reads', () => {
    const steps = [
      ...write(1, 'x', 1),
      ...read(2, 'x', 1),
      ...write(2, 'y', 2),
      ...read(3, 'y', 2),
      ...read(3, 'x', null),
    ];
    expect(check(steps).anomalies).toMatchObject([
      {
        type: 'writes-follow-reads',
        summary:
          'process 3 read the initial value in key "x" at 9.000 s, though 1, written there by process 1, is newer and among the causes of what it had already seen',
        operations: [0, 8],
      },
    ]);
    expect(broken(steps)).toEqual(['causal']);
    const newer = [
      write(1, 'x', 1),
      read(2, 'x', 1),
      write(2, 'x', 2),
      read(4, 'x', 2),
      write(4, 'y', 3),
      read(3, 'y', 3),
      read(3, 'x', 1),
    ].flat();
    expect(check(newer).anomalies).toMatchObject([{ type: 'writes-follow-reads', operations: [0, 4, 12] }]);
    expect(broken(newer)).toEqual(['causal']);
    const same = [
      write(1, 'x', 1),
      write(1, 'x', 2),
      read(2, 'x', 2),
      write(2, 'y', 3),
      read(3, 'y', 3),
      read(3, 'x', 1),
    ].flat();
    expect(check(same).anomalies).toMatchObject([{ type: 'writes-follow-reads', operations: [0, 2, 10] }]);
  });

  it('begin with an initial value, and do not fault what nobody knows', () => {
    const operations = operationsOf(...write(1, 'x', 1), ...read(1, 'x', 0));
    expect(checkSessionGuarantees({ operations, initial: 0 }).anomalies).toMatchObject([{ type: 'read-your-writes' }]);
    expect(checkSessionGuarantees({ operations }).anomalies).toMatchObject([{ type: 'unexpected-value' }]);
    expect(check([...write(1, 'x', 1, 'info'), ...read(2, 'x', null), ...read(2, 'x', 1)]).anomalies).toEqual([]);
    expect(
      check([...write(1, 'x', 1, 'fail'), ...read(1, 'x', null), ...write(1, 'x', 2), ...read(1, 'x', 2)]).anomalies,
    ).toEqual([]);
  });

  it('have values from somewhere', () => {
    expect(check([...write(1, 'x', 1), ...read(2, 'x', 7)], 'eventual')).toMatchObject({
      verdict: 'invalid',
      anomalies: [{ type: 'unexpected-value', operations: [2] }],
    });
    const aborted = [...write(1, 'x', 1), ...write(2, 'x', 7, 'fail'), ...read(3, 'x', 7)];
    expect(check(aborted).anomalies[0]?.summary).toContain('process 2 was told that its write of that had failed');
    expect(check(aborted, 'eventual').verdict).toBe('invalid');
    expect(check([...read(2, 'x', 1), ...write(1, 'x', 1)]).anomalies).toMatchObject([{ type: 'unexpected-value' }]);
    const during: Step[] = [['invoke', 2, 'read', ['x', null]], ...write(1, 'x', 1), ['ok', 2, 'read', ['x', 1]]];
    expect(check(during).verdict).toBe('valid');
  });

  it.each<[string, Step[], string, string]>([
    ['no reads', write(1, 'x', 1), 'causal', 'no read succeeded: no session saw anything'],
    [
      'nothing seen',
      [...write(1, 'x', 1), ...read(2, 'x', null)],
      'causal',
      'no read returned what had been written: no session saw anything',
    ],
    [
      'values twice',
      [...write(1, 'x', 1), ...write(2, 'x', 1), ...read(2, 'x', 1), ...write(1, 'y', 1), ...read(2, 'y', 1)],
      'causal',
      'a value was written twice to 1 key: reads of those say nothing',
    ],
    [
      'a guarantee that single reads cannot break',
      [...write(1, 'x', 1), ...read(1, 'x', 1)],
      'monotonic-writes',
      'reads of one register at a time cannot break monotonic-writes alone: without monotonic reads each may come from another replica',
    ],
  ])('are unknown: %s', (_, steps, model, reason) => {
    expect(check(steps, model)).toMatchObject({ verdict: 'unknown', reasons: [reason] });
  });

  it('refuses other shapes, and says when memory does not suffice', () => {
    expect(() => check(done(1, 'cas', ['x', [1, 2]]))).toThrow('session-guarantees');
    expect(() => check(done(1, 'read', null, 5))).toThrow('event 1');
    const operations = operationsOf(...write(1, 'x', 1), ...write(2, 'x', 2), ...read(1, 'x', 2));
    const result = checkSessionGuarantees({ operations, budget: { memoryLimitBytes: 8 } });
    expect(result).toMatchObject({ verdict: 'unknown' });
    expect(result.reasons[0]).toContain('writes follow reads was not judged');
    expect(checkSessionGuarantees({ operations, model: 'pram', budget: { memoryLimitBytes: 8 } }).verdict).toBe(
      'valid',
    );
  });
});

/** Random reads: each returns some write of its key, begun before the read ended, or the initial value. */
function randomRegisters(chosen: readonly (readonly [number, number])[], choices: readonly number[]): Operation[] {
  let [next, choice] = [0, 0];
  const written = new Map<string, number[]>([
    ['x', []],
    ['y', []],
  ]);
  const history = simulate(
    chosen,
    3,
    {
      invoke(_, dice) {
        const key = dice % 2 === 0 ? 'x' : 'y';
        if (dice % 5 < 3 || next >= 5) return { f: 'read', value: [key, null] };
        written.get(key)?.push(++next);
        return { f: 'write', value: [key, next] };
      },
      effect({ f, value }) {
        if (f === 'write') return value;
        const [key] = value as [string, null];
        const options = [null, ...(written.get(key) ?? [])];
        return [key, options[(choices[choice++ % choices.length] ?? 0) % options.length] ?? null];
      },
    },
    false,
  );
  return pairOperations(history);
}

const none: Guarantees = {
  readYourWrites: false,
  monotonicReads: false,
  monotonicWrites: false,
  writesFollowReads: false,
};

describe('against the definitions', () => {
  const runs = { numRuns: 4000 };
  const histories = fc
    .tuple(picks(30), fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }))
    .map(([chosen, choices]) => randomRegisters(chosen, choices));

  it('accuses only where no order and no sets of what is seen keep the guarantee', () => {
    const accused = new Map<string, number>();
    const definitions: readonly (readonly [string, Guarantees])[] = [
      ['read-your-writes', { ...none, readYourWrites: true }],
      ['monotonic-reads', { ...none, monotonicReads: true }],
      ['pram', { ...none, readYourWrites: true, monotonicReads: true, monotonicWrites: true }],
      ['causal', { readYourWrites: true, monotonicReads: true, monotonicWrites: true, writesFollowReads: true }],
    ];
    fc.assert(
      fc.property(histories, (operations) => {
        for (const [model, guarantees] of definitions) {
          if (checkSessionGuarantees({ operations, model }).verdict !== 'invalid') continue;
          accused.set(model, (accused.get(model) ?? 0) + 1);
          expect([model, keepsGuarantees(operations, guarantees)]).toEqual([model, false]);
        }
      }),
      runs,
    );
    for (const [model] of definitions) expect([model, (accused.get(model) ?? 0) > 100]).toEqual([model, true]);
  });

  it('accuses of PRAM and causal consistency only where some process has no order of its own', () => {
    fc.assert(
      fc.property(histories, (operations) => {
        const processes = [...new Set(operations.map(({ process }) => process))];
        for (const model of ['pram', 'causal']) {
          if (checkSessionGuarantees({ operations, model }).verdict !== 'invalid') continue;
          expect(processes.every((one) => hasOwnOrder(operations, one, model === 'causal'))).toBe(false);
        }
      }),
      runs,
    );
  });

  it('finds every history that is not causally consistent (CC)', () => {
    const counts = { consistent: 0, not: 0 };
    fc.assert(
      fc.property(histories, (operations) => {
        const isConsistent = isCausallyConsistent(operations);
        const { verdict, anomalyCount } = checkSessionGuarantees({ operations });
        expect(isConsistent || verdict === 'invalid').toBe(true);
        expect(isConsistent || anomalyCount > 0).toBe(true);
        counts[isConsistent ? 'consistent' : 'not']++;
      }),
      runs,
    );
    expect(Math.min(counts.consistent, counts.not)).toBeGreaterThan(300);
  });

  it('never accuses one copy that loses answers', () => {
    fc.assert(
      fc.property(picks(60), (chosen) => {
        const held = new Map<string, number>();
        let next = 0;
        const history = simulate(chosen, 4, {
          invoke(_, dice) {
            const key = 'xyz'[dice % 3] as string;
            return dice % 2 === 0 ? { f: 'read', value: [key, null] } : { f: 'write', value: [key, ++next] };
          },
          effect({ f, value }) {
            const [key, number] = value as [string, number];
            if (f === 'read') return [key, held.get(key) ?? null];
            held.set(key, number);
            return value;
          },
        });
        expect(checkSessionGuarantees({ operations: pairOperations(history) }).anomalies).toEqual([]);
      }),
      runs,
    );
  });
});
