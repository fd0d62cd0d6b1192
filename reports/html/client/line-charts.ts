/** Part of the page's script (see `decode.ts`): operations a second, and clock offsets. */
import type { ChartData } from './chart-data.ts';
import type * as chart from './chart.ts';
import type { Area, ChartShape } from './chart.ts';
import type * as quantities from '../../quantities.ts';
import type * as ticks from './ticks.ts';

declare const clipToArea: typeof chart.clipToArea;
declare const formatDuration: typeof quantities.formatDuration;
declare const fitText: typeof chart.fitText;
declare const marginText: typeof chart.marginText;
declare const multiples: typeof ticks.multiples;
declare const roundStep: typeof ticks.roundStep;

/** Horizontal lines with their values in the margin; tells where a value lies. */
export function drawValueScale(
  area: Area,
  low: number,
  high: number,
  write: (value: number) => string,
): (value: number) => number {
  const { pen, colours, left, right, top, bottom } = area;
  const y = (value: number): number => bottom - 2 - ((value - low) / (high - low)) * (bottom - top - 12);
  pen.strokeStyle = colours['line'] ?? '';
  pen.lineWidth = 1;
  for (const value of multiples(low, high, roundStep((high - low) / 3))) {
    const height = Math.round(y(value)) + 0.5;
    pen.beginPath();
    pen.moveTo(left, height);
    pen.lineTo(right, height);
    pen.stroke();
    marginText(area, write(value), height, 'muted');
  }
  return y;
}

export function throughputChart(data: ChartData): ChartShape {
  const { start, bucket, ok, fail, info } = data.throughput;
  // The last bucket reaches to the end of the axis, whatever that makes its length.
  const endOf = (number: number): number => (number === ok.length - 1 ? data.endUs : start + (number + 1) * bucket);
  const rates = (counts: readonly number[]): number[] =>
    counts.map((count, number) => (count * 1e6) / (endOf(number) - start - number * bucket));
  const series = { ok: rates(ok), fail: rates(fail), info: rates(info) };
  const highest = Math.max(1, ...series.ok, ...series.fail, ...series.info);
  return {
    height: 132,
    bands: true,
    axis: true,
    draw(area) {
      const y = drawValueScale(area, 0, highest * 1.05, (value) => String(Number(value.toPrecision(3))));
      clipToArea(area);
      for (const name of ['ok', 'fail', 'info'] as const) {
        const steps = series[name].map((rate, number) => [start + number * bucket, endOf(number), rate] as const);
        drawSteps(area, steps, y, name);
      }
      area.pen.restore();
    },
  };
}

/** A step for each bucket; for what seldom happens, stretches of zero are left out. */
export function drawSteps(
  area: Area,
  steps: readonly (readonly [from: number, to: number, rate: number])[],
  y: (rate: number) => number,
  name: 'ok' | 'fail' | 'info',
): void {
  const { pen, colours } = area;
  pen.strokeStyle = colours[name] ?? '';
  pen.lineWidth = name === 'ok' ? 1.6 : 2;
  pen.setLineDash(name === 'fail' ? [4, 2] : []);
  pen.beginPath();
  let drawing = false;
  for (const [number, [from, to, rate]] of steps.entries()) {
    const before = steps[number - 1]?.[2] ?? 0;
    if (name !== 'ok' && rate === 0 && before === 0) {
      drawing = false;
      continue;
    }
    if (!drawing) pen.moveTo(area.x(from), y(name === 'ok' ? rate : 0));
    drawing = true;
    pen.lineTo(area.x(from), y(rate));
    pen.lineTo(area.x(to), y(rate));
  }
  pen.stroke();
  pen.setLineDash([]);
}

export function clockChart(data: ChartData): ChartShape {
  const offsets = data.nodes.flatMap((node) => node.clocks.map(([, offsetMs]) => offsetMs));
  const low = Math.min(0, ...offsets);
  const high = Math.max(0, ...offsets);
  const margin = Math.max(1, (high - low) * 0.08);
  return {
    height: 132,
    bands: true,
    axis: true,
    draw(area) {
      const signed = (value: number): string =>
        `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatDuration(Math.abs(value) * 1e6)}`;
      const y = drawValueScale(area, low - margin, high + margin, (value) => (value === 0 ? '0' : signed(value)));
      clipToArea(area);
      for (const [number, node] of data.nodes.entries()) drawClock(area, node, number, y);
      area.pen.restore();
      drawClockNames(area, data, y);
    },
  };
}

export function clockColour(area: Area, number: number): string {
  return area.colours[['node-a', 'node-b', 'node-c', 'node-d', 'node-e'][number % 5] ?? 'ink'] ?? '';
}

export function drawClock(
  area: Area,
  node: ChartData['nodes'][number],
  number: number,
  y: (offset: number) => number,
): void {
  const { pen } = area;
  pen.strokeStyle = clockColour(area, number);
  pen.lineWidth = 2;
  pen.setLineDash(([[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4]] as const)[number % 5] ?? []);
  pen.beginPath();
  for (const [position, [time, offsetMs]] of node.clocks.entries()) {
    if (position === 0) pen.moveTo(area.x(time), y(offsetMs));
    else pen.lineTo(area.x(time), y(offsetMs));
  }
  pen.stroke();
  pen.setLineDash([]);
}

/** Names each line where it strays furthest from the truth in view; lines that never do share a name at the left. */
export function drawClockNames(area: Area, data: ChartData, y: (offset: number) => number): void {
  const { pen, colours, left, right } = area;
  const steady: string[] = [];
  const spread = Math.max(1, ...data.nodes.flatMap((node) => node.clocks.map(([, offsetMs]) => Math.abs(offsetMs))));
  pen.textAlign = 'left';
  for (const [number, node] of data.nodes.entries()) {
    const visible = node.clocks.filter(([time]) => area.x(time) >= left && area.x(time) <= right);
    const farthest = visible.reduce(
      (best, next) => (Math.abs(next[1]) > Math.abs(best[1]) ? next : best),
      visible[0] ?? [0, 0],
    );
    if (visible.length === 0) continue;
    if (Math.abs(farthest[1]) < spread * 0.1) {
      steady.push(node.name);
      continue;
    }
    pen.fillStyle = clockColour(area, number);
    const x = Math.min(area.x(farthest[0]) + 4, right - pen.measureText(node.name).width - 4);
    pen.fillText(node.name, x, y(farthest[1]) + (farthest[1] > 0 ? 8 : -8));
  }
  pen.fillStyle = colours['muted'] ?? '';
  pen.fillText(fitText(pen, steady.join(', '), (right - left) / 2), left + 6, y(0) - 8);
}
