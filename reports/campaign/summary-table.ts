/** A campaign's trials for a terminal: an aligned line each, and below it the sentence, the report and the replay. */
import type { Verdict } from '../../checkers/verdict.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import { countOf } from '../quantities.ts';
import { paletteFor, verdictSymbols, type TextOptions } from '../text/palette.ts';
import { codePoints, wrap } from '../text/wrap.ts';
import type { SummaryRow } from './summary-row.ts';

const headings = ['verdict', 'target', 'workload', 'faults', 'claim'];
const widestCell = 44;

/** Lines ending in a line feed; no control characters but those of the styles. */
export function renderSummaryTable(rows: readonly SummaryRow[], options: TextOptions): string {
  const palette = paletteFor(options);
  const cells = rows.map(cellsOf);
  const widths = headings.map((heading, column) =>
    Math.max(codePoints(heading), ...cells.map((row) => codePoints(row[column] ?? ''))),
  );
  const aligned = (row: readonly string[]): string =>
    shorten(
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - codePoints(cell)))
        .join('  ')
        .trimEnd(),
      options.width,
    );
  const lines = [palette.faint(aligned(headings))];
  for (const [position, row] of rows.entries()) {
    const line = aligned(cells[position] ?? []);
    const verdictLength = codePoints(cells[position]?.[0] ?? '');
    lines.push(palette.verdict[row.verdict](line.slice(0, verdictLength)) + line.slice(verdictLength));
    lines.push(...wrap(visibleText(row.sentence), { width: options.width, first: 2, others: 2 }));
    lines.push(palette.faint(`  report  ${visibleText(row.reportPath)}`));
    lines.push(palette.faint(`  replay  ${visibleText(row.replayCommand)}`));
  }
  lines.push('', palette.strong(summaryLine(rows)));
  return `${lines.join('\n')}\n`;
}

function cellsOf({ verdict, target, configuration, workload, faults, claim }: SummaryRow): string[] {
  const cell = (text: string): string => shorten(visibleText(text), widestCell);
  return [
    `${verdictSymbols[verdict]} ${verdict}`,
    cell(configuration === '' ? target : `${target} ${configuration}`),
    cell(workload),
    cell(faults === '' ? 'none' : faults),
    cell(claim),
  ];
}

/** `3 trials: 1 valid, 2 invalid, 0 unknown`. */
export function summaryLine(rows: readonly Pick<SummaryRow, 'verdict'>[]): string {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return `${countOf(rows.length, 'trial')}: ${count('valid')} valid, ${count('invalid')} invalid, ${count('unknown')} unknown`;
}
