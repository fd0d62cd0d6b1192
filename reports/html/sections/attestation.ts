/** Did each fault bite? What was measured before, during and after it. */
import type { ReportData, ReportFault } from '../../data/report-data.ts';
import { formatClock } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';

export function attestationSection({ faults }: ReportData): Markup | null {
  if (faults.length === 0) return null;
  return html`<section id="faults" aria-labelledby="faults-title">
    <h2 id="faults-title">Faults, and whether they bit</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Table, scrolls sideways">
      <table class="attestation">
        <thead>
          <tr>
            <th scope="col">Fault</th>
            <th scope="col">When</th>
            <th scope="col">Before</th>
            <th scope="col">During</th>
            <th scope="col">After</th>
            <th scope="col">Attested</th>
          </tr>
        </thead>
        <tbody>
          ${faults.map(faultRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function faultRow({ kind, description, nodes, startNs, healingNs, endNs, attestation }: ReportFault): Markup {
  const until = endNs === null ? 'never seen healed' : formatClock(healingNs);
  return html`<tr>
    <th scope="row">
      ${kind}
      <span class="muted">${description}</span>
      ${nodes.length === 0 ? null : html`<div class="muted">nodes ${nodes.join(', ')}</div>`}
    </th>
    <td class="when">${formatClock(startNs)}<br />to ${until}</td>
    <td>${attestation?.before ?? ''}</td>
    <td>${attestation?.during ?? ''}</td>
    <td>${attestation?.after ?? ''}</td>
    <td>${attestationCell(attestation)}</td>
  </tr>`;
}

function attestationCell(attestation: ReportFault['attestation']): Markup {
  if (attestation === null) return html`<span class="mark unknown">? not judged</span>`;
  if (attestation.attested) return html`<span class="mark valid">✓ attested</span>`;
  return html`<span class="mark invalid">✗ not attested</span>
    <div>${attestation.reason}</div>`;
}
