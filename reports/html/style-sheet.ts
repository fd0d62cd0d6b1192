/**
 * The report's style. Colours are few and keep their meaning everywhere: blue happened, grey did not, amber nobody
 * knows, vermilion shows an anomaly, a warm shade is a fault (told apart by all common kinds of colour blindness, and
 * never the only sign). Dark by the reader's preference; on paper always light.
 */

const lightColours = `
  --page: #f6f6f4; --surface: #ffffff; --ink: #1b1e22; --muted: #5d646d; --line: #e4e5e3; --edge: #d3d5d3;
  --ok: #3f74b8; --fail: #7d848d; --info: #b87400; --bad: #cb3a0e; --band: #8c6d3f2e; --band-edge: #a08357; --node: #3c4650;
  --node-a: #1f5fa8; --node-b: #b35a00; --node-c: #00705a; --node-d: #8a3f87; --node-e: #5d646d;
  --valid: #08704f; --valid-wash: #e7f4ee; --invalid: #b8310b; --invalid-wash: #fdeee8; --unknown: #7d5800; --unknown-wash: #fbf2dc;
  --code: #f1f1ee;`;

const darkColours = `
  --page: #131518; --surface: #1b1e22; --ink: #e9eaec; --muted: #a3aab3; --line: #2c3036; --edge: #3a3f46;
  --ok: #6fa5e8; --fail: #8f969f; --info: #eda73a; --bad: #ff7550; --band: #d9b77a2b; --band-edge: #a58a5c; --node: #aab3bd;
  --node-a: #7db1f2; --node-b: #f0a050; --node-c: #4fc9a8; --node-d: #d68fd2; --node-e: #a3aab3;
  --valid: #46c99b; --valid-wash: #142a23; --invalid: #ff7d57; --invalid-wash: #321c15; --unknown: #e6b850; --unknown-wash: #2c2413;
  --code: #24282d;`;

const foundation = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.2rem; }
body {
  margin: 0; background: var(--page); color: var(--ink); line-height: 1.5; font-size: 15px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 0 20px 64px; }
h1, h2, h3, p, dl, ul, figure, table, pre { margin: 0; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.3rem; margin-bottom: 14px; }
h3 { font-size: 1.05rem; }
code, kbd, pre, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.87em; }
a { color: inherit; }
.muted, .note, .hint { color: var(--muted); }
.note, .hint { font-size: 0.9rem; margin-top: 8px; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 3px; padding: 0 6px; font-size: 0.82rem; line-height: 1.45; }
section { margin-top: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 22px 24px 24px; }
button {
  font: inherit; font-size: 0.9rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge);
  border-radius: 5px; padding: 4px 12px; min-height: 32px; cursor: pointer;
}
button:hover { border-color: var(--muted); }
:focus-visible { outline: 2px solid var(--ok); outline-offset: 2px; }
kbd { border: 1px solid var(--edge); border-radius: 3px; padding: 0 5px; }
details { margin-top: 10px; }
summary { cursor: pointer; padding: 4px 0; }
html:not([data-script]) .needs-script { display: none; }
nav {
  position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 0 20px; margin: 16px -4px 0; padding: 8px 4px;
  background: var(--page); font-size: 0.92rem;
}
nav a { color: var(--muted); text-decoration: none; padding: 2px 0; }
nav a:hover { color: var(--ink); text-decoration: underline; }
`;

const verdict = `
.verdict { margin-top: 20px; border: 1px solid var(--line); border-top: 6px solid var(--tone); border-radius: 8px; background: var(--surface); padding: 18px 24px 22px; }
.verdict.valid { --tone: var(--valid); --wash: var(--valid-wash); }
.verdict.invalid { --tone: var(--invalid); --wash: var(--invalid-wash); }
.verdict.unknown { --tone: var(--unknown); --wash: var(--unknown-wash); }
.brand { display: flex; justify-content: space-between; gap: 16px; font-size: 0.86rem; color: var(--muted); overflow-wrap: anywhere; }
.brand span:first-child { font-weight: 650; letter-spacing: 0.02em; }
.finding { display: flex; gap: 20px; align-items: flex-start; margin: 16px 0 18px; }
.finding > div { min-width: 0; }
.symbol { flex: none; width: 58px; height: 58px; fill: none; stroke-linecap: round; stroke-linejoin: round; }
.symbol circle { fill: var(--tone); }
.symbol path { stroke: var(--surface); stroke-width: 5; }
.word { color: var(--tone); font-weight: 700; font-size: 1.05rem; line-height: 1.2; }
h1 { font-size: clamp(1.25rem, 1rem + 1.4vw, 1.75rem); font-weight: 650; overflow-wrap: anywhere; }
.lead { font-size: 1.08rem; line-height: 1.4; margin-top: 6px; max-width: 75ch; text-wrap: pretty; overflow-wrap: anywhere; }
.lead::first-letter, h1::first-letter, .anomaly h3::first-letter { text-transform: uppercase; }
.claim { color: var(--muted); max-width: 85ch; overflow-wrap: anywhere; }
.claim strong { color: var(--ink); }
.facts { display: flex; flex-wrap: wrap; gap: 10px 30px; margin-top: 16px; border-top: 1px solid var(--line); padding-top: 14px; }
.facts dt { font-size: 0.82rem; color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.reasons { margin-top: 18px; background: var(--wash); border-radius: 6px; padding: 12px 16px; }
.reasons h2 { font-size: 1rem; margin-bottom: 6px; }
.reasons ul { padding-left: 20px; }
.reasons li { overflow-wrap: anywhere; }
`;

const anomalies = `
.anomaly { padding: 4px 0 0; }
.anomaly + .anomaly, .permitted-title { margin-top: 30px; }
.anomaly + .anomaly { border-top: 1px solid var(--line); padding-top: 22px; }
.anomaly .kind { color: var(--muted); font-size: 0.9rem; margin-bottom: 6px; }
.anomaly.found .tag { color: var(--bad); font-weight: 600; }
.anomaly h3 { font-weight: 500; font-size: 1.02rem; line-height: 1.4; max-width: 85ch; text-wrap: pretty; overflow-wrap: anywhere; }
.anomaly > .quiet, .anomaly details > .quiet { margin-top: 12px; }
.diagram { overflow-x: auto; margin: 14px 0 4px; }
.diagram svg { display: block; width: 100%; height: auto; min-width: 880px; }
.diagram .band { fill: var(--band); }
.diagram .band-label { fill: var(--muted); font-size: 11px; }
.diagram .lane { stroke: var(--edge); stroke-width: 1; }
.diagram .lane-name { fill: var(--ink); font-size: 12.5px; font-weight: 600; }
.diagram .lane-node { fill: var(--muted); font-size: 11px; }
.diagram .op-label { fill: var(--ink); font-size: 12px; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.diagram .op-number { font-weight: 700; }
.diagram .op-time { fill: var(--muted); font-size: 10.5px; }
.diagram .culprit .op-label { fill: var(--bad); font-weight: 600; }
.diagram .ok .bar { fill: var(--ok); }
.diagram .ok.culprit .bar { fill: var(--bad); }
.does-not-fit { color: var(--bad); font-weight: 600; font-size: 0.85rem; }
.explained { columns: 3 240px; padding-left: 30px; font-size: 0.92rem; }
.diagram .fail .bar { fill: var(--surface); stroke: var(--fail); stroke-width: 1.5; stroke-dasharray: 4 2; }
.diagram .info .bar { fill: var(--info); fill-opacity: 0.22; stroke: var(--info); stroke-width: 1.5; }
.diagram .open-end { fill: var(--info); }
.consequence { margin-top: 8px; padding-left: 12px; border-left: 3px solid var(--bad); max-width: 85ch; text-wrap: pretty; overflow-wrap: anywhere; }
.permitted .consequence { border-left-color: var(--edge); }
.consequence::first-letter { text-transform: uppercase; }
.space-time .st-client, .space-time .st-node { fill: var(--ink); font-size: 13px; font-weight: 700; }
.space-time .st-role, .space-time .st-clock { fill: var(--muted); font-size: 10.5px; font-variant-numeric: tabular-nums; }
.space-time .st-line { stroke: var(--edge); stroke-width: 1.5; }
.space-time .st-line.node { stroke: var(--node); stroke-width: 2; }
.space-time .st-gap { stroke: var(--surface); stroke-width: 5; stroke-dasharray: 3 5; }
.space-time .st-cross { stroke: var(--bad); stroke-width: 2; fill: none; }
.space-time .bar.ok { fill: var(--ok); }
.space-time .bar.fail { fill: var(--surface); stroke: var(--fail); stroke-width: 1.5; stroke-dasharray: 4 2; }
.space-time .bar.info { fill: var(--info); fill-opacity: 0.22; stroke: var(--info); stroke-width: 1.5; }
.space-time .st-arrow { stroke: var(--muted); stroke-width: 1.2; fill: none; }
.space-time .st-head { fill: var(--muted); }
.space-time .st-message:hover .st-arrow { stroke: var(--ok); stroke-width: 2.4; }
.space-time .lost .st-arrow { stroke: var(--bad); stroke-dasharray: 3 2; }
.space-time .st-guide { stroke: var(--line); stroke-width: 1; stroke-dasharray: 1 3; }
.space-time .st-dot { fill: var(--surface); stroke: var(--node); stroke-width: 1.6; }
.space-time .answer .st-dot { stroke: var(--ok); fill: var(--ok); }
.space-time .st-sentence { fill: var(--ink); font-size: 12.5px; }
.space-time .belief .st-sentence, .space-time .invoke .st-sentence { fill: var(--muted); }
.space-time .fault .st-sentence, .space-time .heal .st-sentence, .space-time .node .st-sentence { font-weight: 650; }
.space-time .no-answer .st-sentence { fill: var(--info); }
.space-time .culprit .st-dot { stroke: var(--bad); fill: var(--bad); }
.space-time .culprit .st-sentence { fill: var(--bad); font-weight: 700; }
.beginning { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 24px; font-size: 0.9rem; color: var(--muted); }
.beginning b { color: var(--ink); }
.diagram .txn-box { fill: var(--code); stroke: var(--edge); }
.diagram .txn-label { fill: var(--ink); font-size: 13.5px; font-weight: 700; }
.diagram .txn-where { fill: var(--muted); font-size: 11.5px; font-weight: 400; }
.diagram .edge-line { fill: none; stroke: var(--edge-tone); stroke-width: 2; }
.diagram .edge-head, .diagram .edge-kind { fill: var(--edge-tone); }
.diagram .edge-kind { font-size: 12.5px; font-weight: 700; }
.diagram .edge-reason { fill: var(--ink); font-size: 12.5px; }
.edge.dependency { --edge-tone: var(--ok); } .edge.anti { --edge-tone: var(--bad); } .edge.order { --edge-tone: var(--fail); }
.diagram .order .edge-line { stroke-dasharray: 5 3; }
.edge-reasons { padding-left: 24px; margin: 4px 0 14px; max-width: 95ch; }
.edge-reasons li { margin-top: 4px; overflow-wrap: anywhere; }
.tag.edge { color: var(--edge-tone); }
.models { margin-top: 14px; max-width: 95ch; }
`;

const tables = `
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; margin-top: 12px; }
th, td { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: 0.85rem; white-space: nowrap; overflow-wrap: normal; }
tbody th { font-weight: 500; }
.number, .when { font-variant-numeric: tabular-nums; white-space: nowrap; }
.number { text-align: right; }
th.number:first-child { width: 1%; }
td .result, td .mark { white-space: nowrap; }
abbr { text-decoration: none; }
.result::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; border: 2px solid currentColor; vertical-align: -0.5px; }
.result.ok { color: var(--ok); } .result.ok::before { background: currentColor; }
.result.fail { color: var(--fail); }
.result.info { color: var(--info); } .result.info::before { border-right-color: transparent; }
.mark { font-weight: 600; }
.mark.valid { color: var(--valid); } .mark.invalid { color: var(--invalid); } .mark.unknown { color: var(--unknown); }
.attestation { min-width: 820px; }
.attestation th:first-child { width: 22%; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 40px; align-items: start; }
.columns > * { min-width: 0; }
.rows caption { text-align: left; font-weight: 600; padding-bottom: 4px; }
.rows + .rows { margin-top: 24px; }
.rows th { color: var(--muted); font-weight: 400; width: 34%; }
pre { overflow: auto; max-height: 420px; background: var(--code); border-radius: 6px; padding: 12px 14px; font-size: 12px; line-height: 1.45; }
.command { display: flex; gap: 12px; align-items: flex-start; background: var(--code); border-radius: 6px; padding: 12px 14px; }
.command code { flex: 1; min-width: 0; overflow-wrap: anywhere; padding-top: 5px; user-select: all; }
tr.bad td:nth-child(3) { color: var(--bad); font-weight: 600; }
`;

const charts = `
.toolbar { display: flex; flex-wrap: wrap; gap: 10px 24px; justify-content: space-between; align-items: center; margin-bottom: 8px; }
.toolbar button { min-width: 36px; padding: 4px 10px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; list-style: none; font-size: 0.87rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { width: 16px; height: 10px; border-radius: 2px; border: 2px solid transparent; }
.swatch.ok { background: var(--ok); } .swatch.fail { border-color: var(--fail); }
.swatch.info { border-color: var(--info); border-right-color: transparent; } .swatch.bad { background: var(--bad); }
.swatch.band { background: var(--band); border: 1px solid var(--band-edge); }
#charts { position: relative; border-radius: 4px; }
.chart { margin-top: 12px; }
.chart figcaption { font-weight: 600; font-size: 0.92rem; margin-bottom: 2px; }
.chart canvas { display: block; width: 100%; touch-action: pan-y; cursor: grab; }
.chart canvas:active { cursor: grabbing; }
#crosshair { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--muted); opacity: 0.5; pointer-events: none; }
.selected { margin-top: 10px; min-height: 1.5em; overflow-wrap: anywhere; font-weight: 500; }
#tooltip {
  position: fixed; z-index: 10; max-width: min(420px, 90vw); pointer-events: none; background: var(--surface); color: var(--ink);
  border: 1px solid var(--edge); border-radius: 6px; padding: 8px 12px; font-size: 0.87rem; box-shadow: 0 4px 16px #0003; overflow-wrap: anywhere;
}
.tooltip-title { font-weight: 600; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
#tooltip .bad { color: var(--bad); font-weight: 600; }
#operation-list input { font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 5px; padding: 3px 8px; margin-left: 6px; }
`;

const small = `
@media (max-width: 640px) {
  main { padding: 0 10px 40px; }
  section, .verdict { padding: 16px 14px 18px; }
  .finding { gap: 14px; }
  .symbol { width: 44px; height: 44px; }
  .facts { gap: 10px 24px; }
  .columns { grid-template-columns: 1fr; }
  .columns > * + * { margin-top: 20px; }
  .command { flex-direction: column; }
  .scroll table { min-width: 600px; }
  nav { gap: 0 16px; flex-wrap: nowrap; overflow-x: auto; white-space: nowrap; }
}
`;

const paper = `
@media print {
  body { font-size: 10.5pt; background: #fff; }
  main { max-width: none; padding: 0; }
  nav, button, .toolbar > div, .hint, #operation-list { display: none; }
  section, .verdict { border: 0; padding: 8px 0; break-inside: auto; }
  .verdict { border-top: 6px solid var(--tone); }
  .anomaly, .chart, tr { break-inside: avoid; }
  .scroll, .diagram { overflow: visible; }
  .diagram svg { min-width: 0; }
  .attestation, .scroll table { min-width: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

export const styleSheet = [
  `:root { color-scheme: light dark; ${lightColours} }`,
  `@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${darkColours} } }`,
  foundation,
  verdict,
  anomalies,
  tables,
  charts,
  small,
  paper,
].join('\n');
