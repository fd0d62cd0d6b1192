/** What must hold of every history, whatever its verdict. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByBruteForce } from './brute-force.testing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { searchObject } from './object.testing.ts';
import { anyHistory, playedHistory } from './random-histories.testing.ts';
import { casRegisterSpecification as specification } from './specifications/index.ts';

const shape = { functions: ['read', 'write', 'cas'], mostOperations: 7, unknownInTen: 3 } as const;
const history = fc.oneof(anyHistory(shape), playedHistory(shape, true), playedHistory(shape, false));
const operationsOfAny = history.map(pairOperations);
const numRuns = 5000;

function isValid(operations: readonly Operation[]): boolean {
  return checkLinearizable({ operations, specification, keyed: false }).verdict === 'valid';
}

/** The invocations in the order that the search found, or undefined if there is none. */
function orderOf(operations: readonly Operation[]): ReadonlySet<number> | undefined {
  const searched = searchObject(operations, specification);
  if (searched?.result.verdict !== 'valid') return undefined;
  const { history: searchedHistory, placed, result } = searched;
  return new Set(Array.from(result.order, (position) => searchedHistory.operation(placed[position]?.row ?? -1).index));
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
        expect(isValid(operations) && !isValid(relaxed)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('does not need operations of unknown outcome that are not in the order found', () => {
    let left = 0;
    let kept = 0;
    fc.assert(
      fc.property(operationsOfAny, (operations) => {
        const order = orderOf(operations);
        if (order === undefined) return;
        const needed = operations.filter((one) => one.type !== 'info' || order.has(one.index));
        left += operations.length - needed.length;
        kept += needed.filter((one) => one.type === 'info').length;
        expect(isLinearizableByBruteForce(needed, null)).toBe(true);
      }),
      { numRuns },
    );
    // It means something only if operations of unknown outcome are now used, now not.
    expect(left).toBeGreaterThan(500);
    expect(kept).toBeGreaterThan(100);
  });

  it('finds an order that explains everything and respects real time', () => {
    fc.assert(
      fc.property(operationsOfAny, (operations) => {
        const order = orderOf(operations);
        if (order === undefined) return;
        // One after the other in this order, the operations overlap no more: brute force has one order left to try.
        const positions = [...order];
        const inOrder = operations.flatMap((one) => {
          const position = positions.indexOf(one.index);
          if (position < 0) return [];
          return {
            ...one,
            type: 'ok' as const,
            value: one.f === 'read' ? one.value : one.invoked,
            index: position * 2,
            completionIndex: position * 2 + 1,
          };
        });
        expect(isLinearizableByBruteForce(inOrder, null)).toBe(true);
        const lateFirst = operations.some((one) =>
          positions
            .slice(0, positions.indexOf(one.index))
            .some((earlier) => one.type === 'ok' && earlier > one.completionIndex),
        );
        expect(lateFirst).toBe(false);
      }),
      { numRuns },
    );
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
          expect(new Set(result.anomalies.map((anomaly) => anomaly.subject))).toEqual(new Set(subjects));
        },
      ),
      { numRuns },
    );
  });
});
