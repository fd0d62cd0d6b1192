/** What is said of each kind of object that was not linearizable: one sentence each, as a stranger reads it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check-history.ts';
import { never, operationColumns } from '../history/columns.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByBruteForce } from './brute-force.testing.ts';
import { compileHistory, placedOperations } from './object-history.ts';
import { anyHistory, playedHistory } from './random-histories.testing.ts';
import { refusal } from './refusal.ts';
import { upToCompletion, type PlacedOperation } from './search-problem.ts';
import { cases, history } from './sentences.testing.ts';
import { isLinearizableByDefinition, subjectHistory } from './specification-histories.testing.ts';
import { subjects } from './specification-subjects.testing.ts';

describe('the sentence', () => {
  it.each(cases)('$workload: $says', ({ workload, lines, says, asked = {} }) => {
    const { verdict, anomalies } = checkHistory({ workload, model: 'linearizable', events: history(lines), ...asked });
    expect(verdict).toBe('invalid');
    expect(anomalies.map(({ summary }) => summary)).toEqual([says]);
  });
});

describe('what a register is said to have held', () => {
  it('is all that a read could have found', () => {
    const shape = { functions: ['read', 'write', 'cas'], mostOperations: 8, unknownInTen: 1 } as const;
    let claims = 0;
    fc.assert(
      fc.property(fc.oneof(anyHistory(shape), playedHistory(shape, true)), (events) => {
        const { anomalies } = checkHistory({ workload: 'cas-register', events });
        for (const { summary, culprit } of anomalies) {
          const said = Array.from(summary.matchAll(/the register held (null|\d)/g), ([, value]) =>
            JSON.parse(value ?? ''),
          );
          const operations = pairOperations(events);
          const accused = operations.find((one) => one.index === culprit);
          if (said.length === 0 || accused?.f !== 'read') continue;
          claims++;
          // What failed did not happen; in a history that is cut off it would look as if nobody knew.
          const until = operations
            .filter((one) => one.type !== 'fail' && one.index < accused.completionIndex)
            .map((one) => (one.completionIndex > accused.completionIndex ? { ...one, type: 'info' as const } : one));
          const possible = [null, 0, 1, 2].filter((value) =>
            isLinearizableByBruteForce(
              until.map((one) => (one === accused || one.index === accused.index ? { ...one, value } : one)),
              null,
            ),
          );
          expect(possible.filter((value) => !said.includes(value))).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
    expect(claims).toBeGreaterThan(0);
  });
});

describe.each(subjects)('$name', ({ specification, initial, ...subject }) => {
  it('is never said to have held something else when it had not', () => {
    const valid = subjectHistory(
      { ...subject, specification, initial, failuresObserve: false },
      { most: 9, mutations: 'some', clients: 5, unknownInTen: 2 },
    );
    fc.assert(
      fc.property(valid, (events) => {
        const whole = { ...specification, partOf: () => undefined };
        const compiled = compileHistory(operationColumns(pairOperations(events), false), whole, initial);
        if (!isLinearizableByDefinition(compiled)) return;
        const all = compiled.objects.flatMap((object) => placedOperations(object));
        const completed = all.filter((one) => one.complete !== never);
        const others = (one: PlacedOperation): PlacedOperation[] =>
          upToCompletion(all, one).filter(({ row }) => row !== one.row);
        const accused = completed.filter((one) => refusal(others(one), one, compiled.automaton) !== undefined);
        expect(accused).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
