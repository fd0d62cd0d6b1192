/** Judges the histories of an index with known verdicts: a table, what was skipped and why, and a scoreboard. */
import { readFileSync } from 'node:fs';
import { checkedWorkloads, historyFormats, verdictExitCode } from '../../checkers/index.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { checkIndex, type IndexReport, type IndexResult } from '../check/index.ts';
import { printJson, type CommandContext } from './command.ts';
import { listenForInterruption } from './interruption.ts';
import { interruptedExitCode } from './problem.ts';
import { alignedRows } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Limits {
  /** Seconds. */
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly json?: boolean;
}

interface Skipped {
  readonly file: string;
  readonly reason: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Why a row of the index is not judged. */
function skipReason(row: Row): string {
  const { format, workload, model, expected } = row;
  if (!historyFormats.some((one) => one === format)) return `the format ${String(format)} is not read yet`;
  if (!checkedWorkloads.some((one) => one.name === workload))
    return `the workload ${String(workload)} is not judged yet`;
  if (typeof expected !== 'string') return 'it states a verdict for each of several models, which is not judged yet';
  return `the model ${String(model)} is not judged yet`;
}

function matches(row: Row, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((text) => String(row['file']).includes(text));
}

/** The rows that pass the filters and were not judged. `checkIndex` has read and validated the file before. */
function skippedRows(indexFile: string, filters: readonly string[], report: IndexReport): Skipped[] {
  const judged = new Set(report.rows.map((row) => row.file));
  return (JSON.parse(readFileSync(indexFile, 'utf8')) as readonly Row[])
    .filter((row) => matches(row, filters) && !judged.has(String(row['file'])))
    .map((row) => ({ file: String(row['file']), reason: skipReason(row) }));
}

function rowCells(row: IndexResult): string[] {
  const ms = (row.readMs + row.checkMs).toFixed(row.readMs + row.checkMs < 10 ? 1 : 0);
  return [row.agrees ? 'ok' : 'DISAGREES', row.file, `expected ${row.expected}`, `got ${row.verdict}`, `${ms} ms`];
}

function scoreLine(name: string, rows: readonly IndexResult[]): string[] {
  const checkMs = rows.reduce((sum, row) => sum + row.readMs + row.checkMs, 0);
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  const agreeing = rows.filter((row) => row.agrees).length;
  return [name, `${agreeing} of ${rows.length} agree`, `${operations} operations`, `${(checkMs / 1000).toFixed(2)} s`];
}

/** Totals by workload and format, then all. */
function scoreboard(report: IndexReport, skipped: readonly Skipped[]): string[][] {
  const groups = new Map<string, IndexResult[]>();
  for (const row of report.rows) {
    const name = `${row.workload} (${row.format})`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const all = scoreLine('all judged', report.rows);
  return [...[...groups].map(([name, rows]) => scoreLine(name, rows)), [...all, `${skipped.length} skipped`]];
}

function printIndex(terminal: Terminal, report: IndexReport, skipped: readonly Skipped[]): void {
  const { print, style } = terminal;
  for (const [index, text] of alignedRows(report.rows.map(rowCells)).entries()) {
    const agrees = report.rows[index]?.agrees === true;
    print(agrees ? visibleText(text) : style.red(visibleText(text)));
    if (!agrees) print(visibleText(`  ${report.rows[index]?.summary ?? ''}`));
  }
  for (const line of alignedRows(skipped.map(({ file, reason }) => ['skipped', file, reason]))) {
    print(style.dim(visibleText(line)));
  }
  print('');
  for (const line of alignedRows(scoreboard(report, skipped))) print(line);
  print(`${(report.totalMs / 1000).toFixed(2)} s in all`);
}

/** Exit code 0 only if rows were judged and all of them agree. */
export async function checkAgainstIndex(
  indexFile: string,
  filters: readonly string[],
  limits: Limits,
  { terminal }: CommandContext,
): Promise<number> {
  const interruption = listenForInterruption({
    first: () => terminal.printError('interrupted: the rest is not judged'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const report = await checkIndex(indexFile, {
      timeLimitMs: limits.timeLimit * 1000,
      memoryLimitMb: limits.memoryLimit,
      filter: ({ file }) => matches({ file }, filters),
      signal: interruption.signal,
    });
    const skipped = skippedRows(indexFile, filters, report);
    if (limits.json === true) printJson(terminal, { ...report, skipped });
    else printIndex(terminal, report, skipped);
    if (interruption.signal.aborted) return interruptedExitCode;
    if (report.rows.length === 0) return verdictExitCode.unknown;
    return report.rows.every((row) => row.agrees) ? verdictExitCode.valid : verdictExitCode.invalid;
  } finally {
    interruption.dispose();
  }
}
