/** Puts together what several threads found, each in parts of one history that no other thread judged. */
import { worstVerdict, type CheckResult } from '../../checkers/index.ts';

const mostAnomalies = 100;
const mostReasons = 10;

/** The result of the whole. Each part's result counts all operations, as the first does. */
export function mergeResults(first: CheckResult, others: readonly CheckResult[]): CheckResult {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const algorithms = new Set(all.flatMap(({ algorithm }) => algorithm.split(', ')).filter((name) => name !== 'none'));
  const anomalies = all
    .flatMap((part) => part.anomalies)
    .toSorted((left, right) => (left.culprit ?? 0) - (right.culprit ?? 0));
  const { linearization: _, ...rest } = first;
  const verdict = worstVerdict(all.map((part) => part.verdict));
  // A part that judged nothing has no order of its own.
  const orders = all.flatMap(({ linearization = [] }) => linearization);
  return {
    ...rest,
    ...(verdict === 'valid' && all.some((part) => part.linearization !== undefined) ? { linearization: orders } : {}),
    verdict,
    anomalies: anomalies.slice(0, mostAnomalies),
    anomalyCount: all.reduce((sum, part) => sum + part.anomalyCount, 0),
    reasons: [...new Set(all.flatMap(({ reasons }) => reasons))].slice(0, mostReasons),
    algorithm: [...algorithms].toSorted().join(', ') || 'none',
  };
}

/** Instead of the result of a thread that gave none: what it had claimed is not judged. */
export function lostResult(first: CheckResult, reason: string): CheckResult {
  return { ...first, verdict: 'unknown', anomalies: [], anomalyCount: 0, reasons: [reason], algorithm: 'none' };
}
