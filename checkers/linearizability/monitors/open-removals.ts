/**
 * Removals of unknown outcome: each may have removed any of the elements that nobody is known to have removed, or nothing.
 * Which one is a choice, so a monitor tries: no removal at all; the first removals for the most urgent elements
 * (removal-deadlines.ts); and, to refute, the history without the elements that nobody is known to have removed, which is
 * linearizable if the whole is, and whether there are enough removals in time. If nothing of that decides, neither does
 * the monitor.
 */
import type { MonitorAnswer } from './monitor.ts';
import { peeksOf, rowsOfElement, type Elements } from './elements.ts';
import { noDeadlines, setDeadlinesByEmptiness, type Deadlines } from './removal-deadlines.ts';
import { absent, endless } from './timeline.ts';

/** The elements that nobody is known to have removed. */
function remainingElements({ count, removed }: Elements): number[] {
  return Array.from({ length: count }, (_, element) => element).filter((element) => removed[element] === absent);
}

/** As if the first open removal had removed the first of these elements, the second the second, and so on. */
function withOpenRemovals(elements: Elements, inOrder: readonly number[]): Elements {
  const { openRemovals, timeline } = elements;
  const assigned = {
    ...elements,
    removeRow: elements.removeRow.slice(),
    firstSeen: elements.firstSeen.slice(),
    left: elements.left.slice(),
    removed: elements.removed.slice(),
  };
  for (const [position, row] of openRemovals.entries()) {
    const element = inOrder[position];
    if (element === undefined) break;
    let left = Math.max(elements.inserting[element] as number, timeline.invoke[row] as number);
    for (const peek of peeksOf(elements, element)) left = Math.max(left, timeline.invoke[peek] as number);
    assigned.removeRow[element] = row;
    assigned.firstSeen[element] = Math.min(elements.firstSeen[element] as number, endless);
    assigned.left[element] = left;
    assigned.removed[element] = endless;
  }
  return assigned;
}

/** Without the elements that nobody is known to have removed. */
function withoutRemaining(elements: Elements): Elements {
  const kept = Int32Array.from(
    Array.from({ length: elements.count }, (_, element) => element).filter(
      (element) => elements.removed[element] !== absent,
    ),
  );
  const pick = (column: Int32Array): Int32Array => kept.map((element) => column[element] as number);
  const peekStart = new Int32Array(kept.length + 1);
  const peekRows: number[] = [];
  for (const [position, element] of kept.entries()) {
    const from = elements.peekStart[element] as number;
    const to = elements.peekStart[element + 1] as number;
    for (let peek = from; peek < to; peek++) peekRows.push(elements.peekRows[peek] as number);
    peekStart[position + 1] = peekRows.length;
  }
  return {
    ...elements,
    count: kept.length,
    value: pick(elements.value),
    insertRow: pick(elements.insertRow),
    removeRow: pick(elements.removeRow),
    inserting: pick(elements.inserting),
    arrived: pick(elements.arrived),
    firstSeen: pick(elements.firstSeen),
    left: pick(elements.left),
    removed: pick(elements.removed),
    peekRows: Int32Array.from(peekRows),
    peekStart,
  };
}

/**
 * If there are more elements to be removed by some time than open removals until then. In the answer are those elements,
 * what gives them their deadlines, and the open removals that come in time.
 */
function tooFewRemovals(
  elements: Elements,
  urgent: readonly number[],
  { deadline, witness }: Deadlines,
): MonitorAnswer {
  const { openRemovals, timeline, removeRow } = elements;
  for (const [position, element] of urgent.entries()) {
    if (deadline[element] === absent) return null;
    const removal = openRemovals[position];
    if (removal !== undefined && (timeline.invoke[removal] as number) < (deadline[element] as number)) continue;
    const waiting = urgent.slice(0, position + 1);
    const rows = new Set(openRemovals.subarray(0, position));
    for (const one of waiting) {
      for (const row of rowsOfElement(elements, one)) rows.add(row);
      rows.add(witness[one] as number);
    }
    for (let other = 0; other < elements.count; other++) {
      const seen = [removeRow[other] as number, ...peeksOf(elements, other)];
      if (seen.some((row) => rows.has(row))) for (const row of rowsOfElement(elements, other)) rows.add(row);
    }
    return { verdict: 'invalid', culprits: [...rows], violation: 'not-removed' };
  }
  return null;
}

/** Decides with the help of a decision for histories without open removals. */
export function decideWithOpenRemovals(
  elements: Elements,
  decide: (elements: Elements) => MonitorAnswer,
  deadlinesOf: (elements: Elements, deadlines: Deadlines) => void,
): MonitorAnswer {
  const withNone = decide(elements);
  if (withNone?.verdict === 'valid' || elements.openRemovals.length === 0) return withNone;
  const remaining = remainingElements(elements);
  if (remaining.length === 0) return withNone;
  const deadlines = noDeadlines(elements.count);
  setDeadlinesByEmptiness(elements, deadlines);
  deadlinesOf(elements, deadlines);
  const { deadline } = deadlines;
  const { inserting } = elements;
  const urgent = remaining.toSorted(
    (one, other) =>
      (deadline[one] as number) - (deadline[other] as number) ||
      (inserting[one] as number) - (inserting[other] as number),
  );
  const withSome = decide(withOpenRemovals(elements, urgent));
  if (withSome?.verdict === 'valid') return withSome;
  const without = decide(withoutRemaining(elements));
  return without?.verdict === 'invalid' ? without : tooFewRemovals(elements, urgent, deadlines);
}
