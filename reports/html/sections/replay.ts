/** The command that repeats the trial. */
import type { ReportData } from '../../data/report-data.ts';
import { html, type Markup } from '../markup.ts';

export function replaySection({ replayCommand, backend }: ReportData): Markup {
  const promise =
    backend === 'simulated'
      ? 'In the simulated world this repeats the same history, event by event.'
      : 'On Docker this repeats the same plan; the machine decides the details.';
  return html`<section id="replay" aria-labelledby="replay-title">
    <h2 id="replay-title">Replay</h2>
    <div class="command">
      <code id="replay-command">${replayCommand}</code>
      <button type="button" id="copy" class="needs-script">Copy</button>
    </div>
    <p class="note">${promise} <span id="copied" role="status"></span></p>
  </section>`;
}
