/** The plan: what it takes to repeat the trial, and to judge whether it was a fair one. */
import type { ReportData, Row } from '../../data/report-data.ts';
import { formatClock, formatDuration } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';

export function planSection({ plan, options, schedule, versions, notes, omissions }: ReportData): Markup {
  return html`<section id="plan" aria-labelledby="plan-title">
    <h2 id="plan-title">The plan</h2>
    <div class="columns">
      <div>${rowTable('Trial', plan)}</div>
      <div>
        ${rowTable('Options of the target', options)}
        ${rowTable(
          'Schedule of faults',
          schedule.map(({ kind, variant, startNs, holdNs }) => [
            variant === '' ? kind : `${kind}:${variant}`,
            `at ${formatClock(startNs)} for ${formatDuration(holdNs)}`,
          ]),
        )}
        ${rowTable('Versions', versions)}
      </div>
    </div>
    ${
      notes.length === 0
        ? null
        : html`<details>
            <summary>Notes of the harness</summary>
            ${rowTable(
              'Notes',
              notes.map(({ timeNs, text }) => [formatClock(timeNs), text]),
            )}
          </details>`
    }
    ${
      omissions.length === 0
        ? null
        : html`<h3>Left out of this report</h3>
            <ul class="note">
              ${omissions.map((omission) => html`<li>${omission}</li>`)}
            </ul>`
    }
  </section>`;
}

function rowTable(title: string, rows: readonly Row[]): Markup | null {
  if (rows.length === 0) return null;
  return html`<table class="rows">
    <caption>
      ${title}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
