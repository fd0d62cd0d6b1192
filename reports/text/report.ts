/** A trial's finding for a terminal: the verdict first, then what shows it, then how it may be believed and repeated. */
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { reportData } from '../data/compute.ts';
import {
  defaultLimits,
  type ReportAnomaly,
  type ReportData,
  type ReportGraph,
  type ReportOperation,
} from '../data/report-data.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import { countOf, formatClock, formatCount, formatDuration } from '../quantities.ts';
import { paletteFor, verdictSymbols, type Palette, type TextOptions } from './palette.ts';
import { codePoints, wrap } from './wrap.ts';

/** A terminal shows less than a page: enough to understand, and the page for the rest. */
const limits = {
  ...defaultLimits,
  operations: 0,
  anomalies: 3,
  operationsPerAnomaly: 12,
  evidenceLength: 80,
  logLength: 0,
};

/** Lines ending in a line feed. Hostile text in it is neutralised: no control character but those of the styles. */
export function renderTextReport(record: TrialRecord, options: TextOptions): string {
  const data = reportData(record, limits);
  const palette = paletteFor(options);
  const { width } = options;
  const blocks = [
    verdictLines(data, palette, width),
    reasonLines(data, palette, width),
    ...anomalyBlocks(data, palette, width),
    modelLines(data, palette, width),
    faultLines(data, palette, width),
    fileLines(record, palette),
    [palette.strong('Replay'), `  ${data.replayCommand}`],
  ];
  const written = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${written.join('\n\n')}\n`;
}

/** The operations alone that show the first thing that is wrong; nothing if nothing is. As safe as the whole report. */
export function renderEvidence(record: TrialRecord, options: TextOptions): readonly string[] {
  const { anomalies, claim } = reportData(record, { ...limits, anomalies: 1 });
  return anomalies.flatMap((anomaly) => anomalyLines(anomaly, claim.model, paletteFor(options), options.width));
}

function verdictLines(data: ReportData, palette: Palette, width: number): string[] {
  const { verdict, sentence, claim, target, backend, options, chosenOptions, workload, summaries, timings } = data;
  const style = palette.verdict[verdict];
  const word = `${verdictSymbols[verdict]} ${verdict.toUpperCase()}`;
  const [first = '', ...rest] = wrap(`${word}  ${sentence}`, { width, first: 0, others: 2 });
  const total = (result: 'ok' | 'fail' | 'info'): number =>
    summaries.reduce((sum, summary) => sum + summary[result], 0);
  const [ok, fail, info] = [total('ok'), total('fail'), total('info')];
  const counts = `${countOf(ok + fail + info, 'operation')}: ${formatCount(ok)} ok, ${formatCount(fail)} fail, ${formatCount(info)} info`;
  const facts = [
    `${target}, ${backend}${(chosenOptions ?? options).map(([name, value]) => ` ${name}=${value}`).join('')}`,
    `workload ${workload}, ${formatDuration(timings.runNs)}, ${counts}`,
    `judged against ${claim.model} (${claim.basis}): ${claim.note}`,
  ];
  return [
    style(palette.strong(word)) + palette.strong(first.slice(word.length)),
    ...rest.map((line) => palette.strong(line)),
    ...facts.flatMap((fact) => wrap(fact, { width, first: 2, others: 4 }).map((line) => palette.faint(line))),
  ];
}

function reasonLines({ reasons, sentence }: ReportData, palette: Palette, width: number): string[] {
  const unsaid = reasons.filter((reason) => !sentence.includes(reason));
  if (unsaid.length === 0) return [];
  return [palette.strong('Because'), ...unsaid.flatMap((reason) => wrap(reason, { width, first: 2, others: 4 }))];
}

function anomalyBlocks({ anomalies, checks, claim }: ReportData, palette: Palette, width: number): string[][] {
  const blocks = anomalies.map((anomaly) => anomalyLines(anomaly, claim.model, palette, width));
  const total = checks.reduce((sum, check) => sum + check.anomalyCount, 0);
  if (total > anomalies.length && anomalies.length > 0) {
    blocks.push([palette.faint(`and ${countOf(total - anomalies.length, 'more anomaly', 'more anomalies')}`)]);
  }
  return blocks;
}

function anomalyLines(anomaly: ReportAnomaly, model: string, palette: Palette, width: number): string[] {
  const { type, summary, permitted, operations, omitted, culprit, consequence, graph } = anomaly;
  const title = permitted ? `${type} (permitted by ${model})` : type;
  const cells = operations.map((operation) => operationCells(operation));
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => codePoints(row[column] ?? ''))));
  const rows = operations.map((operation, position) => {
    const [when = '', who = '', what = '', result = ''] = cells[position] ?? [];
    const start = `  ${String(position + 1).padStart(2)}  ${when.padStart(widths[0] ?? 0)}  ${who.padEnd(widths[1] ?? 0)}  `;
    const fits = operation.index === culprit ? '  <- does not fit' : '';
    const line = shorten(`${start}${what.padEnd(widths[2] ?? 0)}  ${result}${fits}`, width);
    return fits === '' ? line : palette.bad(line);
  });
  return [
    permitted ? palette.strong(title) : palette.bad(palette.strong(title)),
    ...wrap(summary, { width, first: 2, others: 2 }),
    ...(consequence === '' ? [] : wrap(consequence, { width, first: 2, others: 2 })),
    ...(graph === null ? [] : graphLines(graph, palette, width)),
    ...rows,
    ...(omitted > 0 ? [palette.faint(`      and ${countOf(omitted, 'more operation')}`)] : []),
  ];
}

/** Each transaction with what it did, then each reason why one comes before another. */
function graphLines({ transactions, edges }: ReportGraph, palette: Palette, width: number): string[] {
  const label = (position: number): string => transactions[position]?.label ?? '?';
  return [
    ...transactions.map(({ label: name, text, where }) =>
      shorten(`    ${name}  ${text}${where === '' ? '' : `  (${where})`}`, width),
    ),
    ...edges.flatMap(({ from, to, kind, reason }) => {
      const head = `${label(from)} -> ${label(to)} [${kind}]`;
      const [first = '', ...rest] = wrap(`${head} ${reason}`, { width, first: 4, others: 8 });
      return [first.replace(head, palette.strong(head)), ...rest];
    }),
  ];
}

function modelLines({ checks }: ReportData, palette: Palette, width: number): string[] {
  const lines = checks.flatMap(({ models, assumptions, agreedBy }) => [
    ...(models === null || models.violated.length === 0 ? [] : [`weakest broken: ${models.violated.join(', ')}`]),
    ...(models === null || models.consistentWith.length === 0
      ? []
      : [`strongest that nothing found speaks against: ${models.consistentWith.join(', ')}`]),
    ...(assumptions.length === 0 ? [] : [`assumed of the order of versions: ${assumptions.join('; ')}`]),
    ...(agreedBy.length === 0 ? [] : [`independent methods that agree: ${agreedBy.join(' and ')}`]),
  ]);
  if (lines.length === 0) return [];
  return [palette.strong('Models'), ...lines.flatMap((line) => wrap(line, { width, first: 2, others: 4 }))];
}

function operationCells(
  operation: ReportOperation,
): readonly [when: string, who: string, what: string, result: string] {
  const { process, node, f, label, result, error, invokeNs, completeNs } = operation;
  const took = completeNs === null ? 'no answer' : formatDuration(completeNs - invokeNs);
  return [
    formatClock(invokeNs),
    `process ${process}${node === '' ? '' : ` on ${node}`}`,
    `${f} ${label}`.trimEnd(),
    `${result} after ${took}${error === '' ? '' : `: ${error}`}`.replace('after no answer', 'no answer'),
  ];
}

function faultLines({ faults }: ReportData, palette: Palette, width: number): string[] {
  if (faults.length === 0) return [];
  const lines = faults.flatMap(({ kind, description, startNs, healingNs, attestation }) => {
    const attested = attestation?.attested === true;
    const style = palette.verdict[attested ? 'valid' : 'unknown'];
    const state = attestation === null ? '? not judged  ' : attested ? '✓ attested    ' : '✗ not attested';
    const head = `${kind} ${description}, ${formatClock(startNs)} to ${formatClock(healingNs)}`;
    const [first = '', ...rest] = wrap(head, { width: width - 18, first: 0, others: 18 });
    const measured = attestation === null ? '' : measurement(attestation);
    return [
      `  ${style(state)}  ${first}`,
      ...rest,
      ...(measured === '' ? [] : wrap(measured, { width, first: 6, others: 6 }).map((line) => palette.faint(line))),
    ];
  });
  return [palette.strong('Faults'), ...lines];
}

function measurement({
  attested,
  before,
  during,
  after,
  reason,
}: NonNullable<ReportData['faults'][number]['attestation']>) {
  const parts = [
    ['before', before],
    ['during', during],
    ['after', after],
    ['not attested because', attested ? '' : reason],
  ] as const;
  return parts.flatMap(([name, text]) => (text === '' ? [] : [`${name}: ${text}`])).join('; ');
}

function fileLines({ directory }: TrialRecord, palette: Palette): string[] {
  const file = (name: string): string => `${visibleText(directory)}/${name}`;
  return [palette.strong('Files'), `  report   ${file('report.html')}`, `  history  ${file('history.jsonl')}`];
}
