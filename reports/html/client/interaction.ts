/** Part of the page's script (see `decode.ts`): pointer and keys on the charts. */
import type { ChartOperation } from './chart-data.ts';
import type { Chart } from './chart.ts';
import type * as describe from './describe.ts';
import type { Page, PageElement, PageEvent } from './dom.ts';
import type { View } from './view.ts';

declare const describeOperation: typeof describe.describeOperation;
declare const showTooltip: typeof describe.showTooltip;

/** What the reader has picked: drawn with a ring, told in the status line. */
export interface Selection {
  current: ChartOperation | null;
  select(operation: ChartOperation | null): void;
}

export function createSelection(page: Page, redraw: () => void): Selection {
  const status = page.document.getElementById('selected');
  const selection: Selection = {
    current: null,
    select(operation) {
      selection.current = operation;
      if (status !== null) status.textContent = operation === null ? '' : describeOperation(operation);
      redraw();
    },
  };
  return selection;
}

/** Drag to move, Ctrl + wheel or a double click to zoom, hover for details, click to select. */
export function attachPointer(
  page: Page,
  view: View,
  chart: Chart,
  find: (x: number, y: number) => ChartOperation | null,
  selection: Selection,
): void {
  const { canvas } = chart;
  const tooltip = page.document.getElementById('tooltip');
  const group = page.document.getElementById('charts');
  let dragX: number | null = null;
  let dragged = 0;
  const place = (event: PageEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const leave = (): void => {
    dragX = null;
    if (tooltip !== null) tooltip.hidden = true;
    moveCrosshair(page, chart, null);
  };
  canvas.addEventListener('pointerdown', (event) => {
    dragX = event.clientX;
    dragged = 0;
    canvas.setPointerCapture(event.pointerId);
    group?.focus({ preventScroll: true });
  });
  canvas.addEventListener('pointermove', (event) => {
    const { x, y } = place(event);
    if (dragX !== null) {
      const { left, right } = chart.area();
      dragged += Math.abs(event.clientX - dragX);
      view.move((dragX - event.clientX) / (right - left));
      dragX = event.clientX;
    }
    moveCrosshair(page, chart, x);
    const operation = dragged > 3 && dragX !== null ? null : find(x, y);
    if (tooltip === null) return;
    if (operation === null) tooltip.hidden = true;
    else showTooltip(page, tooltip, operation, event.clientX, event.clientY);
  });
  canvas.addEventListener('pointerup', (event) => {
    const { x, y } = place(event);
    if (dragged <= 3) selection.select(find(x, y));
    dragX = null;
  });
  canvas.addEventListener('pointerleave', leave);
  canvas.addEventListener('pointercancel', leave);
  canvas.addEventListener('dblclick', (event) => view.zoom(0.4, chart.area().time(place(event).x)));
  const wheel = (event: PageEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    view.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200))), chart.area().time(place(event).x));
  };
  canvas.addEventListener('wheel', wheel, { passive: false });
}

/** A thin line through all charts at the time under the pointer. */
export function moveCrosshair(page: Page, chart: Chart, x: number | null): void {
  const line = page.document.getElementById('crosshair');
  const group = page.document.getElementById('charts');
  if (line === null || group === null) return;
  const { left, right } = chart.area();
  line.hidden = x === null || x < left || x > right;
  if (x === null) return;
  line.style['left'] = `${chart.canvas.getBoundingClientRect().left - group.getBoundingClientRect().left + x}px`;
}

export function attachKeys(page: Page, view: View, operations: readonly ChartOperation[], selection: Selection): void {
  const middle = (): number => selectedTime(view, selection) ?? (view.from + view.to) / 2;
  const actions: Record<string, () => void> = {
    ArrowLeft: () => view.move(-0.15),
    ArrowRight: () => view.move(0.15),
    '+': () => view.zoom(0.6, middle()),
    '=': () => view.zoom(0.6, middle()),
    '-': () => view.zoom(1 / 0.6, middle()),
    '0': () => view.showAll(),
    n: () => step(view, operations, selection, 1),
    p: () => step(view, operations, selection, -1),
    Escape: () => selection.select(null),
  };
  page.document.getElementById('charts')?.addEventListener('keydown', (event) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  const buttons: Record<string, () => void> = {
    earlier: () => view.move(-0.3),
    later: () => view.move(0.3),
    in: () => view.zoom(0.5, middle()),
    out: () => view.zoom(2, middle()),
    all: () => view.showAll(),
  };
  for (const button of page.document.querySelectorAll('[data-view]')) {
    button.addEventListener('click', () => buttons[button.dataset['view'] ?? '']?.());
  }
}

/** The selected operation's time, if it is in view: zooming keeps it in place. */
export function selectedTime(view: View, selection: Selection): number | null {
  const from = selection.current?.from ?? -1;
  return from >= view.from && from <= view.to ? from : null;
}

/** Selects the next or previous operation by time, starting from the view's edge. */
export function step(view: View, operations: readonly ChartOperation[], selection: Selection, by: 1 | -1): void {
  const inView = operations.findIndex((operation) => operation.from >= view.from);
  const start = by === 1 ? inView : operations.findLastIndex((operation) => operation.from <= view.to);
  const next = operations[selection.current === null ? start : selection.current.position + by];
  if (next === undefined) return;
  selection.select(next);
  const length = view.to - view.from;
  if (next.from < view.from || next.from > view.to) view.show(next.from - length / 2, next.from + length / 2);
}

/** "Show in the timeline": zooms to an anomaly's operations. */
export function attachAnomalyButtons(
  page: Page,
  view: View,
  operations: readonly ChartOperation[],
  anomalies: readonly (readonly number[])[],
  selection: Selection,
): void {
  const target: PageElement | null = page.document.getElementById('timeline');
  for (const button of page.document.querySelectorAll('[data-anomaly]')) {
    const shown = (anomalies[Number(button.dataset['anomaly'])] ?? []).flatMap(
      (position) => operations[position] ?? [],
    );
    const last = shown.at(-1);
    if (last === undefined) {
      button.hidden = true;
      continue;
    }
    button.addEventListener('click', () => {
      const from = Math.min(...shown.map((operation) => operation.from));
      const to = Math.max(...shown.map((operation) => operation.to ?? operation.from));
      const margin = Math.max(200, (to - from) * 0.15);
      view.show(from - margin, to + margin);
      selection.select(last);
      target?.scrollIntoView({ block: 'start' });
      page.document.getElementById('charts')?.focus({ preventScroll: true });
    });
  }
}
