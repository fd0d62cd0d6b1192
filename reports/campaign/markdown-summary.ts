/** A campaign's trials as a Markdown table, for a pull request or a job summary. */
import { visibleText } from '../hostile-text.ts';
import { verdictSymbols } from '../text/palette.ts';
import { summaryLine, type SummaryRow } from './summary-row.ts';

/** Hostile text stays text: everything that Markdown or HTML could take for syntax is escaped. */
export function renderMarkdownSummary(rows: readonly SummaryRow[]): string {
  const lines = [`**${summaryLine(rows)}**`, '', '| verdict | trial | finding | replay |', '|---|---|---|---|'];
  for (const row of rows) {
    const { title, verdict, expected, sentence, replayCommand } = row;
    const cells = [
      `${verdictSymbols[verdict]} ${verdict}${verdict === expected ? '' : `, not ${expected}`}`,
      text(title),
      text(sentence),
      code(replayCommand),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function text(hostile: string): string {
  // Also breaks up addresses and mentions, which GitHub would turn into links and notifications.
  return visibleText(hostile).replace(/[\\`*_{}[\]()#+!|<>&~$^=:@-]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** As HTML, because a code span of Markdown cannot hold a `|` in a table, nor any number of back-ticks. */
function code(hostile: string): string {
  return `<code>${text(hostile)}</code>`;
}
