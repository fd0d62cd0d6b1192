/** Part of the page's script (see `decode.ts`): the operations in view as a table that can be searched and read aloud. */
import type { ChartOperation } from './chart-data.ts';
import type * as describe from './describe.ts';
import type { Page, PageElement } from './dom.ts';
import type * as quantities from '../../quantities.ts';
import type * as ticks from './ticks.ts';
import type { View } from './view.ts';

declare const clockText: typeof ticks.clockText;
declare const formatDuration: typeof quantities.formatDuration;
declare const textElement: typeof describe.textElement;

/** Filled only while it is unfolded. */
export function operationList(page: Page, view: View, operations: readonly ChartOperation[]): void {
  const list = page.document.getElementById('operation-list');
  const filter = page.document.getElementById('operation-filter');
  const rows = page.document.getElementById('operation-rows');
  const count = page.document.getElementById('operation-count');
  if (list === null || filter === null || rows === null || count === null) return;
  const limit = 200;
  const fill = (): void => {
    if (!list.open) return;
    const wanted = filter.value.toLowerCase();
    const found = operations.filter((operation) => isInView(operation, view) && searchText(operation).includes(wanted));
    rows.replaceChildren(...found.slice(0, limit).map((operation) => operationRow(page, operation)));
    count.textContent =
      found.length > limit ? `The first ${limit} of ${found.length}; zoom in for others.` : `${found.length} found.`;
  };
  list.addEventListener('toggle', fill);
  filter.addEventListener('input', fill);
  view.onChange(fill);
}

export function isInView({ from, to }: ChartOperation, view: View): boolean {
  return from <= view.to && (to === null || to >= view.from);
}

export function searchText({ process, node, f, label, result, error }: ChartOperation): string {
  return `process ${process} ${node} ${f} ${label} ${result} ${error}`.toLowerCase();
}

export function operationRow(page: Page, operation: ChartOperation): PageElement {
  const { index, process, node, f, label, result, error, from, to, bad } = operation;
  const row = page.document.createElement('tr');
  row.className = bad ? 'bad' : '';
  const outcome = page.document.createElement('td');
  outcome.append(
    textElement(page, 'span', `result ${result}`, result),
    textElement(page, 'span', 'muted', ` ${error}`),
  );
  row.append(
    textElement(page, 'td', 'number muted', String(index)),
    textElement(page, 'td', '', node === '' ? process : `${process} on ${node}`),
    textElement(page, 'td', 'code', `${f} ${label}`),
    outcome,
    textElement(page, 'td', 'number', clockText(from, 1)),
    textElement(page, 'td', 'number', to === null ? 'no answer' : formatDuration((to - from) * 1e3)),
  );
  return row;
}
