/** The search against the definition itself, on many small random histories. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { isLinearizableByBruteForce } from './brute-force.ts';
import { checkLinearizable } from './check-linearizable.ts';
import { anyHistory, playedHistory } from './random-histories.ts';
import { casRegisterSpecification, registerSpecification } from './register.ts';
import type { Specification } from './specification.ts';

const specifications = [
  { specification: registerSpecification, functions: ['read', 'write'] },
  { specification: casRegisterSpecification, functions: ['read', 'write', 'cas'] },
] as const;

const runs = 10_000;

function agree(events: HistoryEvent[], specification: Specification): boolean {
  const operations = pairOperations(events);
  const expected = isLinearizableByBruteForce(operations, null);
  const result = checkLinearizable({ operations, specification, keyed: false });
  expect(result.verdict).toBe(expected ? 'valid' : 'invalid');
  return expected;
}

describe.each(specifications)('$specification.name agrees with brute force', ({ specification, functions }) => {
  const kinds = [
    { kind: 'arbitrary', arbitrary: anyHistory(functions), least: 0.2, most: 0.8 },
    { kind: 'valid by construction', arbitrary: playedHistory(functions, false), least: 1, most: 1 },
    { kind: 'valid but for one result', arbitrary: playedHistory(functions, true), least: 0.3, most: 0.9 },
  ];
  it.each(kinds)(`on ${runs} histories, $kind`, ({ arbitrary, least, most }) => {
    let valid = 0;
    fc.assert(
      fc.property(arbitrary, (events) => {
        if (agree(events, specification)) valid++;
      }),
      { numRuns: runs },
    );
    const share = valid / runs;
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });
});
