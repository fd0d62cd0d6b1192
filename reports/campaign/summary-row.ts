/** One trial of a campaign, as summaries show it. Texts may be hostile; each renderer makes them safe. */
import type { Verdict } from '../../checkers/verdict.ts';

export interface SummaryRow {
  /** What the trial is, in a few words. */
  readonly title: string;
  readonly expected: Verdict;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly reportPath: string;
  readonly replayCommand: string;
  /** How long the trial took. */
  readonly seconds: number;
}

/** `3 trials: 1 valid, 2 invalid, 0 unknown; all as expected`. */
export function summaryLine(rows: readonly Pick<SummaryRow, 'verdict' | 'expected'>[]): string {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  const surprises = rows.filter((row) => row.verdict !== row.expected).length;
  const trials = rows.length === 1 ? '1 trial' : `${rows.length} trials`;
  const expectation = surprises === 0 ? 'all as expected' : `${surprises} not as expected`;
  return `${trials}: ${count('valid')} valid, ${count('invalid')} invalid, ${count('unknown')} unknown; ${expectation}`;
}
