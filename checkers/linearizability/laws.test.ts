/** What must hold of every history, whatever its verdict. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { anyHistory, playedHistory } from './random-histories.ts';
import { casRegisterSpecification as specification } from './register.ts';

const functions = ['read', 'write', 'cas'] as const;
const history = fc.oneof(anyHistory(functions), playedHistory(functions, true), playedHistory(functions, false));
const operationsOfAny = history.map(pairOperations);
const numRuns = 5000;

function isValid(operations: readonly Operation[]): boolean {
  return checkLinearizable({ operations, specification, keyed: false }).verdict === 'valid';
}

function keyed(events: readonly HistoryEvent[], key: string): HistoryEvent[] {
  return events.map((event) => ({ ...event, value: [key, event.value] }));
}

describe('linearizability', () => {
  it('allows more when an operation is made uncertain', () => {
    fc.assert(
      fc.property(operationsOfAny, fc.nat(), (operations, choice) => {
        const chosen = operations[choice % operations.length];
        const relaxed = operations.map((one) =>
          one === chosen && one.type === 'ok' ? { ...one, type: 'info' as const } : one,
        );
        if (isValid(operations)) expect(isValid(relaxed)).toBe(true);
      }),
      { numRuns },
    );
  });

  it('does not need operations of unknown outcome that the order found does not use', () => {
    let used = 0;
    fc.assert(
      fc.property(operationsOfAny, (operations) => {
        if (!isValid(operations)) return;
        const certain = operations.filter((one) => one.type !== 'info');
        const open = operations.filter((one) => one.type === 'info');
        // Dropping one that is needed may make it invalid; adding any never does.
        for (const one of open) {
          const rest = operations.filter((other) => other !== one);
          if (!isValid(rest)) used++;
        }
        if (isValid(certain))
          expect(
            open.every((_, position) =>
              isValid([...certain, ...open.slice(0, position)].toSorted((a, b) => a.index - b.index)),
            ),
          ).toBe(true);
      }),
      { numRuns },
    );
    // The test means something only if operations of unknown outcome matter.
    expect(used).toBeGreaterThan(20);
  });

  it('allows less when intervals shrink', () => {
    fc.assert(
      fc.property(operationsOfAny, fc.infiniteStream(fc.boolean()), (operations, choices) => {
        if (isValid(operations)) return;
        // Positions are spread out, then some intervals lose a bit of either end: precedence is only added.
        const narrowed = operations.map((one) => {
          const late = choices.next().value ? 4 : 0;
          const early = choices.next().value ? 4 : 0;
          const completionIndex = one.completionIndex < 0 ? -1 : one.completionIndex * 10 - early;
          return { ...one, index: one.index * 10 + late, completionIndex };
        });
        expect(isValid(narrowed)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('does not depend on names of processes and values', () => {
    fc.assert(
      fc.property(history, (events) => {
        const renamed = events.map((event) => ({
          ...event,
          process: Number(event.process) * 7 + 3,
          value: JSON.parse(
            JSON.stringify(event.value).replaceAll(/\d/g, (digit) => `"v${digit}"`),
          ) as HistoryEvent['value'],
        }));
        expect(isValid(pairOperations(renamed))).toBe(isValid(pairOperations(events)));
      }),
      { numRuns },
    );
  });

  it('is local: keys are judged one by one, under any name', () => {
    fc.assert(
      fc.property(
        history,
        history,
        fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 2 }),
        (left, right, names) => {
          const [first, second] = names as [string, string];
          const events = [
            ...keyed(left, first),
            ...keyed(right, second).map((event) => ({ ...event, process: Number(event.process) + 100 })),
          ];
          const operations = pairOperations(events.map((event, index) => ({ ...event, index })));
          const result = checkLinearizable({ operations, specification, keyed: true });
          const expected = [left, right].map((one) => isValid(pairOperations(one)));
          expect(result.anomalyCount).toBe(expected.filter((valid) => !valid).length);
          const subjects = [first, second].filter((_, position) => expected[position] === false);
          expect(result.anomalies.map((anomaly) => anomaly.subject).toSorted()).toEqual(subjects.toSorted());
        },
      ),
      { numRuns },
    );
  });
});
