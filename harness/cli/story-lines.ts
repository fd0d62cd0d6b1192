/** A small trial as a story: what clients did and got, and what was broken when, in order. */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { pairOperations } from '../../checkers/history/index.ts';
import { formatClock } from '../../reports/quantities.ts';
import { operationLabel } from '../../reports/operation-label.ts';
import type { TrialRecord } from '../record/trial-record.ts';

interface Happening {
  readonly timeNs: number;
  readonly text: string;
}

/** Longer trials are not told: a report shows them better. */
const mostLines = 40;
const labelLimit = 60;

function operationsOf(history: readonly HistoryEvent[]): Happening[] {
  const nodes = new Map(history.map(({ index, node }) => [index, node]));
  return pairOperations(history).map((operation) => {
    const node = nodes.get(operation.index);
    const who = `process ${operation.process}${node === undefined ? '' : ` at ${node}`}`;
    const { f, invoked, value, type } = operation;
    const label = operationLabel({ f, invoked, observed: value, result: type }, labelLimit);
    const until =
      operation.completeTimeNs === Number.POSITIVE_INFINITY ? 'no answer' : formatClock(operation.completeTimeNs);
    return {
      timeNs: operation.invokeTimeNs,
      text: `${who}: ${f} ${label}, ${type} at ${until}`,
    };
  });
}

function faultsOf({ events }: TrialRecord): Happening[] {
  const descriptions = new Map<number, string>();
  return events.flatMap((event): Happening[] => {
    const { timeNs } = event;
    if (event.type === 'fault-start') {
      const what = `${event.kind} ${event.description}`;
      descriptions.set(event.fault, what);
      return [{ timeNs, text: `FAULT ${what}` }];
    }
    if (event.type === 'fault-healing')
      return [{ timeNs, text: `healed ${descriptions.get(event.fault) ?? 'a fault'}` }];
    if (event.type === 'phase' && event.phase === 'heal')
      return [{ timeNs, text: 'everything healed; then the last reads' }];
    return [];
  });
}

/** Empty if there is too much to tell. */
export function storyLines(record: TrialRecord): string[] {
  const happenings = [...faultsOf(record), ...operationsOf(record.history)].toSorted(
    (left, right) => left.timeNs - right.timeNs,
  );
  if (happenings.length > mostLines) return [];
  return happenings.map(({ timeNs, text }) => `  ${formatClock(timeNs).padStart(9)}  ${text}`);
}
