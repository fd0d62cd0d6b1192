/** From a trial's record to everything a report shows. */
import type { Anomaly } from '../../checkers/verdict.ts';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { shorten, visibleBlock, visibleText } from '../hostile-text.ts';
import { countOf, formatClock, formatCount } from '../quantities.ts';
import { presentFaults } from './faults.ts';
import { nodeTracks } from './node-tracks.ts';
import {
  pairForDisplay,
  present,
  sampleOperations,
  summarise,
  throughputOf,
  type PairedOperation,
} from './operations.ts';
import { storyOf } from './story.ts';
import { chosenOptions, planRows, rowsOf } from './plan-rows.ts';
import {
  defaultLimits,
  type ReportAnomaly,
  type ReportData,
  type ReportGraph,
  type ReportLimits,
  type ReportLog,
  type ReportOperation,
} from './report-data.ts';

/** Pure. O(n log n) in the number of events; what exceeds the limits is left out and named in `omissions`. */
export function reportData(record: TrialRecord, limits: ReportLimits = defaultLimits): ReportData {
  const { plan, verdict } = record;
  const sentence = (text: string): string => visibleText(shorten(text, limits.sentenceLength));
  const paired = pairForDisplay(record.history);
  const extent = extentOf(record);
  const omissions: string[] = [];
  const anomalies = presentAnomalies(record, paired, limits, omissions);
  const mustShow = new Set(anomalies.flatMap((anomaly) => anomaly.operations.map((operation) => operation.index)));
  const sampled = sampleOperations(paired, limits.operations, mustShow);
  if (sampled.length < paired.length) {
    omissions.push(
      `The timeline shows ${formatCount(sampled.length)} of ${countOf(paired.length, 'operation')}: all that went ` +
        'wrong as far as they fit, and an even sample of the others. history.jsonl has them all.',
    );
  }
  return {
    trialId: sentence(plan.trialId),
    target: sentence(plan.target),
    backend: plan.backend,
    workload: sentence(plan.workload),
    options: rowsOf(plan.options),
    chosenOptions: chosenOptions(plan),
    verdict: verdict.verdict,
    sentence: sentence(verdict.sentence),
    claim: { model: sentence(verdict.claim.model), basis: verdict.claim.basis, note: sentence(verdict.claim.note) },
    reasons: reasonsOf(record).map(sentence),
    anomalies,
    story: storyOf(record),
    operations: sampled.map((operation) => present(operation, limits.labelLength)),
    faults: presentFaults(record, extent.endNs),
    nodes: nodeTracks(plan.nodes, record.events, extent, limits.clockPointsPerNode),
    phases: record.events.flatMap((event) =>
      event.type === 'phase' ? [{ name: event.phase, startNs: event.timeNs }] : [],
    ),
    extent,
    throughput: throughputOf(paired, extent),
    summaries: summarise(paired),
    checks: verdict.checks.map((check) => ({
      checker: sentence(check.checker),
      model: sentence(check.model),
      algorithm: sentence(check.algorithm),
      verdict: check.verdict,
      operations: check.operations,
      anomalyCount: check.anomalyCount,
      shown: check.anomalies.length,
      permitted: check.anomalies.filter((anomaly) => anomaly.permitted === true).length,
      reasons: check.reasons.map(sentence),
      models:
        check.models === undefined
          ? null
          : {
              violated: check.models.violated.map(sentence),
              alsoViolated: check.models.alsoViolated.map(sentence),
              consistentWith: check.models.consistentWith.map(sentence),
            },
      assumptions: (check.assumptions ?? []).map(sentence),
      agreedBy: (check.agreedBy ?? []).map(sentence),
    })),
    plan: planRows(plan),
    schedule: plan.schedule.slice(0, 500).map(({ kind, variant, startMs, holdMs }) => ({
      kind: sentence(kind),
      variant: sentence(variant),
      startNs: startMs * 1e6,
      holdNs: holdMs * 1e6,
    })),
    versions: rowsOf(plan.versions),
    replayCommand: visibleText(plan.replayCommand),
    timings: { runNs: verdict.timings.runMs * 1e6, checkNs: verdict.timings.checkMs * 1e6 },
    logs: presentLogs(record, limits, omissions),
    notes: presentNotes(record, limits, omissions),
    omissions,
  };
}

/** Of the whole, then of each checker that could not tell, then of the record itself. */
function reasonsOf({ verdict, historyNote }: TrialRecord): string[] {
  const ofChecks = verdict.checks
    .filter((check) => check.verdict === 'unknown')
    .flatMap((check) => check.reasons.map((reason) => `${check.checker}: ${reason}`));
  const reasons = [...verdict.reasons, ...ofChecks, ...(historyNote === '' ? [] : [historyNote])];
  return [...new Set(reasons)].slice(0, 40);
}

/** From the first client event or fault to the last: waiting for nodes and checking are not worth an axis. */
function extentOf({ history, events, verdict }: TrialRecord): { startNs: number; endNs: number } {
  let startNs = Infinity;
  let endNs = -Infinity;
  const include = (timeNs: number): void => {
    startNs = Math.min(startNs, timeNs);
    endNs = Math.max(endNs, timeNs);
  };
  for (const event of history) include(event.time);
  for (const fault of verdict.faults) {
    include(fault.startNs);
    if (fault.endNs !== null) include(fault.endNs);
  }
  for (const event of events) if (event.type === 'fault-start' || event.type === 'fault-healed') include(event.timeNs);
  if (endNs < startNs) return { startNs: 0, endNs: 1e9 };
  const marginNs = Math.max((endNs - startNs) * 0.01, 1e6);
  return { startNs: Math.max(0, startNs - marginNs), endNs: endNs + marginNs };
}

function presentAnomalies(
  { verdict }: TrialRecord,
  paired: readonly PairedOperation[],
  limits: ReportLimits,
  omissions: string[],
): ReportAnomaly[] {
  const byIndex = new Map(paired.map((operation) => [operation.invocation.index, operation]));
  const all = verdict.checks.flatMap(({ checker, anomalies }) => anomalies.map((anomaly) => ({ checker, anomaly })));
  const found = all.filter(({ anomaly }) => anomaly.permitted !== true);
  const permitted = all.filter(({ anomaly }) => anomaly.permitted === true);
  const shown = [...found, ...permitted].slice(0, limits.anomalies);
  const total = verdict.checks.reduce((sum, check) => sum + check.anomalyCount, 0);
  if (shown.length < total) {
    omissions.push(`${formatCount(shown.length)} of ${countOf(total, 'anomaly', 'anomalies')} are shown as examples.`);
  }
  const presentAll = (indexes: readonly number[]): ReportOperation[] =>
    indexes.flatMap((index) => {
      const operation = byIndex.get(index);
      return operation === undefined ? [] : [present(operation, limits.evidenceLength)];
    });
  return shown.map(({ checker, anomaly }) => {
    const operations = presentAll(anomaly.operations.slice(0, limits.operationsPerAnomaly));
    const explained = presentAll((anomaly.explainedPrefix ?? []).slice(-limits.explainedPerAnomaly));
    return {
      checker: visibleText(checker),
      type: visibleText(shorten(anomaly.type, 60)),
      summary: visibleText(shorten(anomaly.summary, limits.sentenceLength)),
      subject: visibleText(shorten(anomaly.subject ?? '', 200)),
      permitted: anomaly.permitted === true,
      consequence: visibleText(shorten(anomaly.consequence ?? '', limits.sentenceLength)),
      graph: presentGraph(anomaly, byIndex, limits),
      operations: operations.toSorted((left, right) => left.invokeNs - right.invokeNs || left.index - right.index),
      culprit: anomaly.culprit ?? null,
      explained,
      omitted: anomaly.operations.length - operations.length,
    };
  });
}

/** Null if the checker gave none, or one too large to be read. */
function presentGraph(
  { graph }: Anomaly,
  byIndex: ReadonlyMap<number, PairedOperation>,
  limits: ReportLimits,
): ReportGraph | null {
  if (graph === undefined || graph.transactions.length > limits.operationsPerAnomaly) return null;
  const transactions = graph.transactions.map(({ operation: index, label, text }) => {
    const operation = byIndex.get(index);
    const shown = operation === undefined ? undefined : present(operation, 0);
    const on = shown === undefined || shown.node === '' ? '' : ` on ${shown.node}`;
    return {
      index,
      label: visibleText(shorten(label, 12)),
      text: visibleText(shorten(text, limits.evidenceLength)),
      where: shown === undefined ? '' : `process ${shown.process}${on}, ${formatClock(shown.invokeNs)}`,
    };
  });
  const edges = graph.edges.map(({ from, to, kind, reason }) => ({
    from,
    to,
    kind: visibleText(shorten(kind, 20)),
    reason: visibleText(shorten(withoutArrow(reason), limits.sentenceLength)),
  }));
  return { transactions, edges };
}

/** A reason stands beside its arrow, which need not be said again. */
function withoutArrow(reason: string): string {
  return reason.replace(/^T\d+ -> T\d+ because /, '');
}

/** The budget is shared evenly, so that one talkative node does not silence the others; ends of logs are kept. */
function presentLogs({ logs }: TrialRecord, limits: ReportLimits, omissions: string[]): ReportLog[] {
  const share = Math.floor(limits.logLength / Math.max(1, logs.length));
  let cut = 0;
  const presented = logs.map(({ node, file, text }) => {
    const block = visibleBlock(text.slice(-2 * share));
    if (block.length > share || text.length > 2 * share) cut++;
    return { node: visibleText(node), file: visibleText(shorten(file, 200)), text: block.slice(-share) };
  });
  if (cut > 0) {
    omissions.push(`${countOf(cut, 'node log')} cut to the last ${formatCount(share)} characters; nodes/ has more.`);
  }
  return presented;
}

function presentNotes({ events }: TrialRecord, limits: ReportLimits, omissions: string[]): ReportData['notes'] {
  const notes = events.flatMap((event) => (event.type === 'note' ? [event] : []));
  if (notes.length > limits.notes) {
    omissions.push(
      `${formatCount(limits.notes)} of ${countOf(notes.length, 'note')} shown; events.jsonl has them all.`,
    );
  }
  return notes.slice(0, limits.notes).map(({ timeNs, text }) => ({ timeNs, text: visibleText(shorten(text, 300)) }));
}
