/** What must hold of the verdicts on every kind of object, whatever they are. Of registers, `laws.test.ts` asks more. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import type { CheckResult } from '../verdict.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { oracleRuns, oracleTimeoutMs } from './oracle-runs.testing.ts';
import { subjectHistory } from './specification-histories.testing.ts';
import { subjects } from './specification-subjects.testing.ts';

const numRuns = Math.ceil(oracleRuns(600) / 5);

interface Law {
  readonly law: string;
  readonly holds: (events: readonly HistoryEvent[], choice: number) => boolean;
}

describe.each(subjects)('$name', (subject) => {
  const { specification, initial, failuresObserve, renamed } = subject;
  const history = fc.oneof(
    subjectHistory(subject, { most: 9, mutations: 'some', unknownInTen: 4 }),
    subjectHistory(subject, { most: 8, mutations: 'none', unknownInTen: 5, clients: 8, longest: 40 }),
    subjectHistory(subject, { most: 7, mutations: 'all' }),
  );
  const ask = (operations: readonly Operation[], keyed = false): CheckResult =>
    checkLinearizable({
      operations,
      specification,
      keyed,
      initial,
      failedCas: failuresObserve ? 'observes' : 'did-not-happen',
      withLinearization: true,
    });
  const isValid = (operations: readonly Operation[]): boolean => ask(operations).verdict !== 'invalid';
  const laws: readonly Law[] = [
    {
      law: 'what is of unknown outcome and not in the order found is not needed',
      holds: (events) => {
        const operations = pairOperations(events);
        const { verdict, linearization = [] } = ask(operations);
        if (verdict !== 'valid') return true;
        const used = new Set(linearization.flatMap((one) => one.operations));
        return isValid(operations.filter((one) => one.type !== 'info' || used.has(one.index)));
      },
    },

    {
      law: 'an outcome that becomes unknown allows no less',
      holds: (events, choice) => {
        const operations = pairOperations(events);
        if (!isValid(operations)) return true;
        const chosen = choice % operations.length;
        const relaxed = operations.map((one, position) =>
          position === chosen && one.type === 'ok' ? { ...one, type: 'info' as const, value: one.invoked } : one,
        );
        return isValid(relaxed);
      },
    },

    {
      law: 'precedence that is added allows no more',
      holds: (events, choice) => {
        const operations = pairOperations(events);
        if (isValid(operations)) return true;
        // Positions are spread out, then some intervals lose a bit of either end.
        const narrowed = operations.map((one, position) => {
          const late = (choice >> (position * 2)) % 2 === 0 ? 0 : 4;
          const early = (choice >> (position * 2 + 1)) % 2 === 0 ? 0 : 4;
          const completionIndex = one.completionIndex < 0 ? -1 : one.completionIndex * 10 - early;
          return { ...one, index: one.index * 10 + late, completionIndex };
        });
        return !isValid(narrowed);
      },
    },

    {
      law: 'names of processes and values say nothing',
      holds: (events) => {
        const others = events.map((event) => ({
          ...event,
          process: Number(event.process) * 7 + 3,
          value: renamed(event.value),
        }));
        return isValid(pairOperations(others)) === isValid(pairOperations(events));
      },
    },

    {
      law: 'keys are judged one by one, under any name',
      holds: (events, choice) => {
        const names = [`key ${choice}`, choice];
        // Under the second name, what some of the processes did.
        const twice = names.flatMap((name, position) =>
          events
            .filter(({ process }) => position === 0 || (Number(process) + choice) % 3 > 0)
            .map((event) => ({
              ...event,
              process: Number(event.process) + position * 1000,
              value: [name, event.value],
            })),
        );
        const all = twice.map((event, index) => ({ ...event, index }));
        const alone = names.map((name) =>
          isValid(
            pairOperations(
              all
                .filter(({ value }) => value[0] === name)
                .map((event) => ({ ...event, value: event.value[1] ?? null })),
            ),
          ),
        );
        const { verdict } = ask(pairOperations(all), true);
        return verdict === (alone.every(Boolean) ? 'valid' : 'invalid');
      },
    },
  ];

  it.each(laws)(
    '$law',
    ({ holds }) => {
      fc.assert(
        fc.property(history, fc.nat(), (events, choice) => {
          expect(holds(events, choice)).toBe(true);
        }),
        { numRuns },
      );
    },
    oracleTimeoutMs,
  );
});
