/**
 * Check: the workload's checker, then what lies outside the checkers (was the verdict earned?), joined to one verdict.
 * A trial kept in a directory is checked in a worker, within its limits, from the directory alone, so a truncated trial can
 * be judged as well.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { pairOperations } from '../../checkers/history/index.ts';
import { withConvergence } from '../../checkers/invariants/convergence.ts';
import { worstVerdict, type Verdict } from '../../checkers/verdict.ts';
import { readHistory, runCheck, type CheckReport } from '../check/index.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialEvent } from '../record/trial-event.ts';
import type { TrialRecord } from '../record/trial-record.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import { findWorkload } from '../workloads/index.ts';
import { livenessCheck } from './liveness.ts';
import { countOperations, unattested, unearned } from './earned.ts';
import { faultRecords } from './fault-records.ts';
import { fileIn, readEvents, readLogTails, readPlan, readTrace, readVerdict, writeJson } from './trial-directory.ts';
import { verdictSentence } from './verdict-sentence.ts';

async function checkIn(directory: string, plan: TrialPlan, signal?: AbortSignal): Promise<CheckReport> {
  const { initial } = findWorkload(plan.workload);
  return runCheck({
    file: fileIn(directory, 'history'),
    workload: plan.workload,
    model: plan.claim.model,
    options: plan.workloadOptions,
    ...(initial === undefined ? {} : { initial }),
    timeLimitMs: plan.limits.checkTimeMs,
    memoryLimitMb: plan.limits.checkMemoryMb,
    ...(signal === undefined ? {} : { signal }),
  });
}

function lastTimeNs(times: readonly number[]): number {
  return times.reduce((latest, time) => Math.max(latest, time), 0);
}

/** What a trial left behind, and what its checker said of it. */
export interface Findings {
  readonly history: readonly HistoryEvent[];
  readonly events: readonly TrialEvent[];
  readonly check: Pick<CheckReport, 'result' | 'checkMs'>;
  /** Reasons for `unknown` met while it ran. */
  readonly reasons: readonly string[];
}

/** The checker's verdict joined with what lies outside it. Pure. */
export function joinVerdict(plan: TrialPlan, { history, events, check, reasons: met }: Findings): VerdictRecord {
  const operations = pairOperations(history);
  const workload = findWorkload(plan.workload);
  const finalReads = events.find((event) => event.type === 'phase' && event.phase === 'final-reads');
  const result =
    plan.claim.convergenceMs === undefined || finalReads === undefined
      ? check.result
      : withConvergence(check.result, { operations, keyed: workload.keyed, finalFromNs: finalReads.timeNs });
  const counts = countOperations(operations);
  const faults = faultRecords(events);
  const cutOff = events.some((event) => event.type === 'phase' && event.phase === 'check')
    ? []
    : ['the trial was cut off before its end: this is the history so far'];
  const stalls = events.flatMap((event) => (event.type === 'not-recovered' ? [event.text] : []));
  const liveness = livenessCheck(plan, stalls);
  const checks = liveness === null ? [result] : [result, liveness];
  // Two operations that never overlapped put nothing to the test, unless they show that something is wrong.
  const isBroken = checks.some((one) => one.verdict === 'invalid');
  const reasons = [
    ...met,
    ...(liveness === null ? stalls : []),
    ...cutOff,
    ...(isBroken ? [] : unearned(workload, operations, counts)),
    ...unattested(faults, plan.schedule.length),
  ];
  const outside: Verdict = reasons.length > 0 ? 'unknown' : 'valid';
  const verdict = worstVerdict([...checks.map((one) => one.verdict), outside]);
  const subject = `${plan.target} (${plan.workload})`;
  return {
    version: 1,
    trialId: plan.trialId,
    verdict,
    sentence: verdictSentence(subject, verdict, plan.claim, checks, reasons, faults),
    claim: plan.claim,
    checks,
    reasons,
    faults,
    counts,
    timings: { runMs: lastTimeNs(history.map((event) => event.time)) / 1e6, checkMs: check.checkMs },
  };
}

/** Judges what the directory holds and writes `verdict.json`. */
export async function judge(
  directory: string,
  findings: { readonly reasons: readonly string[]; readonly signal?: AbortSignal },
): Promise<VerdictRecord> {
  const plan = readPlan(directory);
  const events = readEvents(directory);
  const report = await checkIn(directory, plan, findings.signal);
  const history = await readHistory(fileIn(directory, 'history'));
  const record = joinVerdict(plan, {
    history: history.events,
    events,
    check: report,
    reasons: findings.reasons,
  });
  writeJson(fileIn(directory, 'verdict'), record);
  return record;
}

/** Reads a judged trial back, for reports. */
export async function readTrialRecord(directory: string): Promise<TrialRecord> {
  const history = await readHistory(fileIn(directory, 'history'));
  return {
    directory,
    plan: readPlan(directory),
    history: history.events,
    historyNote: history.note,
    events: readEvents(directory),
    trace: readTrace(directory),
    verdict: readVerdict(directory),
    logs: readLogTails(directory),
  };
}
