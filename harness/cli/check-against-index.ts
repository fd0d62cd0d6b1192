/** Judges the histories of an index with known verdicts: a table, what was skipped and why, and a scoreboard. */
import { verdictExitCode } from '../../checkers/index.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import { checkCases, checkIndex, type IndexReport, type IndexResult, type SkippedRow } from '../check/index.ts';
import { printJson, type CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { alignedRows } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Limits {
  /** Seconds. */
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly json?: boolean;
}

function fileAndCase({ file, caseName }: { readonly file: string; readonly caseName?: string }): string {
  return caseName === undefined ? file : `${file} ${caseName}`;
}

function rowCells(row: IndexResult): string[] {
  const ms = (row.readMs + row.checkMs).toFixed(row.readMs + row.checkMs < 10 ? 1 : 0);
  const place = `${fileAndCase(row)} (${row.model})`;
  const verdicts = [`expected ${row.expected ?? 'its cases'}`, `got ${row.verdict}`];
  return [row.agrees ? 'ok' : row.disputed ? 'disputed' : 'DISAGREES', place, ...verdicts, `${ms} ms`, row.algorithm];
}

function scoreLine(name: string, rows: readonly IndexResult[], skipped: number): string[] {
  const checkMs = rows.reduce((sum, row) => sum + row.readMs + row.checkMs, 0);
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  const agreeing = rows.filter((row) => row.agrees).length;
  return [
    name,
    `${agreeing} of ${rows.length} agree`,
    skipped === 0 ? '' : `${skipped} skipped`,
    `${operations} operations`,
    `${(checkMs / 1000).toFixed(2)} s`,
  ];
}

/** Totals by workload and format, then all. */
function scoreboard({ rows, skipped }: IndexReport): string[][] {
  const nameOf = ({ workload, format }: IndexResult | SkippedRow): string => `${workload} (${format})`;
  const groups = Map.groupBy<string, IndexResult | SkippedRow>([...rows, ...skipped], nameOf);
  const lines = Array.from(groups, ([name, members]) => {
    const judged = members.filter((one) => 'agrees' in one);
    return scoreLine(name, judged, members.length - judged.length);
  });
  return [...lines, scoreLine('in all', rows, skipped.length)];
}

/** One line for each file and reason. */
function skippedLines(skipped: readonly SkippedRow[]): string[][] {
  const groups = Map.groupBy(skipped, ({ file, reason }) => JSON.stringify([file, reason]));
  return Array.from(groups.values(), (members) => {
    const [first] = members;
    const cases = first?.caseName === undefined ? '' : ` (${countOf(members.length, 'case')})`;
    return ['skipped', `${first?.file}${cases}`, first?.reason ?? ''];
  });
}

function printIndex(terminal: Terminal, report: IndexReport): void {
  const { print, style } = terminal;
  for (const [index, text] of alignedRows(report.rows.map(rowCells)).entries()) {
    const row = report.rows[index];
    if (row === undefined) continue;
    print(row.agrees || row.disputed ? visibleText(text) : style.red(visibleText(text)));
    if (row.agrees) continue;
    const { disagreements, summary, confidence = '', note = '' } = row;
    for (const line of [...disagreements, summary]) if (line !== '') print(visibleText(`  ${line}`));
    if (note !== '') print(visibleText(`  the index says (${confidence || 'no confidence stated'}): ${note}`));
  }
  for (const line of alignedRows(skippedLines(report.skipped))) print(style.dim(visibleText(line)));
  print('');
  for (const line of alignedRows(scoreboard(report))) print(visibleText(line));
  print(`${(report.totalMs / 1000).toFixed(2)} s in all`);
}

type Judge = (options: Parameters<typeof checkIndex>[1]) => Promise<IndexReport>;

/** Exit code 0 only if rows were judged and all of them agree, but for those that the index itself calls disputed. */
async function judgeAndPrint(judge: Judge, limits: Limits, { terminal }: CommandContext): Promise<number> {
  const interruption = listenForInterruption({
    first: () => terminal.printError('interrupted: the rest is not judged'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const report = await judge({
      timeLimitMs: limits.timeLimit * 1000,
      memoryLimitMb: limits.memoryLimit,
      signal: interruption.signal,
    });
    if (limits.json === true) printJson(terminal, report);
    else printIndex(terminal, report);
    if (interruption.signal.aborted) return interruptedExitCode;
    if (report.rows.length === 0) return verdictExitCode.unknown;
    return report.rows.every((row) => row.agrees || row.disputed) ? verdictExitCode.valid : verdictExitCode.invalid;
  } finally {
    interruption.dispose();
  }
}

/** Judges the rows of an index whose file's path contains one of the filters (all if there are none). */
export async function checkAgainstIndex(
  indexFile: string,
  filters: readonly string[],
  limits: Limits,
  context: CommandContext,
): Promise<number> {
  const filter = (file: string): boolean => filters.length === 0 || filters.some((text) => file.includes(text));
  return judgeAndPrint(async (options) => checkIndex(indexFile, { ...options, filter }), limits, context);
}

/** Judges every case of a file of cases. */
export async function checkAllCases(casesFile: string, limits: Limits, context: CommandContext): Promise<number> {
  return judgeAndPrint(async (options) => checkCases(casesFile, options), limits, context);
}
