/**
 * Transactions and what orders them, as boxes one below the other: each arrow says that one comes before the next, and
 * the arrow that leads back up is the contradiction. Static SVG; every reason stands in full in the list below it.
 */
import type { ReportGraph } from '../data/report-data.ts';
import { shorten } from '../hostile-text.ts';
import { countOf } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

const width = 1008;
const boxLeft = 4;
const boxWidth = 800;
const boxRight = boxLeft + boxWidth;
const lineHeight = 17;
const headHeight = 26;
const gap = 46;
/** Leaves room for the longest name of an edge on its left. */
const arrowLeft = boxLeft + 104;
/** UTF-16 units that fit in a line of a box, and beside an arrow. */
const boxCharacters = 105;
const mostLines = 3;
const reasonCharacters = 112;
const laneWidth = 28;
const mostLanes = 4;

type Edge = ReportGraph['edges'][number];

interface Box {
  readonly label: string;
  readonly where: string;
  readonly lines: readonly string[];
  readonly top: number;
  readonly height: number;
}

/** Null when there is nothing to draw. */
export function cycleDiagram(graph: ReportGraph, id: string): Markup | null {
  if (graph.transactions.length === 0) return null;
  const boxes = layOut(graph);
  const last = boxes.at(-1) as Box;
  const height = last.top + last.height + 8;
  const downward = graph.edges.filter(({ from, to }) => to === from + 1);
  const others = graph.edges.filter(({ from, to }) => to !== from + 1);
  return html`<div class="diagram" tabindex="0" role="group" aria-label="Diagram, scrolls sideways">
    <svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="${id}">
      <title id="${id}">
        ${countOf(graph.transactions.length, 'transaction')} and what orders them; the list that follows holds the same
      </title>
      ${boxes.map(drawBox)} ${downward.map((edge) => drawDown(edge, boxes))}
      ${others.map((edge, position) => drawAround(edge, boxes, position % mostLanes))}
    </svg>
  </div>`;
}

/** Every edge with its reason, in order: the same as the diagram says, for reading. */
export function reasonList({ transactions, edges }: ReportGraph): Markup | null {
  if (edges.length === 0) return null;
  const label = (position: number): string => transactions[position]?.label ?? '?';
  return html`<ol class="edge-reasons">
    ${edges.map(
      ({ from, to, kind, reason }) =>
        html`<li>
          <b>${label(from)} → ${label(to)}</b> <span class="tag edge ${edgeClass(kind)}">${kind}</span> ${reason}
        </li>`,
    )}
  </ol>`;
}

function layOut({ transactions }: ReportGraph): Box[] {
  let top = 4;
  return transactions.map(({ label, where, text }): Box => {
    const lines = wrapCode(text);
    const height = headHeight + lines.length * lineHeight + 8;
    const box = { label, where, lines, top, height };
    top += height + gap;
    return box;
  });
}

/** Breaks between micro-operations where it can. */
function wrapCode(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > boxCharacters && lines.length < mostLines - 1) {
    const comma = rest.lastIndexOf(', ', boxCharacters);
    const end = comma > boxCharacters / 2 ? comma + 1 : boxCharacters;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, shorten(rest, boxCharacters)];
}

function edgeClass(kind: string): string {
  if (kind.startsWith('rw')) return 'anti';
  return kind === 'process' || kind === 'realtime' ? 'order' : 'dependency';
}

function drawBox({ label, where, lines, top, height }: Box): Markup {
  return html`<g class="txn">
    <rect class="txn-box" x="${boxLeft}" y="${top}" width="${boxWidth}" height="${height}" rx="6" />
    <text class="txn-label" x="${boxLeft + 12}" y="${top + 19}">
      ${label} <tspan class="txn-where" dx="6">${where}</tspan>
    </text>
    ${lines.map((line, position) => html`<text class="op-label" x="${boxLeft + 12}" y="${top + headHeight + 13 + position * lineHeight}">${line}</text>`)}
  </g>`;
}

/** To the next box. */
function drawDown({ from, to, kind, reason }: Edge, boxes: readonly Box[]): Markup {
  const start = boxes[from] as Box;
  const end = boxes[to] as Box;
  const [top, bottom] = [start.top + start.height, end.top];
  const middle = (top + bottom) / 2 + 4;
  return html`<g class="edge ${edgeClass(kind)}">
    <title>${reason}</title>
    <path class="edge-line" d="M${arrowLeft} ${top}V${bottom - 7}" />
    <path class="edge-head" d="M${arrowLeft - 5} ${bottom - 9}h10l-5 9z" />
    <text class="edge-kind" x="${arrowLeft - 10}" y="${middle}" text-anchor="end">${kind}</text>
    <text class="edge-reason" x="${arrowLeft + 12}" y="${middle}">${shorten(reason, reasonCharacters)}</text>
  </g>`;
}

/** Past other boxes, on the right; upwards for the edge that closes the cycle. */
function drawAround({ from, to, kind, reason }: Edge, boxes: readonly Box[], lane: number): Markup | null {
  const [start, end] = [boxes[from], boxes[to]];
  if (start === undefined || end === undefined) return null;
  const startY = start.top + start.height / 2 + 6;
  const endY = end.top + end.height / 2 - 6;
  const x = boxRight + 26 + lane * laneWidth;
  const bend = Math.min(10, Math.abs(endY - startY) / 2);
  const way = endY < startY ? -1 : 1;
  const path = `M${boxRight} ${startY}H${x - bend}Q${x} ${startY} ${x} ${startY + way * bend}V${endY - way * bend}Q${x} ${endY} ${x - bend} ${endY}H${boxRight + 8}`;
  const middle = (startY + endY) / 2;
  return html`<g class="edge ${edgeClass(kind)}">
    <title>${reason}</title>
    <path class="edge-line" d="${path}" />
    <path class="edge-head" d="M${boxRight + 9} ${endY - 5}v10l-9 -5z" />
    <text class="edge-kind" x="${x + 5}" y="${middle + 4}">${kind}</text>
  </g>`;
}
