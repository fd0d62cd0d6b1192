/**
 * Linearizability of registers straight from the definition (Herlihy and Wing 1990, section 2.3), for tests: is there a
 * completion of the history (each open operation either took effect or did not) and an order of it that respects real
 * time and the register? It tries them all, shares nothing with the search, and is as slow as it looks.
 */
import type { Json, Operation } from '../history/event.ts';

type State = Json;

/** The state after the operation, or undefined if it cannot have happened in this state. */
function apply(state: State, operation: Operation): { readonly state: State } | undefined {
  if (operation.f === 'write') return { state: operation.invoked };
  if (operation.f === 'read') {
    return operation.type !== 'ok' || operation.value === state ? { state } : undefined;
  }
  const [from, to] = operation.invoked as [Json, Json];
  return from === state ? { state: to } : undefined;
}

function mustPrecede(first: Operation, second: Operation): boolean {
  return first.type === 'ok' && first.completionIndex < second.index;
}

function hasOrder(state: State, left: readonly Operation[]): boolean {
  if (left.length === 0) return true;
  return left.some((operation) => {
    if (left.some((other) => other !== operation && mustPrecede(other, operation))) return false;
    const next = apply(state, operation);
    return (
      next !== undefined &&
      hasOrder(
        next.state,
        left.filter((other) => other !== operation),
      )
    );
  });
}

/** Primitive values only, at most about seven operations. */
export function isLinearizableByBruteForce(operations: readonly Operation[], initial: Json): boolean {
  const certain = operations.filter((operation) => operation.type === 'ok');
  const open = operations.filter((operation) => operation.type === 'info');
  for (let subset = 0; subset < 2 ** open.length; subset++) {
    const happened = open.filter((_, position) => (subset >> position) % 2 === 1);
    if (hasOrder(initial, [...certain, ...happened])) return true;
  }
  return false;
}

/**
 * The same question for histories of up to about fifteen operations: Wing and Gong's search, plainly, remembering which
 * sets of placed operations led nowhere from which state. No other reduction.
 */
export function isLinearizableByPlainSearch(operations: readonly Operation[], initial: Json): boolean {
  const all = operations.filter((operation) => operation.type !== 'fail');
  const seen = new Set<string>();
  const search = (placed: number, state: State): boolean => {
    const left = all.filter((_, position) => (placed >> position) % 2 === 0);
    if (left.every((operation) => operation.type === 'info')) return true;
    const configuration = `${placed} ${JSON.stringify(state)}`;
    if (seen.has(configuration)) return false;
    seen.add(configuration);
    return all.some((operation, position) => {
      if ((placed >> position) % 2 === 1 || left.some((other) => mustPrecede(other, operation))) return false;
      const next = apply(state, operation);
      return next !== undefined && search(placed + 2 ** position, next.state);
    });
  };
  return search(0, initial);
}
