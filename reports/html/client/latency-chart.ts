/** Part of the page's script (see `decode.ts`): latency of every operation, a logarithmic panel for each kind. */
import type { ChartData, ChartOperation } from './chart-data.ts';
import type * as chart from './chart.ts';
import type { Area, ChartShape } from './chart.ts';
import type * as decode from './decode.ts';
import type * as quantities from '../../quantities.ts';

declare const clipToArea: typeof chart.clipToArea;
declare const formatDuration: typeof quantities.formatDuration;
declare const marginText: typeof chart.marginText;
declare const paintOrder: typeof decode.paintOrder;

export interface LatencyPanels {
  readonly shape: ChartShape;
  /** Where an operation's point lies; null if it has no latency. */
  point(area: Area, operation: ChartOperation): { readonly x: number; readonly y: number } | null;
}

/** Powers of ten that enclose all latencies, in microseconds. */
export function latencyRange(operations: readonly ChartOperation[]): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = 1;
  for (const { from, to } of operations) {
    if (to === null) continue;
    low = Math.min(low, Math.max(1, to - from));
    high = Math.max(high, to - from);
  }
  const lowPower = low === Infinity ? 0 : Math.floor(Math.log10(low));
  return { low: lowPower, high: Math.max(lowPower + 1, Math.ceil(Math.log10(high) - 1e-9)) };
}

/** The kinds with most operations get panels of their own; beyond four, the rest share the last. */
export function latencyPanels(data: ChartData, operations: readonly ChartOperation[]): LatencyPanels {
  const counts = data.kinds.map((_, kind) => operations.filter((operation) => operation.kind === kind).length);
  const byCount = data.kinds
    .map((_, kind) => kind)
    .toSorted((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0));
  const panelCount = Math.max(1, Math.min(4, byCount.length));
  const panelOf = (kind: number): number => Math.min(byCount.indexOf(kind), panelCount - 1);
  const names = Array.from({ length: panelCount }, (_, panel) =>
    panel === panelCount - 1 && byCount.length > panelCount
      ? 'others'
      : (data.texts[data.kinds[byCount[panel] ?? -1] ?? -1] ?? ''),
  );
  const { low, high } = latencyRange(operations);
  const painted = paintOrder(operations);
  const panelHeight = 84;
  const gap = 22;
  const bottomOf = (area: Area, panel: number): number => area.top + (panel + 1) * (panelHeight + gap) - 2;
  const yOf = (area: Area, panel: number, latency: number): number =>
    bottomOf(area, panel) - ((Math.log10(Math.max(1, latency)) - low) / (high - low)) * (panelHeight - 4);
  const point: LatencyPanels['point'] = (area, { from, to, kind }) =>
    to === null ? null : { x: area.x(from), y: yOf(area, panelOf(kind), to - from) };
  const draw = (area: Area): void => {
    for (const [panel, name] of names.entries()) {
      drawLatencyScale(area, low, high, (latency) => yOf(area, panel, latency));
      drawPanelName(area, name, bottomOf(area, panel) - panelHeight - 7);
    }
    clipToArea(area);
    for (const operation of painted) {
      const place = point(area, operation);
      if (place !== null && place.x >= area.left - 4 && place.x <= area.right + 4)
        drawPoint(area, operation, place.x, place.y);
    }
    area.pen.restore();
  };
  return { shape: { height: panelCount * (panelHeight + gap) + 28, bands: true, axis: true, draw }, point };
}

export function drawLatencyScale(area: Area, low: number, high: number, y: (latency: number) => number): void {
  const { pen, colours, left, right } = area;
  const every = high - low > 4 ? 2 : 1;
  pen.strokeStyle = colours['line'] ?? '';
  pen.lineWidth = 1;
  for (let power = low; power <= high; power++) {
    const height = Math.round(y(10 ** power)) + 0.5;
    pen.beginPath();
    pen.moveTo(left, height);
    pen.lineTo(right, height);
    pen.stroke();
    if ((power - low) % every === 0) marginText(area, formatDuration(10 ** power * 1e3), height, 'muted');
  }
}

export function drawPanelName({ pen, colours, left }: Area, name: string, y: number): void {
  pen.save();
  pen.font = `600 ${pen.font}`;
  pen.textAlign = 'left';
  const width = pen.measureText(name).width;
  pen.globalAlpha = 0.85;
  pen.fillStyle = colours['surface'] ?? '';
  pen.fillRect(left + 2, y - 9, width + 8, 16);
  pen.globalAlpha = 1;
  pen.fillStyle = colours['ink'] ?? '';
  pen.fillText(name, left + 6, y);
  pen.restore();
}

/** Shapes differ with the result, so that colour is not alone: dot, cross, triangle. */
export function drawPoint({ pen, colours }: Area, { result, bad }: ChartOperation, x: number, y: number): void {
  const colour = colours[bad ? 'bad' : result] ?? '';
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.3;
  if (result === 'ok') {
    if (bad) {
      pen.beginPath();
      pen.arc(x, y, 4.5, 0, 2 * Math.PI);
      pen.fill();
    } else {
      pen.globalAlpha = 0.55;
      pen.fillRect(x - 1.25, y - 1.25, 2.5, 2.5);
      pen.globalAlpha = 1;
    }
    return;
  }
  const size = bad ? 5 : 3;
  pen.beginPath();
  if (result === 'fail') {
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x + size, y - size);
    pen.lineTo(x - size, y + size);
    pen.stroke();
    return;
  }
  pen.moveTo(x, y - size);
  pen.lineTo(x - size, y + size);
  pen.lineTo(x + size, y + size);
  pen.closePath();
  pen.fill();
}

/** The operation whose point is nearest, within ten pixels. */
export function latencyAt(
  panels: LatencyPanels,
  area: Area,
  operations: readonly ChartOperation[],
  x: number,
  y: number,
): ChartOperation | null {
  let best: ChartOperation | null = null;
  let bestDistance = 100;
  for (const operation of operations) {
    const place = panels.point(area, operation);
    if (place === null) continue;
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < bestDistance) {
      best = operation;
      bestDistance = distance;
    }
  }
  return best;
}
