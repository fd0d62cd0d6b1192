/** One wording for every name that is not in a list: what was given, the nearest match, the list. */
import { OrdealError } from './errors.ts';

/** Edits (insert, delete, replace) that turn one word into the other; Levenshtein, O(length squared). */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] as number) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[right.length] as number;
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(name.slice(0, 60).toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((left, right) => left.edits - right.edits)[0];
  return ranked !== undefined && ranked.edits <= Math.max(2, ranked.candidate.length / 3)
    ? ranked.candidate
    : undefined;
}

/** The error for an unknown name; `kind` is a noun: target, workload, fault, option, model. */
export function unknownName(kind: string, name: string, known: readonly string[], also = ''): OrdealError {
  const guess = nearest(name, known);
  return new OrdealError(
    `unknown-${kind}`,
    `there is no ${kind} "${name}"${guess === undefined ? '' : `; did you mean "${guess}"?`}`,
    `choose one of: ${known.join(', ')}${also === '' ? '' : ` (${also})`}`,
  );
}
