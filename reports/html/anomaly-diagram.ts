/**
 * The operations that show an anomaly, as swim lanes: one lane a process, one bar an operation from its invocation to
 * its completion, faults shaded behind. Static SVG, so that it prints and needs no script. Later diagrams (cycles of
 * transactions, space-time) stand beside this one: a function from report data to markup each.
 */
import type { ReportAnomaly, ReportFault, ReportOperation } from '../data/report-data.ts';
import { shorten } from '../hostile-text.ts';
import { countOf, formatClock } from '../quantities.ts';
import { compressedTime, type TimeScale } from './compressed-time.ts';
import { html, type Markup } from './markup.ts';

const laneHeight = 46;
const barHeight = 14;
const labelWidth = 118;
const rightMargin = 26;
const topMargin = 26;
const characterWidth = 7.3;

interface Bar {
  readonly operation: ReportOperation;
  readonly number: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** Where its label must end: the next bar of the lane, or the edge. */
  readonly labelEnd: number;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly name: string; readonly node: string; readonly top: number }[];
  readonly bars: readonly Bar[];
  readonly bands: readonly { readonly fault: ReportFault; readonly left: number; readonly right: number }[];
}

/** Null when there is nothing to draw. Operations are numbered from 1 as in the table below the diagram. */
export function anomalyDiagram(anomaly: ReportAnomaly, faults: readonly ReportFault[], id: string): Markup | null {
  if (anomaly.operations.length === 0) return null;
  const { width, height, lanes, bars, bands } = layOut(anomaly.operations, faults);
  const caption = `${countOf(anomaly.operations.length, 'operation')} of ${countOf(lanes.length, 'process', 'processes')}`;
  return html`<div class="diagram" tabindex="0" role="group" aria-label="Diagram, scrolls sideways">
    <svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="${id}">
      <title id="${id}">${caption} on a time line; the table that follows holds the same</title>
      ${bands.map((band) => drawBand(band, height))} ${lanes.map((lane) => drawLane(lane, width))}
      ${bars.map((bar) => drawBar(bar, width))}
    </svg>
  </div>`;
}

function layOut(operations: readonly ReportOperation[], faults: readonly ReportFault[]): Layout {
  const startNs = Math.min(...operations.map((operation) => operation.invokeNs));
  const endNs = Math.max(...operations.map((operation) => operation.completeNs ?? operation.invokeNs));
  const near = faults.filter((fault) => fault.startNs <= endNs && fault.healingNs >= startNs);
  const inside = (timeNs: number): boolean => timeNs > startNs && timeNs < endNs;
  const times = operations.flatMap(({ invokeNs, completeNs }) => [
    invokeNs,
    ...(completeNs === null ? [] : [completeNs]),
  ]);
  for (const { startNs: from, healingNs: to } of near) times.push(...[from, to].filter(inside));
  const scale: TimeScale = compressedTime(times);
  const width = Math.max(760, labelWidth + rightMargin + new Set(times).size * 40);
  const x = (timeNs: number): number => round(labelWidth + scale(timeNs) * (width - labelWidth - rightMargin));

  const processes = [...new Set(operations.map((operation) => operation.process))];
  const top = (process: string): number => topMargin + processes.indexOf(process) * laneHeight;
  const bars = operations.map((operation, position): Bar => {
    const next = operations.slice(position + 1).find((later) => later.process === operation.process);
    const left = x(operation.invokeNs);
    const answered = operation.result !== 'info' && operation.completeNs !== null;
    return {
      operation,
      number: position + 1,
      left,
      right: answered ? Math.max(left + 3, x(operation.completeNs)) : width - rightMargin + 12,
      top: top(operation.process),
      labelEnd: next === undefined ? width : x(next.invokeNs) - 6,
    };
  });
  return {
    width,
    height: topMargin + processes.length * laneHeight + 8,
    lanes: processes.map((process) => ({
      name: process,
      node: operations.find((operation) => operation.process === process)?.node ?? '',
      top: top(process),
    })),
    bars,
    bands: near.map((fault) => ({
      fault,
      left: fault.startNs <= startNs ? labelWidth - 8 : x(fault.startNs),
      right: fault.healingNs >= endNs ? width : x(fault.healingNs),
    })),
  };
}

function drawBand({ fault, left, right }: Layout['bands'][number], height: number): Markup {
  const room = Math.floor((right - left - 8) / 6.2);
  const text = `${fault.kind} ${fault.description}`;
  return html`<g>
    <title>${text}, from ${formatClock(fault.startNs)} to ${formatClock(fault.healingNs)}</title>
    <rect class="band" x="${left}" y="4" width="${round(Math.max(2, right - left))}" height="${height - 8}" />
    ${room < 6 ? null : html`<text class="band-label" x="${left + 5}" y="17">${shorten(text, room)}</text>`}
  </g>`;
}

function drawLane({ name, node, top }: Layout['lanes'][number], width: number): Markup {
  const middle = top + 30;
  return html`<line class="lane" x1="${labelWidth - 8}" x2="${width}" y1="${middle}" y2="${middle}" />
    <text class="lane-name" x="0" y="${middle - 2}">process ${shorten(name, 7)}</text>
    ${node === '' ? null : html`<text class="lane-node" x="0" y="${middle + 12}">on ${shorten(node, 14)}</text>`}`;
}

function drawBar({ operation, number, left, right, top, labelEnd }: Bar, width: number): Markup {
  const { f, label, result } = operation;
  const y = top + 23;
  const suffix = result === 'ok' ? '' : result === 'fail' ? ' ✗ failed' : ' ? unknown';
  const room = Math.floor((labelEnd - left - 16) / characterWidth);
  const full = `${f} ${label}${suffix}`;
  const text = room < 3 ? '' : shorten(full, room);
  // A label near the right edge grows to the left, so that it is not cut off.
  const spill = left + 16 + text.length * characterWidth > width;
  return html`<g class="op ${result}">
    <title>${number}. ${full}; from ${formatClock(operation.invokeNs)}</title>
    <rect class="bar" x="${left}" y="${y}" width="${round(right - left)}" height="${barHeight}" rx="2" />
    ${result === 'info' ? html`<path class="open-end" d="M${right - 1} ${y - 2}l8 ${barHeight / 2 + 2}l-8 ${barHeight / 2 + 2}" />` : null}
    <text class="op-label" x="${spill ? width - 2 : left}" y="${y - 5}" text-anchor="${spill ? 'end' : 'start'}"
      ><tspan class="op-number">${number}</tspan> ${text}</text
    >
  </g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
