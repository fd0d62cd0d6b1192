/** What a trial found, as the last lines that `run`, `replay` and `recheck` print. */
import type { Anomaly } from '../../checkers/verdict.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf, formatCount, formatDuration } from '../../reports/quantities.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import { replayLine, shownPath } from './shown-path.ts';
import { verdictWord, type Terminal } from './terminal.ts';

const anomaliesShown = 3;

function anomalyLine(anomaly: Anomaly): string {
  return visibleText(`  ${anomaly.type}${anomaly.permitted === true ? ' (permitted)' : ''}: ${anomaly.summary}`);
}

/** The verdict, its sentence, a few anomalies, reasons, where the report is, and how to run it again. */
export function printVerdict(terminal: Terminal, plan: TrialPlan, verdict: VerdictRecord, reportFile: string): void {
  const { style, print } = terminal;
  print('');
  print(`${verdictWord(style, verdict.verdict)}: ${visibleText(verdict.sentence)}`);
  const unsaid = (text: string): boolean => !verdict.sentence.includes(text);
  const anomalies = verdict.checks.flatMap((check) => check.anomalies).slice(0, anomaliesShown);
  const total = verdict.checks.reduce((sum, check) => sum + check.anomalyCount, 0);
  for (const anomaly of anomalies) if (unsaid(anomaly.summary)) print(anomalyLine(anomaly));
  if (total > anomalies.length) print(`  and ${formatCount(total - anomalies.length)} more`);
  const reasons = [...verdict.reasons, ...verdict.checks.flatMap((check) => check.reasons)];
  for (const reason of reasons) if (unsaid(reason)) print(visibleText(`  because: ${reason}`));
  const operations = verdict.checks.reduce((sum, check) => sum + check.operations, 0);
  const attested = verdict.faults.filter((fault) => fault.attestation.status === 'attested').length;
  print(
    `${countOf(operations, 'operation')}, ${attested} of ${countOf(verdict.faults.length, 'fault')} attested, ` +
      `checked in ${formatDuration(verdict.timings.checkMs * 1e6)}`,
  );
  print(`report  ${visibleText(shownPath(reportFile))}`);
  print(`replay  ${visibleText(replayLine(reportFile))}`);
  print(style.dim(`or      ${visibleText(plan.replayCommand)}`));
}
