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

/** Names that a person still reads through; of more, only the nearest are told. */
const mostListed = 40;
const nearestListed = 8;

/** The names with the nearest first, each with its edits. */
function ranked(name: string, known: readonly string[]): { readonly candidate: string; readonly edits: number }[] {
  const asked = name.slice(0, 60).toLowerCase();
  return known
    .map((candidate) => ({ candidate, edits: distance(asked, candidate.toLowerCase()) }))
    .toSorted((left, right) => left.edits - right.edits);
}

/** The error for an unknown name; `kind` is a noun: target, workload, fault, option, model. */
export function unknownName(kind: string, name: string, known: readonly string[], also = ''): OrdealError {
  const near = ranked(name, known);
  const [first] = near;
  const isClose = first !== undefined && first.edits <= Math.max(2, first.candidate.length / 3);
  const listed =
    known.length <= mostListed
      ? `choose one of: ${known.join(', ')}`
      : `the nearest of ${known.length}: ${near
          .slice(0, nearestListed)
          .map(({ candidate }) => candidate)
          .join(', ')}`;
  return new OrdealError(
    `unknown-${kind}`,
    `there is no ${kind} "${name}"${isClose ? `; did you mean "${first.candidate}"?` : ''}`,
    `${listed}${also === '' ? '' : ` (${also})`}`,
  );
}
