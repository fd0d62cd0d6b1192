/** Part of the page's script (see `decode.ts`): every operation as a bar, one lane a client. */
import type { ChartData, ChartOperation } from './chart-data.ts';
import type * as chart from './chart.ts';
import type { Area, ChartShape } from './chart.ts';
import type * as decode from './decode.ts';

declare const clipToArea: typeof chart.clipToArea;
declare const fitText: typeof chart.fitText;
declare const marginText: typeof chart.marginText;
declare const paintOrder: typeof decode.paintOrder;

export function laneHeightOf(data: ChartData): number {
  return Math.max(4, Math.min(24, Math.floor(520 / Math.max(1, data.laneCount))));
}

/** The middle of a lane. */
export function laneY(area: Area, data: ChartData, lane: number): number {
  return area.top + 16 + (lane + 0.5) * laneHeightOf(data);
}

/** `selected` tells which operation to ring. */
export function processChart(
  data: ChartData,
  operations: readonly ChartOperation[],
  selected: () => ChartOperation | null,
): ChartShape {
  const height = laneHeightOf(data);
  const names = laneNames(data);
  const painted = paintOrder(operations);
  return {
    height: Math.max(1, data.laneCount) * height + 46,
    bands: true,
    axis: true,
    draw(area) {
      if (height >= 11)
        for (const [lane, name] of names.entries()) marginText(area, name, laneY(area, data, lane), 'muted');
      clipToArea(area);
      drawPhases(area, data);
      for (const operation of painted) drawOperation(area, data, operation);
      const chosen = selected();
      if (chosen !== null) drawRing(area, data, chosen);
      area.pen.restore();
    },
  };
}

/** The first process of each lane, its node, and whether others came after it. */
export function laneNames(data: ChartData): string[] {
  const { name, node, lane } = data.processes;
  const names: string[] = [];
  const several: boolean[] = [];
  for (const [position, where] of lane.entries()) {
    if (names[where] !== undefined) several[where] = true;
    names[where] ??= [data.texts[name[position] ?? -1], data.texts[node[position] ?? -1]].filter(Boolean).join(' · ');
  }
  return names.map((text, position) => (several[position] === true ? text.replace(/( ·|$)/, '…$1') : text));
}

export function drawOperation(area: Area, data: ChartData, operation: ChartOperation): void {
  const { pen, colours, left, right } = area;
  const start = area.x(operation.from);
  const answered = operation.to === null ? right + 9 : area.x(operation.to);
  const tail = operation.result === 'info' ? Math.min(area.x(operation.nextFrom), right + 9) : answered;
  if (start > right || Math.max(answered, tail) < left) return;
  const y = laneY(area, data, operation.lane);
  const thickness = Math.max(3, laneHeightOf(data) - (laneHeightOf(data) > 12 ? 8 : 2));
  const width = Math.max(1.2, answered - start);
  const colour = colours[operation.bad ? 'bad' : operation.result] ?? '';
  if (operation.result === 'ok') {
    pen.fillStyle = colour;
    pen.globalAlpha = operation.bad || width > 6 ? 1 : 0.7;
    pen.fillRect(start, y - thickness / 2, width, thickness);
    pen.globalAlpha = 1;
  } else {
    drawHollow(area, start, width, y, thickness, colour, operation.result === 'info' ? tail : 0);
  }
  if (operation.bad) drawMarker(area, start + width / 2, y - thickness / 2 - 1, colour);
  if (width > 34 && thickness >= 11) {
    pen.fillStyle = (operation.result === 'ok' ? colours['surface'] : colours['ink']) ?? '';
    pen.textAlign = 'left';
    const visible = Math.max(start, left);
    const text = fitText(pen, `${operation.f} ${operation.label}`, Math.min(answered, right) - visible - 8);
    // A name cut to a few letters tells nothing.
    if (text.length > 7 || !text.endsWith('…')) pen.fillText(text, visible + 4, y + 0.5);
  }
}

/** Not ok: an outline, so that colour is not alone; info is open at its end and trails off. */
export function drawHollow(
  area: Area,
  start: number,
  width: number,
  y: number,
  thickness: number,
  colour: string,
  tail: number,
): void {
  const { pen, colours } = area;
  const end = start + width;
  const half = thickness / 2;
  if (width > 3) {
    pen.fillStyle = colours['surface'] ?? '';
    pen.fillRect(start, y - half, width, thickness);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  pen.beginPath();
  pen.moveTo(end, y - half + 0.7);
  pen.lineTo(start + 0.7, y - half + 0.7);
  pen.lineTo(start + 0.7, y + half - 0.7);
  pen.lineTo(end, y + half - 0.7);
  if (tail === 0) pen.closePath();
  pen.stroke();
  if (tail <= end) return;
  pen.setLineDash([2, 4]);
  pen.beginPath();
  pen.moveTo(end, y);
  pen.lineTo(tail - 3, y);
  pen.stroke();
  pen.setLineDash([]);
}

export function drawMarker({ pen }: Area, x: number, y: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - 4, y - 6);
  pen.lineTo(x + 4, y - 6);
  pen.closePath();
  pen.fill();
}

export function drawRing(area: Area, data: ChartData, operation: ChartOperation): void {
  const { pen, colours, right } = area;
  const start = area.x(operation.from);
  const end = operation.to === null ? right + 9 : area.x(operation.to);
  const height = laneHeightOf(data);
  pen.strokeStyle = colours['ink'] ?? '';
  pen.lineWidth = 2;
  pen.strokeRect(start - 3, laneY(area, data, operation.lane) - height / 2, Math.max(2, end - start) + 6, height);
}

/** Where healing and the final reads begin: what comes after is not under faults. */
export function drawPhases(area: Area, data: ChartData): void {
  const { pen, colours, left, right, top, bottom } = area;
  pen.strokeStyle = colours['muted'] ?? '';
  pen.lineWidth = 1;
  pen.setLineDash([1, 3]);
  for (const [name, start] of data.phases) {
    const x = area.x(start);
    if (name !== 'final-reads' || x < left || x > right) continue;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, bottom);
    pen.stroke();
    pen.fillStyle = colours['muted'] ?? '';
    pen.textAlign = x > right - 80 ? 'right' : 'left';
    pen.fillText('final reads', x + (x > right - 80 ? -4 : 4), top + 4);
  }
  pen.setLineDash([]);
}

/** The operation under a point, or the nearest within a few pixels in its lane. */
export function operationAt(
  area: Area,
  data: ChartData,
  operations: readonly ChartOperation[],
  x: number,
  y: number,
): ChartOperation | null {
  const lane = Math.floor((y - area.top - 16) / laneHeightOf(data));
  let best: ChartOperation | null = null;
  let bestDistance = 6;
  for (const operation of operations) {
    if (operation.lane !== lane) continue;
    const start = area.x(operation.from);
    const end = operation.to === null ? area.right : area.x(operation.to);
    const distance = Math.max(start - x, x - end, 0) - (operation.bad ? 1 : 0);
    if (distance < bestDistance || (distance === bestDistance && operation.result !== 'ok')) {
      best = operation;
      bestDistance = distance;
    }
  }
  return best;
}
