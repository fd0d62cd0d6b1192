/** What an exploration has given so far: counts, what was reached, why trials were unknown, and what was found. */
import { isFinding, type Fate, type SeedResult } from './exploration.ts';

export interface Tally {
  trials: number;
  readonly fates: Record<Fate, number>;
  operations: number;
  virtualMs: number;
  /** Number of trials that reached it, by label. */
  readonly reached: Record<string, number>;
  /** Number of `unknown` trials by their first reason, without its numbers. */
  readonly unknownReasons: Record<string, number>;
  /** By seed, at most `mostFindings`, the lowest seeds. */
  findings: SeedResult[];
}

const mostFindings = 20;
const mostReasons = 50;

export function emptyTally(): Tally {
  return {
    trials: 0,
    fates: { valid: 0, invalid: 0, unknown: 0, crashed: 0 },
    operations: 0,
    virtualMs: 0,
    reached: {},
    unknownReasons: {},
    findings: [],
  };
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Sentences that differ in numbers and names of nodes alone are one reason. */
function kindOf(reason: string): string {
  return reason
    .replace(/\(.*?\)/g, '')
    .replace(/\b[a-z]*\d[\w.]*\b/g, '#')
    .replace(/\s+/g, ' ')
    .slice(0, 160);
}

export function count(tally: Tally, result: SeedResult): void {
  tally.trials++;
  tally.fates[result.fate]++;
  tally.operations += result.operations;
  tally.virtualMs += result.virtualMs;
  for (const label of result.reached) increment(tally.reached, label);
  if (result.fate === 'unknown') {
    const reason = kindOf(result.reasons[0] ?? 'a check did not finish');
    const known = reason in tally.unknownReasons || Object.keys(tally.unknownReasons).length < mostReasons;
    increment(tally.unknownReasons, known ? reason : 'other reasons');
  }
  if (!isFinding(result)) return;
  const { seed, fate, sentence } = result;
  const finding = { seed, fate, sentence, reasons: [], reached: [], operations: result.operations, virtualMs: 0 };
  tally.findings = [...tally.findings, finding]
    .toSorted((left, right) => left.seed - right.seed)
    .slice(0, mostFindings);
}
