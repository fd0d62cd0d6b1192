/**
 * What a copy holds of one key, and how two copies become one. Merging is commutative, associative and idempotent, so that
 * copies which have heard the same agree, in whatever order and however often they heard it (Shapiro et al., "Conflict-free
 * Replicated Data Types", 2011). Where the last write wins that holds too; what it costs is the other write.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { BugName } from '../bugs.ts';
import { isInteger, isIntegers, isList, isRecord } from '../protocol/fields.ts';
import { contains, isContext, isDot, joinContexts, knows } from './causal-context.ts';
import type { CausalContext, Dot } from './causal-context.ts';
import { compareStamps, isStamp } from './stamp.ts';
import type { Stamp } from './stamp.ts';

/** The write with the latest timestamp: a number, or all elements of a set; null of a register that was deleted (a tombstone). */
export type LatestState = {
  readonly type: 'latest';
  readonly stamp: Stamp;
  readonly value: number | readonly number[] | null;
  /** Of a tombstone: every node has it, so that it is as good as nothing, and kept only for messages that are late. */
  readonly settled?: true;
};

export type Sibling = { readonly dot: Dot; readonly elements: readonly number[] };

/** Versions of a set of which none had seen the other; `context` is every write that they or those they replaced had seen. */
export type SiblingsState = {
  readonly type: 'siblings';
  readonly context: CausalContext;
  readonly siblings: readonly Sibling[];
};

/** A grow-only set, ascending. */
export type ElementsState = { readonly type: 'elements'; readonly elements: readonly number[] };

/** A counter that goes up and down: for each actor the sums of what it added and of what it took away. */
export type TotalsState = {
  readonly type: 'totals';
  readonly totals: Readonly<Record<string, readonly [up: number, down: number]>>;
};

export type KeyState = LatestState | SiblingsState | ElementsState | TotalsState;

/** Both together; `held` itself, the same object, if `other` adds nothing to it. */
export function mergeStates(held: KeyState | undefined, other: KeyState, bug: 'none' | BugName): KeyState {
  if (held === undefined) return other;
  if (held.type === 'latest' && other.type === 'latest') {
    const order = compareStamps(other.stamp, held.stamp);
    return order > 0 || (order === 0 && other.settled === true && held.settled !== true) ? other : held;
  }
  if (held.type === 'siblings' && other.type === 'siblings') return mergeSiblings(held, other);
  if (held.type === 'elements' && other.type === 'elements') return mergeElements(held, other);
  if (held.type === 'totals' && other.type === 'totals') return mergeTotals(held, other, bug);
  // One configuration makes one type of state for a key; whatever else arrives is no part of it.
  return held;
}

/** A sibling stays unless the other side knows of it and no longer has it: then it was replaced. */
function mergeSiblings(held: SiblingsState, other: SiblingsState): SiblingsState {
  const isIn = ({ siblings }: SiblingsState, { dot }: Sibling): boolean =>
    siblings.some((one) => one.dot[0] === dot[0] && one.dot[1] === dot[1]);
  const kept = held.siblings.filter((sibling) => isIn(other, sibling) || !knows(other.context, sibling.dot));
  const added = other.siblings.filter((sibling) => !isIn(held, sibling) && !knows(held.context, sibling.dot));
  if (added.length === 0 && kept.length === held.siblings.length && contains(held.context, other.context)) return held;
  return { type: 'siblings', context: joinContexts(held.context, other.context), siblings: [...kept, ...added] };
}

function mergeElements(held: ElementsState, other: ElementsState): ElementsState {
  const present = new Set(held.elements);
  const added = other.elements.filter((element) => !present.has(element));
  if (added.length === 0) return held;
  return { type: 'elements', elements: [...held.elements, ...added].toSorted((left, right) => left - right) };
}

function mergeTotals(held: TotalsState, other: TotalsState, bug: 'none' | BugName): TotalsState {
  if (bug === 'counter-merged-by-maximum') return counterValue(other) > counterValue(held) ? other : held;
  const totals: Record<string, readonly [number, number]> = { ...held.totals };
  let changed = false;
  for (const [actor, [up, down]] of Object.entries(other.totals)) {
    const [heldUp, heldDown] = totals[actor] ?? [0, 0];
    if (bug === 'counter-merge-adds') totals[actor] = [heldUp + up, heldDown + down];
    else if (up <= heldUp && down <= heldDown) continue;
    else totals[actor] = [Math.max(up, heldUp), Math.max(down, heldDown)];
    changed = true;
  }
  return changed ? { type: 'totals', totals } : held;
}

export function counterValue({ totals }: TotalsState): number {
  return Object.values(totals).reduce((sum, [up, down]) => sum + up - down, 0);
}

/** Every element that any sibling has, ascending: nothing is ever removed, so whoever reads the versions joins them. */
export function unionOfSiblings({ siblings }: SiblingsState): readonly number[] {
  const [first] = siblings;
  if (siblings.length === 1 && first !== undefined) return first.elements;
  return [...new Set(siblings.flatMap(({ elements }) => elements))].toSorted((left, right) => left - right);
}

/** Whether a register's state is that it was deleted. */
export function isTombstone(state: KeyState | undefined): state is LatestState {
  return state?.type === 'latest' && state.value === null;
}

/** Whether it is a tombstone that is as good as nothing. */
export function isSettled(state: KeyState): boolean {
  return state.type === 'latest' && state.settled === true;
}

function isLatest({ value, settled }: { readonly [field: string]: Json }): boolean {
  if (value === null) return settled === undefined || settled === true;
  return settled === undefined && (isInteger(value) || isIntegers(value));
}

const isSibling = (value: Json): boolean => isRecord(value) && isDot(value['dot']) && isIntegers(value['elements']);

function isTotals(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(([actor, sums]) => isDot([actor, 0]) && isIntegers(sums) && sums.length === 2);
}

/** Whether this, from outside, is what a copy may hold. */
export function isKeyState(value: Json | undefined): value is KeyState {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'latest':
      return isStamp(value['stamp']) && isLatest(value);
    case 'siblings': {
      const { context, siblings } = value;
      return isContext(context) && isList(siblings) && siblings.every((one) => isSibling(one));
    }
    case 'elements':
      return isIntegers(value['elements']);
    case 'totals':
      return isTotals(value['totals']);
    default:
      return false;
  }
}
