/** The finding, before anything else: a reader must have it in five seconds. */
import type { Verdict } from '../../../checkers/verdict.ts';
import type { ReportData, Row } from '../../data/report-data.ts';
import { formatCount, formatDuration } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';

const words: Readonly<Record<Verdict, string>> = { valid: 'Valid', invalid: 'Invalid', unknown: 'Unknown' };

const symbols: Readonly<Record<Verdict, Markup>> = {
  valid: html`<path d="M14 25l8 8 14-17" />`,
  invalid: html`<path d="M16 16l16 16M32 16l-16 16" />`,
  unknown: html`<path d="M17.500 18.500a6.500 6.500 0 1 1 9.500 5.700c-2 1.100-3 2.300-3 4.800M24 35.400v.2" />`,
};

export function verdictWord(verdict: Verdict): string {
  return words[verdict];
}

export function verdictSection(data: ReportData): Markup {
  const { verdict, claim, reasons } = data;
  const { headline, lead } = splitSentence(data);
  const heading = verdict === 'unknown' ? 'Why nobody can tell' : 'What you should know about it';
  return html`<header class="verdict ${verdict}">
    <p class="brand"><span>Ordeal</span> <span class="trial-id">${data.trialId}</span></p>
    <div class="finding">
      <svg class="symbol" viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="22" />
        ${symbols[verdict]}
      </svg>
      <div>
        <p class="word">${words[verdict]}</p>
        <h1>${headline}</h1>
        ${lead === '' ? null : html`<p class="lead">${lead}</p>`}
      </div>
    </div>
    <p class="claim">
      Judged against <strong>${claim.model}</strong>
      <span class="tag">${claim.basis === 'documented' ? 'documented claim' : 'assumed claim'}</span>
      ${claim.note}
    </p>
    <dl class="facts">
      ${facts(data).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${
      reasons.length === 0
        ? null
        : html`<div class="reasons">
            <h2>${heading}</h2>
            <ul>
              ${reasons.map((reason) => html`<li>${reason}</li>`)}
            </ul>
          </div>`
    }
  </header>`;
}

/**
 * A sentence that ends in an anomaly's own, such as `store is not linearizable: process 3 read ...`, reads better as a
 * headline and what follows it.
 */
function splitSentence({ sentence, anomalies }: ReportData): { readonly headline: string; readonly lead: string } {
  for (const { summary } of anomalies) {
    const headline = sentence.slice(0, sentence.length - summary.length).replace(/[:,;]\s*$/, '');
    if (summary !== '' && headline !== '' && sentence.endsWith(summary)) return { headline, lead: summary };
  }
  return { headline: sentence, lead: '' };
}

function optionsFact({ options, chosenOptions }: ReportData): string {
  const shown = chosenOptions ?? options;
  const text = shown.map(([name, value]) => `${name}=${value}`).join(' ');
  if (shown.length === options.length) return options.length === 0 ? 'none' : text;
  return shown.length === 0 ? 'all at their defaults' : `${text} (the others at their defaults)`;
}

function facts(data: ReportData): Row[] {
  const { target, backend, workload, faults, summaries, extent, timings } = data;
  const total = (result: 'ok' | 'fail' | 'info'): number =>
    summaries.reduce((sum, summary) => sum + summary[result], 0);
  const [ok, fail, info] = [total('ok'), total('fail'), total('info')];
  const attested = faults.filter((fault) => fault.attestation?.attested === true).length;
  const runNs = timings.runNs > 0 ? timings.runNs : extent.endNs - extent.startNs;
  return [
    ['Target', `${target}, ${backend}`],
    ['Workload', `${workload}, ${formatDuration(runNs)}`],
    [
      'Operations',
      `${formatCount(ok + fail + info)}: ${formatCount(ok)} ok, ${formatCount(fail)} fail, ${formatCount(info)} info`,
    ],
    ['Faults', faults.length === 0 ? 'none' : `${attested} of ${formatCount(faults.length)} attested`],
    ['Options', optionsFact(data)],
  ];
}
