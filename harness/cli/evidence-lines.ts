/** What a check found, as lines for a terminal: each anomaly with its dependencies, and what is left of the models. */
import type { Anomaly, CheckResult, EvidenceGraph } from '../../checkers/index.ts';
import { formatCount } from '../../reports/quantities.ts';

/** The transactions, then each dependency with its reason, which may begin with what stands in front of it already. */
function graphLines({ transactions, edges }: EvidenceGraph): string[] {
  const label = (position: number): string => transactions[position]?.label ?? '?';
  return [
    ...transactions.map((transaction) => `    ${transaction.label} is ${transaction.text}`),
    ...edges.map(({ from, to, kind, reason }) => {
      const names = `${label(from)} -> ${label(to)}`;
      return `    ${names} (${kind})${reason.startsWith(names) ? reason.slice(names.length) : `: ${reason}`}`;
    }),
  ];
}

/** What a summary says before and after the reasons of its dependencies; undefined if it does not give them all. */
function aroundReasons(
  summary: string,
  graph: EvidenceGraph | undefined,
): { readonly before: string; readonly after: string } | undefined {
  const reasons = graph?.edges.map(({ reason }) => reason) ?? [];
  const places = reasons.map((reason) => summary.indexOf(reason));
  if (reasons.length === 0 || places.some((place) => place < 0)) return undefined;
  const end = Math.max(...reasons.map((reason, edge) => (places[edge] as number) + reason.length));
  const before = summary.slice(0, Math.min(...places)).replace(/[:;\s]+$/, '');
  return { before, after: summary.slice(end).replace(/^[.;\s]+/, '') };
}

const eventsShown = 8;

function eventList(indexes: readonly number[]): string {
  const more = indexes.length - eventsShown;
  return `${indexes.slice(0, eventsShown).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

/** The events that show it, and how far all was well. */
function whereToLook({ operations, culprit, explainedPrefix }: Anomaly): string[] {
  if (operations.length === 0) return [];
  const shown = `shown by the operations that begin at ${operations.length === 1 ? 'event' : 'events'} ${eventList(operations)}`;
  if (culprit === undefined || explainedPrefix === undefined) return [shown];
  const before = `until the one of event ${culprit} completed, there was an order`;
  if (explainedPrefix.length === 0) return [shown];
  return [shown, `${before}; it ends with those of events ${explainedPrefix.slice(-eventsShown).join(', ')}`];
}

/** Plain text, hostile: to be made visible by whoever prints it. */
export function anomalyLines(anomaly: Anomaly): string[] {
  const { type, summary, permitted, graph, consequence } = anomaly;
  const around = aroundReasons(summary, graph);
  return [
    `  ${type}${permitted === true ? ' (permitted)' : ''}: ${around?.before ?? summary}`,
    ...(graph === undefined ? whereToLook(anomaly).map((where) => `    ${where}`) : graphLines(graph)),
    ...(around === undefined || around.after === '' ? [] : [`    ${around.after}`]),
    ...(consequence === undefined ? [] : [`    what it means: ${consequence}`]),
  ];
}

function listLine(name: string, values: readonly string[] | undefined): string[] {
  return values === undefined || values.length === 0 ? [] : [`${name}: ${values.join(', ')}`];
}

/** Which models the history breaks and which it may keep, what was assumed, and which methods agree. */
export function modelLines({ models, assumptions, agreedBy }: CheckResult): string[] {
  return [
    ...listLine('breaks', models?.violated),
    ...listLine('and with them', models?.alsoViolated),
    ...listLine('nothing found speaks against', models?.consistentWith),
    ...(assumptions ?? []).map((assumption) => `assumed: ${assumption}`),
    ...(agreedBy === undefined || agreedBy.length < 2
      ? []
      : [`agreed by ${agreedBy.length} independent methods: ${agreedBy.join(', ')}`]),
  ];
}
