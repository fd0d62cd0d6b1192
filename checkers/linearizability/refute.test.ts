/** Refutation without a search: what it must refute, and what it must leave alone; one example for each of its conditions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationColumns } from '../history/columns.ts';
import type { HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByPlainSearch } from './brute-force.testing.ts';
import { compileHistory, placedOperations } from './object-history.ts';
import { anyHistory } from './random-histories.testing.ts';
import { findRefuted } from './refute.ts';
import { casRegisterSpecification } from './specifications/register.ts';

type Line = readonly [type: HistoryEvent['type'], process: number, f: string, value: HistoryEvent['value']];

function events(...lines: readonly Line[]): HistoryEvent[] {
  return lines.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index }));
}

/** One operation after the other. */
const done = (process: number, f: string, value: HistoryEvent['value']): readonly Line[] => [
  ['invoke', process, f, f === 'read' ? null : value],
  ['ok', process, f, value],
];

/** The process of the refuted operation, or null. */
function refutedProcess(history: readonly HistoryEvent[], failuresObserve = false): number | null {
  const columns = operationColumns(pairOperations(history), false, () => failuresObserve);
  const { objects, automaton, operation } = compileHistory(columns, casRegisterSpecification, null);
  const refuted = objects[0] === undefined ? undefined : findRefuted(placedOperations(objects[0]), automaton);
  return refuted === undefined ? null : operation(refuted.row).process;
}

describe('refutation without a search', () => {
  it('refutes what was never written, though nothing else happened', () => {
    expect(refutedProcess(events(...done(1, 'read', 2)))).toBe(1);
  });

  it('takes no reader for a writer of what it read', () => {
    expect(refutedProcess(events(...done(1, 'read', 2), ...done(2, 'read', 2)))).toBe(1);
  });

  it('refutes what had been overwritten', () => {
    expect(refutedProcess(events(...done(1, 'write', 1), ...done(2, 'write', 2), ...done(3, 'read', 1)))).toBe(3);
  });

  it('refutes what somebody had seen overwritten', () => {
    const overlapping: Line[] = [
      ['invoke', 1, 'write', 1],
      ['ok', 1, 'write', 1],
      ['invoke', 2, 'write', 2],
      ...done(3, 'read', 2),
      ...done(4, 'read', 1),
      ['ok', 2, 'write', 2],
    ];
    expect(refutedProcess(events(...overlapping))).toBe(4);
  });

  it('leaves a value alone that was overwritten while another writer of it was still under way', () => {
    const twice: Line[] = [
      ['invoke', 1, 'write', 1],
      ['invoke', 2, 'write', 1],
      ['ok', 2, 'write', 1],
      ...done(3, 'write', 2),
      ...done(4, 'read', 1),
      ['ok', 1, 'write', 1],
    ];
    expect(refutedProcess(events(...twice))).toBeNull();
  });

  it('names the one that completed first, whichever began first', () => {
    const written = [...done(1, 'write', 1), ...done(2, 'write', 2)];
    const inner: Line[] = [['invoke', 3, 'read', null], ...done(4, 'read', 1), ['ok', 3, 'read', 1]];
    expect(refutedProcess(events(...written, ...inner))).toBe(4);
    expect(refutedProcess(events(...written, ...done(3, 'read', 1), ...done(4, 'read', 1)))).toBe(3);
  });

  it('refutes beside a compare-and-set that failed, which shows no certain state', () => {
    const failed: Line[] = [
      ['invoke', 3, 'cas', [7, 8]],
      ['fail', 3, 'cas', [7, 8]],
    ];
    const history = [...done(1, 'write', 1), ...done(2, 'write', 2), ...failed, ...done(4, 'read', 1)];
    expect(refutedProcess(events(...history), true)).toBe(4);
  });

  it('never refutes what has an order', () => {
    const shape = { functions: ['read', 'write', 'cas'], mostOperations: 9, unknownInTen: 3 } as const;
    let refuted = 0;
    const property = fc.property(anyHistory(shape), (history) => {
      if (refutedProcess(history) === null) return;
      refuted++;
      expect(isLinearizableByPlainSearch(pairOperations(history), null)).toBe(false);
    });
    fc.assert(property, { numRuns: 5000 });
    expect(refuted).toBeGreaterThan(500);
  });
});
