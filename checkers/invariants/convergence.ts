/**
 * Convergence: once nobody writes and nothing is broken, all copies come to hold the same (Terry et al., "Managing Update
 * Conflicts in Bayou", 1995; Shapiro et al. 2011, strong eventual consistency). Final reads are those for
 * which whoever recorded them had stopped to write, and waited for as long as the system claims to need. Then two that return
 * different things show copies that will never agree.
 */
import type { Json, Operation } from '../history/event.ts';
import { quote, seconds } from '../history/quote.ts';
import { worstVerdict, type CheckResult } from '../verdict.ts';
import { AnomalyList, okReads } from './anomaly-list.ts';
import { evidence } from './invariant-question.ts';

/** Sets come in any order. */
const shown = (value: Json): string =>
  JSON.stringify(
    Array.isArray(value) ? (value as readonly Json[]).map((one) => JSON.stringify(one)).toSorted() : value,
  );

export interface ConvergenceQuestion {
  readonly operations: readonly Operation[];
  /** Reads, which have `f` read, return `[key, value]` if keyed. */
  readonly keyed: boolean;
  /** Reads invoked from then on are final. */
  readonly finalFromNs: number;
}

/** Adds to a result of a workload what its final reads say of convergence. O(n log n). */
export function withConvergence(
  result: CheckResult,
  { operations, keyed, finalFromNs }: ConvergenceQuestion,
): CheckResult {
  const anomalies = new AnomalyList('eventual');
  const first = new Map<string, Operation>();
  for (const read of okReads(operations)) {
    if (read.invokeTimeNs < finalFromNs) continue;
    const [key, value] = (keyed ? read.value : ['', read.value]) as readonly [Json, Json];
    const name = quote(key);
    const other = first.get(name);
    if (other === undefined) first.set(name, read);
    else {
      const otherValue = keyed ? (other.value as readonly Json[])[1] : other.value;
      if (shown(otherValue as Json) !== shown(value)) report(anomalies, other, read, keyed ? name : null);
    }
  }
  return {
    ...result,
    verdict: worstVerdict([result.verdict, anomalies.anyForbidden ? 'invalid' : 'valid']),
    anomalies: [...anomalies.examples(), ...result.anomalies],
    anomalyCount: anomalies.count + result.anomalyCount,
  };
}

function report(anomalies: AnomalyList, first: Operation, second: Operation, key: string | null): void {
  anomalies.add('diverged-copies', 'diverged-copies', () => ({
    summary: `at the end process ${first.process} read ${quote(first.value)} and process ${second.process} read ${quote(second.value)} (at ${seconds(second.completeTimeNs)}), though nobody wrote any more and the copies had had time to agree`,
    operations: evidence(first, second),
    ...(key === null ? {} : { subject: key }),
    consequence: 'what you see depends for ever on which copy you ask',
  }));
}
