/** The verdict as one sentence that a person can repeat. */
import type { CheckResult, Verdict } from '../../checkers/verdict.ts';
import type { Claim } from '../../targets/contract/target.ts';
import { livenessChecker } from './liveness.ts';
import type { FaultRecord } from '../record/verdict-record.ts';

function underFaults(faults: readonly FaultRecord[]): string {
  const kinds = [...new Set(faults.map((fault) => fault.kind))];
  if (kinds.length === 0) return 'without faults';
  return `under ${faults.length} attested ${faults.length === 1 ? 'fault' : 'faults'} (${kinds.join(', ')})`;
}

/** `subject` is the target with its workload, for instance `redis (set)`. */
export function verdictSentence(
  subject: string,
  verdict: Verdict,
  claim: Claim,
  checks: readonly CheckResult[],
  reasons: readonly string[],
  faults: readonly FaultRecord[],
): string {
  const operations = checks.reduce((sum, check) => sum + check.operations, 0);
  switch (verdict) {
    case 'invalid': {
      const wrong = checks.find((check) => check.verdict === 'invalid');
      if (wrong?.checker === livenessChecker) {
        return `${subject} did not recover: ${wrong.anomalies[0]?.summary ?? 'nobody knows why'}`;
      }
      const broken = checks.flatMap((check) => check.anomalies).find((anomaly) => anomaly.permitted !== true);
      // Whatever the weakest model forbids, all of them forbid.
      const judged = claim.model === 'eventual' ? 'does what no model permits' : `is not ${claim.model}`;
      return `${subject} ${judged}: ${broken?.summary ?? 'see the anomalies'}`;
    }
    case 'unknown':
      return `${subject}: nobody can tell, because ${reasons[0] ?? checks.flatMap((check) => check.reasons)[0] ?? 'a check did not finish'}`;
    case 'valid': {
      // A valid check lists only anomalies that its model permits, a bounded number of them; this is the true one.
      const permitted = checks.reduce((sum, check) => sum + check.anomalyCount, 0);
      const also = permitted === 0 ? '' : `; ${permitted} anomalies seen are permitted by that model`;
      return `${subject} kept its claim (${claim.model}) over ${operations} operations ${underFaults(faults)}${also}`;
    }
  }
}
