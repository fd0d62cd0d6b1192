/**
 * No vacuous green: a verdict must be earned. A history without a successful operation of each kind that the workload
 * needs, or in which no two operations on the same object ever overlapped, shows nothing; nor does a planned fault that
 * never bit. Each such gap is a reason for `unknown`.
 */
import type { Operation } from '../../checkers/history/event.ts';
import type { FaultRecord, OperationCounts } from '../record/verdict-record.ts';
import type { Workload } from '../workloads/workload.ts';

export function countOperations(operations: readonly Operation[]): OperationCounts[] {
  const counts = new Map<string, { ok: number; fail: number; info: number }>();
  for (const { f, type } of operations) {
    const count = counts.get(f) ?? { ok: 0, fail: 0, info: 0 };
    count[type]++;
    counts.set(f, count);
  }
  return [...counts].map(([f, count]) => ({ f, ...count }));
}

/**
 * True if two operations on the same object overlapped in time: on the same key for a keyed workload (value `[key, x]` or
 * the key), else any two. Operations are in order of invocation; O(n).
 */
export function hasContention(operations: readonly Operation[], keyed: boolean): boolean {
  const busyUntilNs = new Map<string, number>();
  for (const operation of operations) {
    const about = keyed ? String(Array.isArray(operation.invoked) ? operation.invoked[0] : operation.invoked) : '';
    const busyNs = busyUntilNs.get(about) ?? -1;
    if (busyNs > operation.invokeTimeNs) return true;
    busyUntilNs.set(about, Math.max(busyNs, operation.completeTimeNs));
  }
  return false;
}

/** Reasons why what clients did would make a green verdict worth nothing; empty if it was earned. */
export function unearned(
  workload: Workload,
  operations: readonly Operation[],
  counts: readonly OperationCounts[],
): string[] {
  const reasons: string[] = [];
  for (const f of workload.needs) {
    const count = counts.find((candidate) => candidate.f === f);
    if (count === undefined || count.ok === 0) reasons.push(`no ${f} ever succeeded, so there is nothing to judge`);
  }
  if (operations.length > 0 && !hasContention(operations, workload.keyed)) {
    reasons.push('no two operations on the same object ever overlapped, so nothing was put to the test');
  }
  return reasons;
}

/** Planned faults of which nobody knows that they bit. */
export function unattested(faults: readonly FaultRecord[], plannedFaults: number): string[] {
  const reasons: string[] = [];
  for (const { kind, description, attestation } of faults) {
    if (attestation.status === 'attested') continue;
    reasons.push(`the fault ${kind} (${description}) is not attested: ${attestation.reason}`);
  }
  if (faults.length < plannedFaults) {
    reasons.push(`${plannedFaults - faults.length} of ${plannedFaults} planned faults never happened`);
  }
  return reasons;
}
