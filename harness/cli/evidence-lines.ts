/** What a check found, as lines for a terminal: each anomaly with its dependencies, and what is left of the models. */
import type { Anomaly, CheckResult, EvidenceGraph } from '../../checkers/index.ts';

/** The transactions, then each dependency with its reason. */
function graphLines({ transactions, edges }: EvidenceGraph): string[] {
  const label = (position: number): string => transactions[position]?.label ?? '?';
  return [
    ...transactions.map((transaction) => `    ${transaction.label} is ${transaction.text}`),
    ...edges.map(({ from, to, kind, reason }) => `    ${label(from)} -> ${label(to)} (${kind}): ${reason}`),
  ];
}

/** Plain text, hostile: to be made visible by whoever prints it. */
export function anomalyLines({ type, summary, permitted, graph, consequence }: Anomaly): string[] {
  return [
    `  ${type}${permitted === true ? ' (permitted)' : ''}: ${summary}`,
    ...(graph === undefined ? [] : graphLines(graph)),
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
