/**
 * The page around the sections. A Content-Security-Policy by hashes admits the page's own style and script and nothing
 * else: no network, no further script, no frame, no form, even if hostile text should ever become markup.
 */
import { createHash } from 'node:crypto';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { reportData } from '../data/compute.ts';
import type { ReportData } from '../data/report-data.ts';
import { clientScript } from './client-script.ts';
import { encodeChartData } from './encode-chart-data.ts';
import { html, Markup, scriptJson } from './markup.ts';
import { anomaliesSection } from './sections/anomalies.ts';
import { attestationSection } from './sections/attestation.ts';
import { chartsSection } from './sections/charts.ts';
import { checksSection } from './sections/checks.ts';
import { logsSection } from './sections/logs.ts';
import { planSection } from './sections/plan.ts';
import { replaySection } from './sections/replay.ts';
import { storySection } from './sections/story.ts';
import { verdictSection, verdictWord } from './sections/verdict.ts';
import { styleSheet } from './style-sheet.ts';

/** The parts of a report, top to bottom. A part that has nothing to say is null. */
const sections: readonly {
  readonly id: string;
  readonly name: string;
  readonly render: (data: ReportData) => Markup | null;
}[] = [
  { id: 'anomalies', name: 'Anomalies', render: anomaliesSection },
  { id: 'story', name: 'Story', render: storySection },
  { id: 'timeline', name: 'Timeline', render: chartsSection },
  { id: 'faults', name: 'Faults', render: attestationSection },
  { id: 'checks', name: 'Checks', render: checksSection },
  { id: 'plan', name: 'Plan', render: planSection },
  { id: 'logs', name: 'Logs', render: logsSection },
  { id: 'replay', name: 'Replay', render: replaySection },
];

/** One self-contained HTML document, under 2 MB for 20,000 operations. Pure: same record, same bytes. */
export function renderHtmlReport(record: TrialRecord): string {
  return renderPage(reportData(record));
}

export function renderPage(data: ReportData): string {
  const rendered = sections.flatMap(({ id, name, render }) => {
    const markup = render(data);
    return markup === null ? [] : [{ id, name, markup }];
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${verdictWord(data.verdict)}: ${data.target} ${data.workload}, Ordeal</title>
        <link rel="icon" href="${icons[data.verdict]}" />
        ${verbatim('style', styleSheet)}
      </head>
      <body>
        <main>
          ${verdictSection(data)}
          <nav aria-label="Contents">${rendered.map(({ id, name }) => html`<a href="#${id}">${name}</a>`)}</nav>
          ${rendered.map(({ markup }) => markup)}
        </main>
        <script type="application/json" id="chart-data">
          ${scriptJson(encodeChartData(data))}
        </script>
        ${verbatim('script', clientScript)}
      </body>
    </html> `.text;
}

/** Exactly this content, because its hash is what the policy admits. */
function verbatim(element: 'style' | 'script', content: string): Markup {
  return new Markup(`<${element}>${content}</${element}>`);
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${sourceHash(clientScript)}`,
  `style-src ${sourceHash(styleSheet)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const icons: Readonly<Record<ReportData['verdict'], string>> = {
  valid: icon('%230a7d5a', 'M9 17l5 5 9-12'),
  invalid: icon('%23c7330d', 'M10 10l12 12M22 10L10 22'),
  unknown: icon('%238b6200', 'M12 12a4 4 0 1 1 6 3.500q-2 1-2 3.500M16 23v.1'),
};

/** A coloured disc with the verdict's symbol, so that browser tabs tell verdicts apart. */
function icon(colour: string, path: string): string {
  return (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='none'%3E" +
    `%3Ccircle cx='16' cy='16' r='15' fill='${colour}'/%3E` +
    `%3Cpath d='${path}' stroke='white' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E`
  );
}
