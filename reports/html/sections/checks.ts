/** What was counted, and who judged it by which algorithm. */
import type { ReportCheck, ReportData, OperationSummary } from '../../data/report-data.ts';
import { countOf, formatCount, formatDuration } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';
import { verdictWord } from './verdict.ts';

export function checksSection({ summaries, checks, timings }: ReportData): Markup {
  return html`<section id="checks" aria-labelledby="checks-title">
    <h2 id="checks-title">What was judged</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" class="number">ok</th>
            <th scope="col" class="number">fail</th>
            <th scope="col" class="number">info</th>
            <th scope="col" class="number">median</th>
            <th scope="col" class="number">99 %</th>
            <th scope="col" class="number">slowest</th>
          </tr>
        </thead>
        <tbody>
          ${summaries.map(summaryRow)}
        </tbody>
      </table>
    </div>
    <p class="note">Latencies are of operations that were ok. Checking took ${formatDuration(timings.checkNs)}.</p>
    <div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Checker</th>
            <th scope="col">Verdict</th>
            <th scope="col">Model</th>
            <th scope="col">Algorithm</th>
            <th scope="col" class="number">Operations</th>
            <th scope="col">Anomalies</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(checkRow)}
        </tbody>
      </table>
    </div>
    ${checks.map(modelLines)}
  </section>`;
}

/** What a transactional history says of the whole lattice, what was assumed for it, and who agrees. */
function modelLines({ models, assumptions, agreedBy }: ReportCheck): Markup | null {
  const rows: readonly (readonly [string, string])[] = [
    ['Weakest models broken', (models?.violated ?? []).join(', ')],
    ['Broken with them', (models?.alsoViolated ?? []).join(', ')],
    ['Strongest models that nothing found speaks against', (models?.consistentWith ?? []).join(', ')],
    ['Assumed of the order of versions', assumptions.join('; ')],
    ['Independent methods that agree', agreedBy.join(' and ')],
  ];
  const said = rows.filter(([, value]) => value !== '');
  if (said.length === 0) return null;
  return html`<table class="rows models">
    <tbody>
      ${said.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function summaryRow({ f, ok, fail, info, medianNs, p99Ns, maximumNs }: OperationSummary): Markup {
  const latency = (value: number | null): Markup =>
    html`<td class="number">${value === null ? '–' : formatDuration(value)}</td>`;
  return html`<tr>
    <th scope="row"><code>${f}</code></th>
    <td class="number">${formatCount(ok)}</td>
    <td class="number">${formatCount(fail)}</td>
    <td class="number">${formatCount(info)}</td>
    ${latency(medianNs)}${latency(p99Ns)}${latency(maximumNs)}
  </tr>`;
}

function checkRow(check: ReportCheck): Markup {
  const { checker, model, algorithm, verdict, operations, reasons } = check;
  const symbol = { valid: '✓', invalid: '✗', unknown: '?' }[verdict];
  return html`<tr>
    <th scope="row">${checker}</th>
    <td><span class="mark ${verdict}">${symbol} ${verdictWord(verdict).toLowerCase()}</span></td>
    <td>${model}</td>
    <td>${algorithm}</td>
    <td class="number">${formatCount(operations)}</td>
    <td>${anomalyText(check)}${reasons.map((reason) => html`<div class="muted">${reason}</div>`)}</td>
  </tr>`;
}

function anomalyText({ anomalyCount, shown, permitted }: ReportCheck): string {
  if (anomalyCount === 0) return 'none';
  const parts = [formatCount(anomalyCount)];
  if (permitted > 0)
    parts.push(permitted === anomalyCount ? 'permitted by the claim' : `${formatCount(permitted)} permitted`);
  if (shown < anomalyCount) parts.push(`${countOf(shown, 'example')} kept`);
  return parts.join(', ');
}
