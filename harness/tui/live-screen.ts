/**
 * One frame of the live trial screen. Always lower than the terminal (Ink flickers when a frame is as tall as the
 * window): the fixed lines come first, and nodes, faults and errors share the rows that are left.
 */
import { Box, Text } from 'ink';
import { createElement as h, type ReactElement, type ReactNode } from 'react';
import { formatDuration } from '../../reports/quantities.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { clockText } from './durations.ts';
import { latencyQuantileMs, operationsPerSecond, type LiveFault, type LiveNode, type LiveState } from './live-state.ts';
import { sparkline } from './sparkline.ts';

export interface LiveScreenProps {
  readonly state: LiveState;
  /** Wall clock since the command began; used before the trial's own clock runs. */
  readonly elapsedMs: number;
  readonly columns: number;
  readonly rows: number;
}

const fixedLines = 8;
const phaseNames: Readonly<Record<LiveState['phase'], string>> = {
  planning: 'planning',
  'set-up': 'setting up',
  run: 'running',
  heal: 'healing',
  'final-reads': 'final reads',
  'tear-down': 'tearing down',
  check: 'checking',
  report: 'writing the report',
};
const nodeMarks: Readonly<Record<LiveNode['state'], readonly [string, string]>> = {
  waiting: ['○', 'gray'],
  up: ['●', 'green'],
  silent: ['◐', 'yellow'],
  down: ['✗', 'red'],
};
const attestationMarks: Readonly<Record<LiveFault['attestation'], readonly [string, string]>> = {
  pending: ['…', 'yellow'],
  attested: ['✓ attested', 'green'],
  'not-attested': ['✗ not attested', 'red'],
};

/** The screen for this state. Every line is cut to the width, never wrapped. */
export function LiveScreen({ state, elapsedMs, columns, rows }: LiveScreenProps): ReactElement {
  const space = Math.max(3, rows - 2 - fixedLines);
  const nodes = [...state.nodes];
  const nodeRows = Math.min(nodes.length, Math.max(1, Math.floor(space * 0.4)));
  const faultRows = Math.min(Math.max(1, state.faults.length), Math.max(1, Math.floor((space - nodeRows) * 0.5)));
  const errorRows = Math.max(1, Math.min(6, space - nodeRows - faultRows));
  return h(
    Box,
    { flexDirection: 'column', width: columns, height: Math.max(fixedLines, rows - 2) },
    h(Header, { state }),
    h(ProgressLine, { state, elapsedMs, columns }),
    line({}, ' '),
    ...nodes
      .slice(0, nodeRows)
      .map(([name, node]) => h(NodeLine, { key: `node-${name}`, name: visibleText(name), node })),
    ...faultLines(state, faultRows),
    h(RateLine, { state, columns }),
    h(LatencyLine, { state }),
    h(ResultsLine, { state }),
    ...errorLines(state, errorRows),
    h(Box, { flexGrow: 1 }),
    line({ dimColor: true }, state.progress === '' ? ' ' : ` ${state.progress}`),
    h(Footer, { interrupted: state.interrupted }),
  );
}

interface Style {
  readonly color?: string;
  readonly dimColor?: boolean;
  readonly bold?: boolean;
}

/** One line, cut to the width. */
function line(style: Style, ...children: readonly ReactNode[]): ReactElement {
  return h(Text, { ...style, wrap: 'truncate-end' }, ...children);
}

function Label({ text }: { text: string }): ReactElement {
  return h(Text, { dimColor: true }, ` ${text.padEnd(9)}`);
}

function Header({ state: { plan } }: { state: LiveState }): ReactElement {
  if (plan === null) return line({ bold: true }, ' ordeal');
  const parts = [plan.target, plan.workload, plan.backend, `${plan.clients} clients`, `seed ${plan.seed}`];
  return line(
    {},
    h(Text, { bold: true }, ' ordeal  '),
    visibleText(parts.join(' · ')),
    h(Text, { dimColor: true }, `  claims ${visibleText(plan.claim.model)}`),
  );
}

function ProgressLine({ state, elapsedMs, columns }: Omit<LiveScreenProps, 'rows'>): ReactElement {
  const totalMs = state.plan?.timeMs ?? 0;
  const running = state.phase === 'run';
  const doneMs = running ? Math.min(state.nowNs / 1e6, totalMs) : elapsedMs;
  const name = state.interrupted ? `interrupted, ${phaseNames[state.phase]}` : phaseNames[state.phase];
  const text = running ? `${clockText(doneMs)} / ${clockText(totalMs)}` : clockText(doneMs);
  const width = Math.max(0, Math.min(40, columns - name.length - text.length - 6));
  const filled = running && totalMs > 0 ? Math.round((doneMs / totalMs) * width) : 0;
  return line(
    {},
    h(Text, { color: state.interrupted ? 'yellow' : 'cyan', bold: true }, ` ${name}`),
    ` ${text} `,
    running ? h(Text, { color: 'cyan' }, '━'.repeat(filled)) : null,
    running ? h(Text, { dimColor: true }, '─'.repeat(width - filled)) : null,
  );
}

function NodeLine({ name, node }: { name: string; node: LiveNode }): ReactElement {
  const [mark, color] = nodeMarks[node.state];
  const skewed = node.clockOffsetMs !== null && Math.abs(node.clockOffsetMs) >= 500;
  const offset = skewed
    ? ` clock ${(node.clockOffsetMs ?? 0) > 0 ? '+' : '-'}${formatDuration(Math.abs(node.clockOffsetMs ?? 0) * 1e6)}`
    : '';
  return line(
    {},
    h(Label, { text: name }),
    h(Text, { color }, `${mark} ${node.state.padEnd(8)}`),
    node.role.padEnd(9),
    h(Text, { color: 'yellow' }, offset),
    h(Text, { dimColor: true }, ` ${node.detail}`),
  );
}

function faultLines(state: LiveState, rows: number): ReactElement[] {
  if (state.faults.length === 0) {
    const planned = state.plan?.schedule.length ?? 0;
    const text = planned === 0 ? 'none planned' : `${planned} planned, none yet`;
    return [h(Text, { key: 'no-faults', wrap: 'truncate-end' }, h(Label, { text: 'faults' }), text)];
  }
  const active = state.faults.filter((fault) => fault.stage !== 'healed');
  const over = state.faults.filter((fault) => fault.stage === 'healed');
  const shown = [...over, ...active].slice(-rows);
  return shown.map((fault, index) =>
    h(FaultLine, { key: `fault-${fault.fault}`, fault, label: index === 0 ? 'faults' : '' }),
  );
}

function FaultLine({ fault, label }: { fault: LiveFault; label: string }): ReactElement {
  const color = fault.stage === 'healed' ? 'gray' : 'red';
  const [mark, markColor] = attestationMarks[fault.attestation];
  return line(
    {},
    h(Label, { text: label }),
    h(Text, { color }, `${fault.stage === 'healed' ? '○' : '◆'} ${fault.kind} ${fault.description} `),
    h(Text, { dimColor: true }, `${fault.stage} `),
    h(Text, { color: markColor }, mark),
    h(Text, { dimColor: true }, fault.observed === '' ? '' : `  ${fault.observed}`),
  );
}

function RateLine({ state, columns }: { state: LiveState; columns: number }): ReactElement {
  const rate = `${operationsPerSecond(state)} ops/s`;
  const width = Math.max(0, Math.min(60, columns - 14 - rate.length));
  return line(
    {},
    h(Label, { text: 'rate' }),
    rate.padEnd(12),
    h(Text, { color: 'cyan' }, sparkline(state.perSecond, width).trimStart()),
  );
}

function LatencyLine({ state }: { state: LiveState }): ReactElement {
  const quantile = (share: number): string => {
    const ms = latencyQuantileMs(state, share);
    return ms === null ? '-' : formatDuration(ms * 1e6);
  };
  return line({}, h(Label, { text: 'latency' }), `p50 ${quantile(0.5)}  p99 ${quantile(0.99)}`);
}

function ResultsLine({ state }: { state: LiveState }): ReactElement {
  return line(
    {},
    h(Label, { text: 'results' }),
    h(Text, { color: 'green' }, `ok ${state.ok}`),
    '  ',
    `fail ${state.fail}`,
    '  ',
    h(Text, state.info > 0 ? { color: 'yellow' } : {}, `info ${state.info}`),
  );
}

function errorLines(state: LiveState, rows: number): ReactElement[] {
  if (state.errors.length === 0) return [h(Text, { key: 'no-errors' }, h(Label, { text: 'errors' }), 'none')];
  return state.errors
    .slice(-rows)
    .map((error, index) =>
      h(
        Text,
        { key: `error-${index}`, wrap: 'truncate-end' },
        h(Label, { text: index === 0 ? 'errors' : '' }),
        h(Text, { dimColor: true }, `${clockText(error.timeNs / 1e6)} `),
        error.text,
      ),
    );
}

function Footer({ interrupted }: { interrupted: boolean }): ReactElement {
  const text = interrupted
    ? ' stopping: healing, tearing down, judging what there is (Ctrl-C again leaves at once)'
    : ' Ctrl-C stops: heals, tears down, judges what there is';
  return line({ dimColor: true }, text);
}
