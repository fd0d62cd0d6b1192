/**
 * Every specification: its laws, and the checker against the definition on random small histories. `ORDEAL_ORACLE_RUNS`
 * sets how many (200000 for the long run); the seed is printed by fast-check if they disagree.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationColumns } from '../history/columns.ts';
import type { HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { JustInTimeSearch } from './just-in-time.ts';
import { compileHistory, type CompiledHistory } from './object-history.ts';
import { brokenLaws } from './specification-laws.testing.ts';
import {
  isLinearizableByDefinition,
  subjectHistory,
  subjects,
  type HistoryShape,
  type Subject,
} from './specification-histories.testing.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 2000);
/** Of each kind. */
const numRuns = Math.ceil(runs / 4);
const timeoutMs = Math.max(20_000, runs * 20);

function compiled(
  { specification, initial, failuresObserve }: Subject,
  events: readonly HistoryEvent[],
): CompiledHistory {
  const keeps = (f: string): boolean => failuresObserve && specification.failureObserves?.(f) === true;
  return compileHistory(operationColumns(pairOperations(events), false, keeps), specification, initial);
}

/** The same as one object, even if its parts are objects of their own. */
function whole(subject: Subject, events: readonly HistoryEvent[]): CompiledHistory {
  return compiled({ ...subject, specification: { ...subject.specification, partOf: () => undefined } }, events);
}

/** What the search alone says: the checker may ask a monitor first. */
function searchFinds({ automaton, effectOf, effects, objects }: CompiledHistory): boolean {
  const search = new JustInTimeSearch(automaton, effectOf, effects.length);
  return objects.every(({ events }) => search.run(events, [automaton.initial]).verdict === 'valid');
}

describe.each(subjects)('$name', (subject) => {
  const { specification, initial, failuresObserve } = subject;

  it('keeps the laws of specifications', () => {
    const history = subjectHistory(subject, { most: 8, mutations: 'some' });
    fc.assert(
      fc.property(history, (events) => {
        const { effects, automaton } = compiled(subject, events);
        expect(brokenLaws(automaton, effects.length)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each<{ readonly kind: string } & HistoryShape>([
    { kind: 'valid', mutations: 'none', most: 9 },
    { kind: 'valid but for one result', mutations: 'some', most: 9 },
    { kind: 'with any results', mutations: 'all', most: 7 },
    { kind: 'all at once, often unknown', mutations: 'some', most: 12, clients: 12, longest: 40, unknownInTen: 5 },
  ])(
    `agrees with the definition: $kind`,
    ({ kind: _, ...shape }) => {
      let valid = 0;
      fc.assert(
        fc.property(subjectHistory(subject, shape), (events) => {
          const expected = isLinearizableByDefinition(whole(subject, events));
          expect(searchFinds(compiled(subject, events))).toBe(expected);
          const result = checkLinearizable({
            operations: pairOperations(events),
            specification,
            keyed: false,
            initial,
            failedCas: failuresObserve ? 'observes' : 'did-not-happen',
            withLinearization: true,
          });
          expect(result.verdict).toBe(expected ? 'valid' : 'invalid');
          if (expected) valid++;
        }),
        { numRuns },
      );
      // What is played is valid, but for failures that are recorded where they say what they did not see.
      const least = shape.mutations === 'none' && !failuresObserve ? numRuns : numRuns / 50;
      expect(valid).toBeGreaterThanOrEqual(least);
    },
    timeoutMs,
  );

  it(
    'finds an order of what was played, however much overlaps',
    () => {
      const shape: HistoryShape = { most: 24, mutations: 'none', clients: 12, longest: 40, unknownInTen: 4 };
      fc.assert(
        fc.property(subjectHistory({ ...subject, failuresObserve: false }, shape), (events) => {
          expect(searchFinds(compiled({ ...subject, failuresObserve: false }, events))).toBe(true);
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );
});
