/** The ends of the nodes' logs, folded. */
import type { ReportData } from '../../data/report-data.ts';
import { countOf } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';

export function logsSection({ logs }: ReportData): Markup | null {
  if (logs.length === 0) return null;
  return html`<section id="logs" aria-labelledby="logs-title">
    <h2 id="logs-title">Node logs</h2>
    ${logs.map(
      ({ node, file, text }) =>
        html`<details>
          <summary>${node} <span class="muted">${file}, last ${countOf(lineCount(text), 'line')}</span></summary>
          <pre tabindex="0">${text === '' ? '(empty)' : text}</pre>
        </details>`,
    )}
  </section>`;
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
