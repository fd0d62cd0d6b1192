/** Part of the page's script (see `decode.ts`): what all charts have in common: canvas, time axis, fault bands. */
import type { ChartData } from './chart-data.ts';
import type { Page, PageCanvas, Pen } from './dom.ts';
import type * as ticks from './ticks.ts';
import type { View } from './view.ts';

declare const clockText: typeof ticks.clockText;
declare const multiples: typeof ticks.multiples;
declare const roundStep: typeof ticks.roundStep;

export interface Colours {
  readonly [name: string]: string;
}

/** The part of a canvas where data is drawn, in CSS pixels. */
export interface Area {
  readonly pen: Pen;
  readonly colours: Colours;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Where a time lies, and which time lies where. */
  x(time: number): number;
  time(x: number): number;
}

export interface Chart {
  readonly canvas: PageCanvas;
  /** The area as it was last drawn. */
  area(): Area;
  redraw(): void;
}

export interface ChartShape {
  readonly height: number;
  readonly bands: boolean;
  readonly axis: boolean;
  draw(area: Area): void;
}

/** Colours are the style sheet's, so that they follow the reader's light or dark preference. */
export function readColours(page: Page): Colours {
  const style = page.getComputedStyle(page.document.documentElement);
  const names = [
    'ink',
    'muted',
    'line',
    'surface',
    'ok',
    'fail',
    'info',
    'bad',
    'band',
    'band-edge',
    'node',
    'node-a',
    'node-b',
    'node-c',
    'node-d',
    'node-e',
  ];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export function createChart(page: Page, view: View, data: ChartData, canvas: PageCanvas, shape: ChartShape): Chart {
  const pen = canvas.getContext('2d');
  let area: Area;
  let scheduled = false;
  const redraw = (): void => {
    scheduled = false;
    area = layOutChart(page, view, canvas, pen, shape);
    drawChart(area, view, data, shape);
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    page.requestAnimationFrame(redraw);
  };
  canvas.style['height'] = `${shape.height}px`;
  view.onChange(schedule);
  new page.ResizeObserver(schedule).observe(canvas);
  redraw();
  return { canvas, area: () => area, redraw };
}

export function layOutChart(page: Page, view: View, canvas: PageCanvas, pen: Pen, shape: ChartShape): Area {
  const ratio = page.devicePixelRatio || 1;
  const width = Math.max(200, canvas.clientWidth);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(shape.height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
  pen.textBaseline = 'middle';
  const left = width < 560 ? 62 : 104;
  const right = width - 6;
  const scale = (right - left) / (view.to - view.from);
  return {
    pen,
    colours: readColours(page),
    left,
    right,
    top: 4,
    bottom: shape.height - (shape.axis ? 22 : 4),
    x: (time) => left + (time - view.from) * scale,
    time: (x) => view.from + (x - left) / scale,
  };
}

export function drawChart(area: Area, view: View, data: ChartData, shape: ChartShape): void {
  const { pen, left, right, top, bottom, colours } = area;
  pen.clearRect(0, 0, right + 10, shape.height);
  const step = roundStep((view.to - view.from) / Math.max(2, Math.floor((right - left) / (right < 560 ? 70 : 110))));
  const ticks = multiples(view.from, view.to, step);
  if (shape.bands) drawBands(area, data);
  pen.strokeStyle = colours['line'] ?? '';
  pen.lineWidth = 1;
  pen.beginPath();
  for (const tick of ticks) {
    const x = Math.round(area.x(tick)) + 0.5;
    pen.moveTo(x, top);
    pen.lineTo(x, bottom);
  }
  pen.stroke();
  shape.draw(area);
  if (!shape.axis) return;
  pen.fillStyle = colours['muted'] ?? '';
  pen.textAlign = 'center';
  for (const tick of ticks) {
    const x = area.x(tick);
    const text = clockText(tick, step);
    pen.fillText(text, Math.min(x, right + 4 - pen.measureText(text).width / 2), bottom + 12);
  }
}

/** Faults as shaded bands: strong while the fault was on, faint until it was seen to be healed. */
export function drawBands(area: Area, data: ChartData): void {
  const { pen, colours, left, right, top, bottom } = area;
  pen.fillStyle = colours['band'] ?? '';
  for (const { from, to, healed } of data.faults) {
    const start = Math.max(left, area.x(from));
    const middle = Math.min(right, area.x(to));
    const end = Math.min(right, area.x(healed));
    if (middle > left && start < right) pen.fillRect(start, top, Math.max(1, middle - start), bottom - top);
    pen.globalAlpha = 0.35;
    if (end > Math.max(left, middle))
      pen.fillRect(Math.max(left, middle), top, end - Math.max(left, middle), bottom - top);
    pen.globalAlpha = 1;
  }
}

/** Keeps drawing inside the area; call `pen.restore()` afterwards. */
export function clipToArea({ pen, left, right, top, bottom }: Area): void {
  pen.save();
  pen.beginPath();
  pen.rect(left, top - 4, right - left, bottom - top + 8);
  pen.clip();
}

/** Text in the margin left of the area, cut to fit. */
export function marginText(area: Area, text: string, y: number, colour: string): void {
  const { pen, left, colours } = area;
  pen.textAlign = 'right';
  pen.fillStyle = colours[colour] ?? '';
  pen.fillText(fitText(pen, text, left - 10), left - 8, y);
}

/** The text, or as much of its beginning as fits with an ellipsis; empty if not even that fits. */
export function fitText(pen: Pen, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let length = Math.floor((text.length * room) / pen.measureText(text).width);
  while (length > 0 && pen.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return length > 0 ? `${text.slice(0, length)}…` : '';
}
