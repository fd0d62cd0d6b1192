/**
 * A trial as a space-time diagram (Lamport 1978, "Time, Clocks, and the Ordering of Events in a Distributed System"): one
 * column a client or node, time downwards, messages as arrows from the moment they left to the moment they arrived. Beside
 * each moment that matters stands its sentence, so that picture and story are read as one. Static SVG.
 */
import type { ReportStory, StoryGap, StoryMessage, StoryStep } from '../data/story.ts';
import { shorten } from '../hostile-text.ts';
import { countOf, formatClock } from '../quantities.ts';
import { wrap } from '../text/wrap.ts';
import { html, type Markup } from './markup.ts';

const rowHeight = 24;
const lineHeight = 16;
const topMargin = 54;
const clockWidth = 74;
const columnWidth = 58;
const gapBetween = 26;
const sentenceWidth = 600;
const sentenceCharacters = 84;
const mostLines = 3;
/** Ends the sentence of the operation that contradicts the others. */
const misfit = '← does not fit';

/** Where things are: a column for each client and node, and a height for each moment. */
interface Plan {
  readonly columns: ReadonlyMap<string, number>;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** One for each step. */
  readonly rows: readonly Row[];
  readonly y: (timeNs: number) => number;
}

interface Row {
  readonly y: number;
  readonly lines: readonly string[];
}

function planOf({ clients, nodes, steps }: ReportStory): Plan {
  const columns = new Map<string, number>();
  let x = clockWidth + columnWidth / 2;
  for (const client of clients) {
    columns.set(client, x);
    x += columnWidth;
  }
  x += clients.length === 0 ? 0 : gapBetween;
  for (const node of nodes) {
    columns.set(node, x);
    x += columnWidth;
  }
  const left = x - columnWidth / 2 + 18;
  const rows: Row[] = [];
  let y = topMargin;
  for (const { text, culprit } of steps) {
    const lines = linesOf(text, culprit);
    rows.push({ y, lines });
    y += rowHeight + (lines.length - 1) * lineHeight;
  }
  return { columns, left, width: left + sentenceWidth, height: y + rowHeight, rows, y: heights(steps, rows) };
}

function linesOf(text: string, culprit: boolean): string[] {
  const lines = wrap(culprit ? `${text} ${misfit}` : text, { width: sentenceCharacters, first: 0, others: 0 });
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines - 1), shorten(lines.slice(mostLines - 1).join(' '), sentenceCharacters)];
}

/** Moments between two steps lie between them in proportion; steps are a row apart however close they are in time. */
function heights(steps: readonly StoryStep[], rows: readonly Row[]): (timeNs: number) => number {
  const times = [0, ...steps.map(({ timeNs }) => timeNs)];
  const tops = [topMargin - rowHeight, ...rows.map(({ y }) => y)];
  return (timeNs) => {
    const next = times.findIndex((time) => time > timeNs);
    const last = next === -1 ? times.length - 1 : Math.max(0, next - 1);
    const top = tops[last] as number;
    if (next <= 0) return top;
    const before = times[last] as number;
    const share = (timeNs - before) / ((times[next] as number) - before);
    return top + share * ((tops[next] as number) - top);
  };
}

export function spaceTimeDiagram(story: ReportStory, id: string): Markup {
  const plan = planOf(story);
  const { width, height } = plan;
  const caption = `${countOf(story.steps.length, 'moment')} and ${countOf(story.messages.length, 'message')}`;
  return html`<div class="diagram" tabindex="0" role="group" aria-label="Diagram, scrolls sideways">
    <svg class="space-time" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="${id}">
      <title id="${id}">${caption}, time downwards; every sentence stands beside its moment</title>
      ${drawFaults(story, plan)} ${[...plan.columns].map(([name, x]) => drawColumn(name, x, story, plan))}
      ${story.gaps.map((gap) => drawGap(gap, plan))} ${story.operations.map((one) => drawOperation(one, plan))}
      ${story.messages.map((message) => drawMessage(message, plan))}
      ${story.steps.map((step, position) => drawStep(step, position, plan))}
    </svg>
  </div>`;
}

function drawColumn(name: string, x: number, { clients }: ReportStory, { height }: Plan): Markup {
  const isClient = clients.includes(name);
  return html`<g>
    <text class="${isClient ? 'st-client' : 'st-node'}" x="${x}" y="20" text-anchor="middle">${shorten(name, 8)}</text>
    <text class="st-role" x="${x}" y="34" text-anchor="middle">${isClient ? 'client' : 'node'}</text>
    <path class="st-line ${isClient ? 'client' : 'node'}" d="M${x} 42V${height - 4}" />
  </g>`;
}

/** A shade on the line of each node that it hits. */
function drawFaults({ faults, nodes }: ReportStory, { columns, y }: Plan): Markup[] {
  return faults.map(({ kind, description, nodes: hit, startNs, healingNs }) => {
    const top = y(startNs);
    const height = Math.max(4, y(healingNs) - top);
    const xs = (hit.length > 0 ? hit : nodes).flatMap((node) => columns.get(node) ?? []);
    return html`<g>
      <title>${kind} ${description}</title>
      ${xs.map((x) => html`<rect class="band" x="${x - 22}" y="${top}" width="44" height="${height}" rx="6" />`)}
    </g>`;
  });
}

function drawGap({ node, startNs, endNs, state }: StoryGap, { columns, y }: Plan): Markup | null {
  const x = columns.get(node);
  if (x === undefined) return null;
  const top = y(startNs);
  return html`<g>
    <title>${node} ${state}</title>
    <path class="st-gap" d="M${x} ${top}V${Math.max(top + 4, y(endNs))}" />
    <path class="st-cross" d="M${x - 5} ${top - 5}l10 10m0 -10l-10 10" />
  </g>`;
}

function drawOperation(operation: ReportStory['operations'][number], { columns, y, height }: Plan): Markup | null {
  const x = columns.get(operation.process);
  if (x === undefined) return null;
  const top = y(operation.invokeNs);
  const answered = operation.completeNs !== null && operation.result !== 'info';
  const bottom = operation.completeNs === null ? height - 8 : y(operation.completeNs);
  return html`<g>
    <title>${operation.f} ${operation.label}, ${operation.result}</title>
    <rect
      class="bar ${operation.result}"
      x="${x - 6}"
      y="${top}"
      width="12"
      height="${Math.max(4, bottom - top)}"
      rx="${answered ? 3 : 0}"
    />
  </g>`;
}

function drawMessage({ from, to, kind, text, sentNs, arrivals, lost }: StoryMessage, plan: Plan): Markup | null {
  const [start, end] = [plan.columns.get(from), plan.columns.get(to)];
  if (start === undefined || end === undefined) return null;
  const top = plan.y(sentNs);
  const way = end > start ? 1 : -1;
  const heading = html`<title>${kind} ${from} → ${to}, sent at ${formatClock(sentNs)}: ${text}</title>`;
  if (arrivals.length === 0) {
    const x = start + way * Math.min(30, Math.abs(end - start) / 2);
    const y = top + 8;
    return html`<g class="st-message lost ${lost}">
      ${heading}
      <path class="st-arrow" d="M${start} ${top}L${x} ${y}" />
      <path class="st-cross" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8" />
    </g>`;
  }
  return html`<g class="st-message">
    ${heading}
    ${arrivals.map((arrivedNs) => {
      const y = Math.max(top + 3, plan.y(arrivedNs));
      const tip = end - way * 3;
      return html`<path class="st-arrow" d="M${start} ${top}L${tip} ${y}" />
        <path class="st-head" d="M${tip} ${y}l${-way * 8} -4v8z" />`;
    })}
  </g>`;
}

function drawStep({ timeNs, who, kind, culprit }: StoryStep, position: number, { columns, left, rows }: Plan): Markup {
  const { y, lines } = rows[position] as Row;
  const x = who === null ? undefined : columns.get(who);
  return html`<g class="st-step ${kind}${culprit ? ' culprit' : ''}">
    <text class="st-clock" x="${clockWidth - 12}" y="${y + 4}" text-anchor="end">${formatClock(timeNs)}</text>
    ${x === undefined ? null : html`<path class="st-guide" d="M${x} ${y}H${left - 6}" />`}
    ${x === undefined || kind === 'invoke' ? null : html`<circle class="st-dot" cx="${x}" cy="${y}" r="${culprit ? 5 : 3.5}" />`}
    <text class="st-sentence" y="${y + 4}">
      ${lines.map((line, number) => html`<tspan x="${left}" dy="${number === 0 ? 0 : lineHeight}">${line}</tspan>`)}
    </text>
  </g>`;
}
