/** The frames of the charts on the trial's time axis; `client/` draws in them. */
import type { ReportData } from '../../data/report-data.ts';
import { countOf, formatDuration } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';

export function chartsSection(data: ReportData): Markup {
  const hasClocks = data.nodes.some((node) => node.clockOffsets.length > 0);
  const length = formatDuration(data.extent.endNs - data.extent.startNs);
  const what = `${countOf(data.operations.length, 'operation')} and ${countOf(data.faults.length, 'fault')} in ${length}`;
  return html`<section id="timeline" aria-labelledby="timeline-title">
    <h2 id="timeline-title">The trial in time</h2>
    <noscript
      ><p class="note">The charts need the script in this file; everything else can be read without it.</p></noscript
    >
    <div class="needs-script">
      <div class="toolbar">
        <div role="group" aria-label="Zoom and pan">
          <button type="button" data-view="earlier" aria-label="Earlier">◀</button>
          <button type="button" data-view="in" aria-label="Zoom in">+</button>
          <button type="button" data-view="out" aria-label="Zoom out">−</button>
          <button type="button" data-view="later" aria-label="Later">▶</button>
          <button type="button" data-view="all">Whole trial</button>
        </div>
        <ul class="legend" aria-label="Legend">
          <li><i class="swatch ok"></i>ok</li>
          <li><i class="swatch fail"></i>fail: did not happen</li>
          <li><i class="swatch info"></i>info: nobody knows</li>
          <li><i class="swatch bad"></i>shows an anomaly</li>
          <li><i class="swatch band"></i>fault</li>
        </ul>
      </div>
      <div
        id="charts"
        tabindex="0"
        role="group"
        aria-describedby="charts-keys"
        aria-label="Charts of the trial: ${what}"
      >
        ${chart('nodes', 'Faults and nodes', 'Faults, and each node’s state and role over time')}
        ${chart('processes', 'Operations by client', 'Every operation, one lane for each client')}
        ${chart('latency', 'Latency', 'Latency of every operation on a logarithmic scale, by kind')}
        ${chart('throughput', 'Operations a second', 'Completed operations a second, by result')}
        ${hasClocks ? chart('clocks', 'Clock offset', 'Each node’s wall clock against the controller’s') : null}
        <div id="crosshair" aria-hidden="true" hidden></div>
      </div>
      <p id="charts-keys" class="hint">
        Drag to move, double-click or Ctrl + wheel to zoom. Keys: <kbd>←</kbd> <kbd>→</kbd> move, <kbd>+</kbd>
        <kbd>−</kbd> zoom, <kbd>0</kbd> whole trial, <kbd>n</kbd> <kbd>p</kbd> next and previous operation.
      </p>
      <p id="selected" class="selected" role="status" aria-live="polite"></p>
      <div id="tooltip" aria-hidden="true" hidden></div>
      <details id="operation-list">
        <summary>Operations in view, as a list</summary>
        <label>Containing <input type="search" id="operation-filter" autocomplete="off" spellcheck="false" /></label>
        <p class="note" id="operation-count"></p>
        <div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">Event</th>
                <th scope="col">Process</th>
                <th scope="col">Operation</th>
                <th scope="col">Result</th>
                <th scope="col" class="number">Invoked</th>
                <th scope="col" class="number">Took</th>
              </tr>
            </thead>
            <tbody id="operation-rows"></tbody>
          </table>
        </div>
      </details>
    </div>
  </section>`;
}

function chart(name: string, title: string, description: string): Markup {
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <canvas data-chart="${name}" role="img" aria-label="${description}"></canvas>
  </figure>`;
}
