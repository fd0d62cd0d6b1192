/** The search against the definition itself, on many small random histories. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByBruteForce, isLinearizableByPlainSearch } from './brute-force.testing.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { oracleRuns } from './oracle-runs.testing.ts';
import { searchObject } from './object.testing.ts';
import { anyHistory, playedHistory } from './random-histories.testing.ts';
import { casRegisterSpecification, registerSpecification } from './specifications/index.ts';
import type { Specification } from './specification.ts';

const specifications = [
  { specification: registerSpecification, functions: ['read', 'write'] },
  { specification: casRegisterSpecification, functions: ['read', 'write', 'cas'] },
] as const;

const runs = oracleRuns(10_000);
const largerRuns = oracleRuns(3000);

type Oracle = (operations: readonly Operation[], initial: Json) => boolean;

/** What the search alone says, without the quick refutation that the checker tries first. */
function searchFinds(operations: readonly Operation[], specification: Specification): string {
  return searchObject(operations, specification)?.result.verdict ?? 'valid';
}

/** All answers must agree. */
function agree(events: HistoryEvent[], specification: Specification, oracle: Oracle): boolean {
  const operations = pairOperations(events);
  const expected = oracle(operations, null);
  expect(searchFinds(operations, specification)).toBe(expected ? 'valid' : 'invalid');
  const result = checkLinearizable({ operations, specification, keyed: false });
  expect(result.verdict).toBe(expected ? 'valid' : 'invalid');
  return expected;
}

/** The share of valid histories among those on which both agreed. */
function validShare(
  arbitrary: fc.Arbitrary<HistoryEvent[]>,
  numRuns: number,
  specification: Specification,
  oracle: Oracle,
): number {
  let valid = 0;
  const property = fc.property(arbitrary, (events) => {
    if (agree(events, specification, oracle)) valid++;
  });
  fc.assert(property, { numRuns });
  return valid / numRuns;
}

describe.each(specifications)('$specification.name', ({ specification, functions }) => {
  const small = { functions, mostOperations: 7, unknownInTen: 3 };
  const larger = { functions, mostOperations: 14, unknownInTen: 6 };
  it.each([
    { kind: 'arbitrary', arbitrary: anyHistory(small), least: 0.2, most: 0.8 },
    { kind: 'valid by construction', arbitrary: playedHistory(small, false), least: 1, most: 1 },
    { kind: 'valid but for one result', arbitrary: playedHistory(small, true), least: 0.3, most: 0.9 },
    {
      kind: 'with writes of null, but for one result',
      arbitrary: playedHistory({ ...small, deletes: true }, true),
      least: 0.3,
      most: 0.95,
    },
  ])(`agrees with brute force on ${runs} small histories: $kind`, ({ arbitrary, least, most }) => {
    const share = validShare(arbitrary, runs, specification, isLinearizableByBruteForce);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it.each([
    { kind: 'arbitrary', arbitrary: anyHistory(larger), least: 0.2, most: 0.8 },
    { kind: 'valid but for one result', arbitrary: playedHistory(larger, true), least: 0.3, most: 0.95 },
    {
      kind: 'with writes of null',
      arbitrary: playedHistory({ ...larger, deletes: true }, true),
      least: 0.3,
      most: 0.97,
    },
  ])(`agrees with a plain search on ${largerRuns} larger ones: $kind`, ({ arbitrary, least, most }) => {
    const share = validShare(arbitrary, largerRuns, specification, isLinearizableByPlainSearch);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });
});

describe('the plain search', () => {
  it('agrees with brute force', () => {
    const shape = { functions: ['read', 'write', 'cas'], mostOperations: 7, unknownInTen: 4 } as const;
    fc.assert(
      fc.property(anyHistory(shape), (events) => {
        const operations = pairOperations(events);
        expect(isLinearizableByPlainSearch(operations, null)).toBe(isLinearizableByBruteForce(operations, null));
      }),
      { numRuns: 2000 },
    );
  });
});
