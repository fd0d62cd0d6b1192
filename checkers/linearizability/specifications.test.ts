/**
 * Every specification: its laws, and every algorithm that may decide it against the definition on random small histories.
 * `ORDEAL_ORACLE_RUNS` sets how many for each (200000 for the long run); if they disagree, fast-check prints the seed and
 * the smallest history.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationColumns } from '../history/columns.ts';
import type { HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { JustInTimeSearch } from './just-in-time.ts';
import { monitorObject } from './monitored.ts';
import { compileHistory, placedOperations, type CompiledHistory } from './object-history.ts';
import { oracleRuns, oracleTimeoutMs } from './oracle-runs.testing.ts';
import { findRefuted } from './refute.ts';
import { brokenLaws } from './specification-laws.ts';
import {
  isLinearizableByDefinition,
  subjectHistory,
  type HistoryShape,
  type Subject,
} from './specification-histories.testing.ts';
import { subjects } from './specification-subjects.testing.ts';

const runs = oracleRuns(2000);
/** Of each kind. */
const numRuns = Math.ceil(runs / 4);

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

/** What the monitors of this kind of object say; undefined if they do not decide all parts and find none invalid. */
function monitorsFind({ specification }: Subject, { objects }: CompiledHistory): boolean | undefined {
  const answers = objects.map(
    (object) => monitorObject(object, specification, true) ?? monitorObject(object, specification, false),
  );
  if (answers.some((one) => one?.answer.verdict === 'invalid')) return false;
  return answers.includes(undefined) ? undefined : true;
}

function isRefuted({ automaton, objects }: CompiledHistory): boolean {
  return objects.some((object) => findRefuted(placedOperations(object), automaton) !== undefined);
}

describe.each(subjects)('$name', (subject) => {
  const { specification, initial, failuresObserve, monitored } = subject;

  it('keeps the laws of specifications', () => {
    const history = subjectHistory(subject, { most: 8, mutations: 'some' });
    fc.assert(
      fc.property(history, (events) => {
        const { effects } = compiled(subject, events);
        expect(brokenLaws(specification, effects, initial)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each<{ readonly kind: string; readonly shape: HistoryShape }>([
    { kind: 'valid', shape: { mutations: 'none', most: 9 } },
    { kind: 'valid but for one result', shape: { mutations: 'some', most: 9 } },
    { kind: 'with any results', shape: { mutations: 'all', most: 7 } },
    {
      kind: 'all at once, often unknown',
      shape: { mutations: 'some', most: 12, clients: 12, longest: 40, unknownInTen: 5 },
    },
  ])(
    'agrees with the definition: $kind',
    ({ shape }) => {
      let valid = 0;
      let decided = 0;
      fc.assert(
        fc.property(subjectHistory(subject, shape), (events) => {
          const expected = isLinearizableByDefinition(whole(subject, events));
          const history = compiled(subject, events);
          expect(searchFinds(history)).toBe(expected);
          const found = monitorsFind(subject, history);
          if (found !== undefined) decided++;
          expect(found ?? expected).toBe(expected);
          expect(expected && isRefuted(history)).toBe(false);
          // With an order each part is judged; without, monitors may decide the whole.
          for (const withLinearization of [true, false]) {
            const result = checkLinearizable({
              operations: pairOperations(events),
              specification,
              keyed: false,
              initial,
              failedCas: failuresObserve ? 'observes' : 'did-not-happen',
              withLinearization,
            });
            expect(result.verdict).toBe(expected ? 'valid' : 'invalid');
          }
          if (expected) valid++;
        }),
        { numRuns },
      );
      // What is played is valid, but for failures that are recorded where they say what they did not see.
      const least = shape.mutations === 'none' && !failuresObserve ? numRuns : numRuns / 50;
      expect(valid).toBeGreaterThanOrEqual(least);
      expect(decided).toBeGreaterThanOrEqual(monitored * numRuns);
    },
    oracleTimeoutMs,
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
    oracleTimeoutMs,
  );
});
