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

const laneHeight = 58;
const barHeight = 14;
const labelWidth = 118;
const rightMargin = 26;
const topMargin = 26;
const characterWidth = 7.3;
const smallestWidth = 1000;

interface Bar {
  readonly operation: ReportOperation;
  readonly number: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly label: Label;
  /** Whether the time at which it began fits below it. */
  readonly timed: boolean;
  /** The operation that no longer fits. */
  readonly culprit: boolean;
}

interface Label {
  readonly text: string;
  readonly edge: number;
  readonly anchor: 'start' | 'end';
  /** Where it ends. */
  readonly end: number;
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
  const { width, height, lanes, bars, bands } = layOut(anomaly, faults);
  const caption = `${countOf(anomaly.operations.length, 'operation')} of ${countOf(lanes.length, 'process', 'processes')}`;
  return html`<div class="diagram" tabindex="0" role="group" aria-label="Diagram, scrolls sideways">
    <svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="${id}">
      <title id="${id}">${caption} on a time line; the table that follows holds the same</title>
      ${bands.map((band) => drawBand(band, height))} ${lanes.map((lane) => drawLane(lane, width))} ${bars.map(drawBar)}
    </svg>
    <p class="note">Time runs to the right; the gaps between events are not to scale.</p>
  </div>`;
}

function layOut({ operations, culprit }: ReportAnomaly, faults: readonly ReportFault[]): Layout {
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
  const width = Math.max(smallestWidth, labelWidth + rightMargin + new Set(times).size * 40);
  const x = (timeNs: number): number => round(labelWidth + scale(timeNs) * (width - labelWidth - rightMargin));

  const processes = [...new Set(operations.map((operation) => operation.process))];
  const top = (process: string): number => topMargin + processes.indexOf(process) * laneHeight;
  /** By lane: how far labels reach. */
  const reach = new Map<string, number>();
  const bars = operations.map((operation, position): Bar => {
    const ofSameLane = (other: ReportOperation): boolean => other.process === operation.process;
    const next = operations.slice(position + 1).find(ofSameLane);
    const previous = operations.slice(0, position).findLast(ofSameLane);
    const left = x(operation.invokeNs);
    const answered = operation.result !== 'info' && operation.completeNs !== null;
    const right = answered ? Math.max(left + 3, x(operation.completeNs)) : width - rightMargin + 12;
    const number = position + 1;
    const roomEnd = next === undefined ? width : x(next.invokeNs) - 6;
    const free = previous === undefined ? labelWidth : x(previous.completeNs ?? previous.invokeNs) + 6;
    const roomStart = Math.max(free, (reach.get(operation.process) ?? 0) + 12);
    const label = placeLabel(`${number} ${wording(operation)}`, { left, right, roomStart, roomEnd });
    reach.set(operation.process, label.end);
    return {
      operation,
      number,
      left,
      right,
      top: top(operation.process),
      label,
      timed: roomEnd - left >= 50,
      culprit: operation.index === culprit,
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

function wording({ f, label, result }: ReportOperation): string {
  return `${f} ${label}${result === 'ok' ? '' : result === 'fail' ? ' ✗ failed' : ' ? unknown'}`;
}

/** A label that does not fit to the right of its bar's beginning grows to the left, if there is more room. */
function placeLabel(
  full: string,
  { left, right, roomStart, roomEnd }: Readonly<Record<'left' | 'right' | 'roomStart' | 'roomEnd', number>>,
): Label {
  const length = full.length * characterWidth;
  const leftwards = left + length > roomEnd && right - roomStart > roomEnd - left;
  const edge = leftwards ? Math.min(Math.max(right, left + length), roomEnd) : left;
  const room = leftwards ? edge - roomStart : roomEnd - left;
  const text = shorten(full, Math.max(1, Math.floor(room / characterWidth)));
  const end = leftwards ? edge : left + text.length * characterWidth;
  return { text, edge, anchor: leftwards ? 'end' : 'start', end };
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
    <text class="lane-name" x="0" y="${middle - 1}">process ${shorten(name, 7)}</text>
    ${node === '' ? null : html`<text class="lane-node" x="0" y="${middle + 14}">on ${shorten(node, 14)}</text>`}`;
}

function drawBar({ operation, number, left, right, top, label, timed, culprit }: Bar): Markup {
  const { result, invokeNs } = operation;
  const y = top + 23;
  const digits = String(number).length;
  return html`<g class="op ${result} ${culprit ? 'culprit' : ''}">
    <title>${number}. ${wording(operation)}; from ${formatClock(invokeNs)}</title>
    <rect class="bar" x="${left}" y="${y}" width="${round(right - left)}" height="${barHeight}" rx="2" />
    ${result === 'info' ? drawOpenEnd(right, y) : null}
    <text class="op-label" x="${round(label.edge)}" y="${y - 6}" text-anchor="${label.anchor}">
      <tspan class="op-number">${label.text.slice(0, digits)}</tspan>${label.text.slice(digits)}
    </text>
    ${!timed ? null : html`<text class="op-time" x="${left}" y="${y + barHeight + 13}">${formatClock(invokeNs)}</text>`}
  </g>`;
}

/** Nobody knows when, or whether, it took effect: the bar has no end. */
function drawOpenEnd(right: number, y: number): Markup {
  const half = barHeight / 2 + 2;
  return html`<path class="open-end" d="M${right - 1} ${y - 2}l8 ${half}l-8 ${half}" />`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
