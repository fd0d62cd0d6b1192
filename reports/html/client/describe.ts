/** Part of the page's script (see `decode.ts`): one operation in words, for the tooltip and the status line. */
import type { ChartOperation } from './chart-data.ts';
import type { Page, PageElement } from './dom.ts';
import type * as quantities from '../../quantities.ts';
import type * as ticks from './ticks.ts';

declare const clockText: typeof ticks.clockText;
declare const formatDuration: typeof quantities.formatDuration;

export function describeResult({ result, from, to, error }: ChartOperation): string {
  const took = to === null ? 'no answer' : formatDuration((to - from) * 1e3);
  const meaning = { ok: 'ok', fail: 'fail: it did not happen', info: 'info: nobody knows whether it happened' }[result];
  return `${meaning}, after ${took}${error === '' ? '' : ` (${error})`}`.replace('after no answer', 'no answer');
}

export function describeOperation(operation: ChartOperation): string {
  const { f, label, process, node, from, index, bad } = operation;
  const where = `process ${process}${node === '' ? '' : ` on ${node}`}`;
  const shows = bad ? ', shows an anomaly' : '';
  return `${f} ${label}: ${describeResult(operation)}; ${where}, at ${clockText(from, 1)}, event ${index}${shows}`;
}

/** An element with text; never markup. */
export function textElement(page: Page, name: string, className: string, text: string): PageElement {
  const element = page.document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Shows the tooltip beside a point of the window, without leaving the window. */
export function showTooltip(page: Page, tooltip: PageElement, operation: ChartOperation, x: number, y: number): void {
  const { f, label, process, node, from, index, result, bad } = operation;
  tooltip.replaceChildren(
    textElement(page, 'div', 'tooltip-title', `${f} ${label}`),
    textElement(page, 'div', `result ${result}`, describeResult(operation)),
    textElement(page, 'div', 'muted', `process ${process}${node === '' ? '' : ` on ${node}`}`),
    textElement(page, 'div', 'muted', `at ${clockText(from, 1)}, event ${index}`),
  );
  if (bad) tooltip.append(textElement(page, 'div', 'bad', 'shows an anomaly'));
  tooltip.hidden = false;
  const left = x + 14 + tooltip.offsetWidth > page.innerWidth ? x - 14 - tooltip.offsetWidth : x + 14;
  const top = y + 14 + tooltip.offsetHeight > page.innerHeight ? y - 14 - tooltip.offsetHeight : y + 14;
  tooltip.style['left'] = `${Math.max(4, left)}px`;
  tooltip.style['top'] = `${Math.max(4, top)}px`;
}
