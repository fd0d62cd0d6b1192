/** Sequential consistency: what it allows, and agreement with the definition on small random histories. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { never, operationColumns } from '../history/columns.ts';
import type { EventType, HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { compileHistory, type CompiledHistory } from './object-history.ts';
import { checkSequential } from './sequential.ts';
import { oracleRuns, oracleTimeoutMs } from './oracle-runs.testing.ts';
import { subjectHistory } from './specification-histories.testing.ts';
import { subjects } from './specification-subjects.testing.ts';
import { casRegisterSpecification } from './specifications/index.ts';

function history(...events: readonly [EventType, number, string, Json][]): HistoryEvent[] {
  return events.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index }));
}

/** All orders of the operations that completed and some of the others, in the order of each process. */
function isSequentialByDefinition({ columns, effectOf, automaton, operation }: CompiledHistory): boolean {
  const rows = Array.from({ length: columns.count }, (_, row) => row);
  const processOf = rows.map((row) => operation(row).process);
  const seen = new Set<string>();
  const search = (left: readonly number[], state: number): boolean => {
    if (left.every((row) => columns.complete[row] === never)) return true;
    const configuration = `${left.join()} ${state}`;
    if (seen.has(configuration)) return false;
    seen.add(configuration);
    return left.some((row) => {
      const isFirst = !left.some((other) => other < row && processOf[other] === processOf[row]);
      if (!isFirst) return false;
      const others = left.filter((other) => other !== row);
      if (columns.complete[row] === never && search(others, state)) return true;
      const after = automaton.step(state, effectOf[row] as number);
      return after >= 0 && search(others, after);
    });
  };
  return search(rows, automaton.initial);
}

describe.each(subjects.filter((subject) => !subject.failuresObserve))('$name', (subject) => {
  it.each(['some', 'all'] as const)(
    'agrees with the definition: %s results changed',
    (mutations) => {
      const { specification, initial } = subject;
      fc.assert(
        fc.property(subjectHistory(subject, { most: 8, mutations }), (events) => {
          const compiled = compileHistory(operationColumns(pairOperations(events), false), specification, initial);
          const expected = isSequentialByDefinition(
            compileHistory(
              operationColumns(pairOperations(events), false),
              { ...specification, partOf: () => undefined },
              initial,
            ),
          );
          expect(checkSequential(compiled, {}).verdict).toBe(expected ? 'valid' : 'invalid');
        }),
        { numRuns: Math.ceil(oracleRuns(800) / 2) },
      );
    },
    oracleTimeoutMs,
  );
});

describe('sequential consistency', () => {
  it('is not local: two registers, each fine by itself', () => {
    const events = history(
      ['invoke', 1, 'write', ['x', 1]],
      ['ok', 1, 'write', ['x', 1]],
      ['invoke', 2, 'write', ['y', 1]],
      ['ok', 2, 'write', ['y', 1]],
      ['invoke', 1, 'read', ['y', null]],
      ['ok', 1, 'read', ['y', null]],
      ['invoke', 2, 'read', ['x', null]],
      ['ok', 2, 'read', ['x', null]],
    );
    const ask = (some: readonly HistoryEvent[]) =>
      checkLinearizable({
        operations: pairOperations(some),
        specification: casRegisterSpecification,
        keyed: true,
        model: 'sequential',
      });
    const about = (key: string): HistoryEvent[] => events.filter(({ value }) => (value as readonly Json[])[0] === key);
    expect(ask(events).verdict).toBe('invalid');
    expect(ask(about('x')).verdict).toBe('valid');
    expect(ask(about('y')).verdict).toBe('valid');
  });

  it('may leave out what ended unknown, also of a process that went on', () => {
    const events = history(
      ['invoke', 1, 'write', 1],
      ['info', 1, 'write', 1],
      ['invoke', 1, 'read', null],
      ['ok', 1, 'read', null],
      // It could be seen; else it would not be in question.
      ['invoke', 2, 'cas', [1, 2]],
    );
    const compiled = compileHistory(operationColumns(pairOperations(events), false), casRegisterSpecification, null);
    expect(isSequentialByDefinition(compiled)).toBe(true);
    expect(checkSequential(compiled, {}).verdict).toBe('valid');
  });

  it.each([
    ['memory', { memoryLimitBytes: 2 ** 22 }],
    ['time', { shouldStop: () => true }],
  ])('is unknown at its limit on %s, with how far it came', (_limit, budget) => {
    const begun = Array.from({ length: 30 }, (_, process): [EventType, number, string, Json][] => [
      ['invoke', process, 'write', process],
      ['ok', process, 'write', process],
      ['invoke', process, 'cas', [100 + process, 1]],
      ['ok', process, 'cas', [100 + process, 1]],
    ]).flat();
    const result = checkLinearizable({
      operations: pairOperations(history(...begun)),
      specification: casRegisterSpecification,
      keyed: false,
      model: 'sequential',
      budget,
    });
    expect(result).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'the search for sequential consistency reached its limit: an order that keeps the order of each process was found for 30 of 60 completed operations',
      ],
    });
  });
});
