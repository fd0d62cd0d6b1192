/**
 * Why an operation has no place among a few others, in words: the states in which it could have been tried, found by
 * going through all orders of the others, and why it is possible in none of them (`the register held 2`).
 */
import { never } from '../history/columns.ts';
import type { PlacedOperation } from './search-problem.ts';
import { impossible, type Automaton } from './specification.ts';

const mostOthers = 60;
const mostConfigurations = 5000;
const mostClauses = 3;

/**
 * Every state that the object may have been in while the operation ran, if these others are all that happened: after any
 * of them, in any order that respects real time and is legal, with all that were over before. The others may not fit
 * afterwards: so these are at least all states. Undefined if there are too many orders.
 */
function statesMet(
  others: readonly PlacedOperation[],
  operation: PlacedOperation,
  automaton: Automaton,
): ReadonlySet<number> | undefined {
  if (others.length > mostOthers) return undefined;
  const met = new Set<number>();
  const seen = new Set<string>();
  const pending: { readonly placed: bigint; readonly state: number }[] = [];
  const enter = (placed: bigint, state: number): void => {
    const configuration = `${placed} ${state}`;
    if (seen.has(configuration)) return;
    seen.add(configuration);
    pending.push({ placed, state });
  };
  enter(0n, automaton.initial);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.size > mostConfigurations) return undefined;
    const { placed, state } = next;
    const left = others.flatMap((other, position) =>
      ((placed >> BigInt(position)) & 1n) === 0n ? [{ other, position }] : [],
    );
    const firstEnd = left.reduce((first, { other }) => Math.min(first, other.complete), never);
    if (firstEnd >= operation.invoke) met.add(state);
    for (const { other, position } of left) {
      if (other.invoke > firstEnd) continue;
      const after = automaton.step(state, other.effect);
      if (after !== impossible) enter(placed | (1n << BigInt(position)), after);
    }
  }
  return met;
}

/**
 * Why the operation is not possible whatever the order of these others before it, all of which began before it was over; undefined if some order allows it (and
 * what follows then has no place), if there is more than a sentence can say, or if the object has no words for it.
 * At most some thousand configurations.
 */
export function refusal(
  others: readonly PlacedOperation[],
  operation: PlacedOperation,
  automaton: Automaton,
): string | undefined {
  const met = statesMet(others, operation, automaton);
  if (met === undefined || met.size === 0) return undefined;
  const clauses = new Set<string>();
  for (const state of met) {
    if (automaton.step(state, operation.effect) !== impossible) return undefined;
    const clause = automaton.refusal?.(state, operation.effect);
    if (clause === undefined) return undefined;
    clauses.add(clause);
    if (clauses.size > mostClauses) return undefined;
  }
  return [...clauses].join(', or ');
}
