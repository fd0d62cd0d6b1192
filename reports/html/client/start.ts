/** Part of the page's script (see `decode.ts`): where it begins. */
import type { ChartData, ChartOperation } from './chart-data.ts';
import type * as chart from './chart.ts';
import type { Chart, ChartShape } from './chart.ts';
import type * as copyCommand from './copy-command.ts';
import type * as decode from './decode.ts';
import type { Page, PageCanvas } from './dom.ts';
import type * as interaction from './interaction.ts';
import type * as latencyChart from './latency-chart.ts';
import type * as lineCharts from './line-charts.ts';
import type * as nodeCharts from './node-chart.ts';
import type * as operationLists from './operation-list.ts';
import type * as processCharts from './process-chart.ts';
import type * as views from './view.ts';

declare const attachAnomalyButtons: typeof interaction.attachAnomalyButtons;
declare const attachCopy: typeof copyCommand.attachCopy;
declare const attachKeys: typeof interaction.attachKeys;
declare const attachPointer: typeof interaction.attachPointer;
declare const clockChart: typeof lineCharts.clockChart;
declare const createChart: typeof chart.createChart;
declare const createSelection: typeof interaction.createSelection;
declare const createView: typeof views.createView;
declare const decodeOperations: typeof decode.decodeOperations;
declare const latencyAt: typeof latencyChart.latencyAt;
declare const latencyPanels: typeof latencyChart.latencyPanels;
declare const nodeChart: typeof nodeCharts.nodeChart;
declare const operationAt: typeof processCharts.operationAt;
declare const operationList: typeof operationLists.operationList;
declare const processChart: typeof processCharts.processChart;
declare const throughputChart: typeof lineCharts.throughputChart;

export function startPage(page: Page): void {
  const { document } = page;
  document.documentElement.dataset['script'] = 'on';
  attachCopy(page);
  const data = JSON.parse(document.getElementById('chart-data')?.textContent ?? '') as ChartData;
  const operations = decodeOperations(data);
  const view = createView(data.startUs, data.endUs);
  const charts = new Map<string, Chart>();
  const redraw = (): void => {
    for (const drawn of charts.values()) drawn.redraw();
  };
  const selection = createSelection(page, redraw);
  const panels = latencyPanels(data, operations);
  const shapes: Record<string, () => ChartShape> = {
    nodes: () => nodeChart(data),
    processes: () => processChart(data, operations, () => selection.current),
    latency: () => panels.shape,
    throughput: () => throughputChart(data),
    clocks: () => clockChart(data),
  };
  for (const canvas of document.querySelectorAll('canvas[data-chart]')) {
    const name = canvas.dataset['chart'] ?? '';
    const shape = shapes[name]?.();
    if (shape === undefined) continue;
    const drawn = createChart(page, view, data, canvas as PageCanvas, shape);
    charts.set(name, drawn);
    attachPointer(page, view, drawn, finder(name), selection);
  }
  function finder(name: string): (x: number, y: number) => ChartOperation | null {
    return (x, y) => {
      const area = charts.get(name)?.area();
      if (area === undefined) return null;
      if (name === 'processes') return operationAt(area, data, operations, x, y);
      return name === 'latency' ? latencyAt(panels, area, operations, x, y) : null;
    };
  }
  attachKeys(page, view, operations, selection);
  attachAnomalyButtons(page, view, operations, data.anomalies, selection);
  operationList(page, view, operations);
  followTheme(page, redraw);
}

/** Redraws when the reader's preference changes, and in light colours for paper. */
export function followTheme(page: Page, redraw: () => void): void {
  const root = page.document.documentElement;
  page.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  page.addEventListener('beforeprint', () => {
    root.dataset['theme'] = 'light';
    redraw();
  });
  page.addEventListener('afterprint', () => {
    delete root.dataset['theme'];
    redraw();
  });
}
