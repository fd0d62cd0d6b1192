/** How many random histories the comparisons with the definition take: few in the tests, many in a long run. */

/**
 * As many as `ORDEAL_ORACLE_RUNS` says, or else as many as a test can afford. Each comparison takes as many for each
 * specification and algorithm.
 */
export function oracleRuns(affordable: number): number {
  const asked = process.env['ORDEAL_ORACLE_RUNS'];
  return asked === undefined ? affordable : Math.max(1, Number.parseInt(asked, 10));
}

/** For a comparison that takes many; a long run is not to be cut off. */
export const oracleTimeoutMs = Math.max(60_000, oracleRuns(0) * 50);
