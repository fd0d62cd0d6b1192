/** What went wrong: for each anomaly its sentence, the operations that show it as a diagram, and the same as a table. */
import type { ReportAnomaly, ReportData, ReportOperation } from '../../data/report-data.ts';
import { countOf, formatClock, formatDuration } from '../../quantities.ts';
import { anomalyDiagram } from '../anomaly-diagram.ts';
import { cycleDiagram, reasonList } from '../cycle-diagram.ts';
import { html, type Markup } from '../markup.ts';

/** Anomalies beyond this many start folded: the first ones tell the story. */
const openAnomalies = 3;

export function anomaliesSection(data: ReportData): Markup | null {
  if (data.anomalies.length === 0) return null;
  const found = data.anomalies.filter((anomaly) => !anomaly.permitted);
  const permitted = data.anomalies.filter((anomaly) => anomaly.permitted);
  return html`<section id="anomalies" aria-labelledby="anomalies-title">
    <h2 id="anomalies-title">${found.length > 0 ? 'What went wrong' : 'Permitted by the claim'}</h2>
    ${found.map((anomaly, position) => anomalyArticle(anomaly, data, position))}
    ${
      permitted.length === 0
        ? null
        : html`${found.length === 0 ? null : html`<h3 class="permitted-title">Permitted by the claim</h3>`}
            <p class="note">
              ${data.claim.model} allows ${permitted.length === 1 ? 'this' : 'these'}, so the verdict does not count
              ${permitted.length === 1 ? 'it' : 'them'}.
            </p>
            ${permitted.map((anomaly, position) => anomalyArticle(anomaly, data, found.length + position))}`
    }
  </section>`;
}

function anomalyArticle(anomaly: ReportAnomaly, data: ReportData, position: number): Markup {
  const { type, summary, checker, permitted, operations, omitted, consequence, graph } = anomaly;
  const id = `anomaly-${position}`;
  const showButton =
    operations.length === 0
      ? null
      : html`<button type="button" class="quiet needs-script" data-anomaly="${position}">Show in the timeline</button>`;
  const dependencies = graph === null ? null : html`${cycleDiagram(graph, `${id}-cycle`)} ${reasonList(graph)}`;
  const evidence = html`${dependencies} ${anomalyDiagram(anomaly, data.faults, `${id}-diagram`)}
  ${evidenceTable(anomaly)}
  ${omitted === 0 ? null : html`<p class="note">${countOf(omitted, 'more operation')} not shown here.</p>`}
  ${explanation(anomaly)} ${showButton}`;
  return html`<article class="anomaly ${permitted ? 'permitted' : 'found'}" aria-labelledby="${id}">
    <p class="kind"><span class="tag">${type}</span> found by ${checker}${permitted ? ', permitted' : ''}</p>
    <h3 id="${id}">${summary}</h3>
    ${consequence === '' ? null : html`<p class="consequence">${consequence}</p>`}
    ${
      position < openAnomalies
        ? evidence
        : html`<details>
            <summary>${countOf(operations.length, 'operation')} that show it</summary>
            ${evidence}
          </details>`
    }
  </article>`;
}

function evidenceTable({ operations, culprit }: ReportAnomaly): Markup | null {
  if (operations.length === 0) return null;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">
    <table>
      <thead>
        <tr>
          <th scope="col" class="number"><abbr title="number in the diagram">#</abbr></th>
          <th scope="col">Process</th>
          <th scope="col">Operation</th>
          <th scope="col">Result</th>
          <th scope="col" class="number">Invoked</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number">Event</th>
        </tr>
      </thead>
      <tbody>
        ${operations.map((operation, position) => evidenceRow(operation, position, operation.index === culprit))}
      </tbody>
    </table>
  </div>`;
}

function evidenceRow(operation: ReportOperation, position: number, culprit: boolean): Markup {
  const { process, node, f, label, result, error, invokeNs, completeNs, index } = operation;
  return html`<tr>
    <td class="number"><b>${position + 1}</b></td>
    <td>${process}${node === '' ? null : html` <span class="muted">on ${node}</span>`}</td>
    <td><code>${f} ${label}</code>${culprit ? html`<div class="does-not-fit">does not fit</div>` : null}</td>
    <td>
      <span class="result ${result}">${result}</span>${error === '' ? null : html` <span class="muted">${error}</span>`}
    </td>
    <td class="number">${formatClock(invokeNs)}</td>
    <td class="number">${completeNs === null ? 'no answer' : formatDuration(completeNs - invokeNs)}</td>
    <td class="number muted">${index}</td>
  </tr>`;
}

/** The order that the checker found for everything before: what the culprit would have had to fit into. */
function explanation({ explained }: ReportAnomaly): Markup | null {
  if (explained.length === 0) return null;
  return html`<details>
    <summary>An order that explains everything before it</summary>
    <p class="note">
      The last ${countOf(explained.length, 'operation')} of it; nothing that fits the model continues it.
    </p>
    <ol class="explained">
      ${explained.map(({ process, f, label }) => html`<li><code>${f} ${label}</code> <span class="muted">process ${process}</span></li>`)}
    </ol>
  </details>`;
}
