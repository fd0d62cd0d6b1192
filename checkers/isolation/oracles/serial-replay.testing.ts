/**
 * For tests: is there a serial order of a small history of registers or of a table? Every order of the committed transactions
 * and of any of unknown outcome is played, on a map from keys to values, straight from the operations; no columns, no
 * dependencies.
 */
import type { Json, Operation } from '../../history/event.ts';
import { compilePredicate } from '../predicate/predicate-language.ts';

/** What keys hold: absent is nothing. */
type State = ReadonlyMap<string, Json>;
type MicroOp = readonly [f: string, target: Json, value?: Json];

export interface ReplayRules {
  /** True if an insert fails where there is something; then a transaction that committed found nothing there. */
  readonly strictInserts: boolean;
  /** True if what sets a table up comes first. */
  readonly initFirst: boolean;
}

const nameOf = (key: Json): string => JSON.stringify(key);

/** `[[key, value], ...]` in any order. */
function matchesOf(predicate: Json, state: State): string[] {
  const isMatch = compilePredicate(predicate) as (key: Json, value: Json) => boolean;
  return [...state]
    .filter(([key, value]) => isMatch(JSON.parse(key) as Json, value))
    .map(([key, value]) => JSON.stringify([JSON.parse(key), value]))
    .toSorted();
}

function sees(state: State, [f, target, seen]: MicroOp): boolean {
  if (f === 'r') return JSON.stringify(state.get(nameOf(target)) ?? null) === JSON.stringify(seen ?? null);
  const expected = (seen as readonly Json[]).map((match) => JSON.stringify(match)).toSorted();
  return matchesOf(target, state).join('\n') === expected.join('\n');
}

/** What the transaction leaves; undefined if it did not see what it would see here. Reads of unknown outcome saw anything. */
function play({ f: name, value, type }: Operation, before: State, { strictInserts }: ReplayRules): State | undefined {
  const state = new Map(before);
  if (name === 'init') {
    for (const [key, held] of value as [Json, Json][]) state.set(nameOf(key), held);
    return state;
  }
  for (const microOp of value as unknown as readonly MicroOp[]) {
    const [f, target, written] = microOp;
    if (f === 'r' || f === 'rp') {
      if (type === 'ok' && !sees(state, microOp)) return undefined;
      continue;
    }
    if (f === 'insert' && strictInserts && state.has(nameOf(target))) return undefined;
    if (f === 'delete') state.delete(nameOf(target));
    else state.set(nameOf(target), written as Json);
  }
  return state;
}

/** Up to about ten transactions. */
export function serialOrderExists(operations: readonly Operation[], rules: ReplayRules): boolean {
  const happened = operations.filter(({ type }) => type !== 'fail');
  const goal = happened.reduce((bits, { type }, at) => (type === 'ok' ? bits | (1 << at) : bits), 0);
  const failed = new Set<string>();
  const extend = (done: number, state: State): boolean => {
    if ((done & goal) === goal) return true;
    const held = [...state].map(([key, value]) => `${key} ${JSON.stringify(value)}`).toSorted();
    const situation = [done, ...held].join('\n');
    if (failed.has(situation)) return false;
    for (const [at, operation] of happened.entries()) {
      if ((done & (1 << at)) !== 0 || (rules.initFirst && operation.f === 'init' && done !== 0)) continue;
      const after = play(operation, state, rules);
      if (after !== undefined && extend(done | (1 << at), after)) return true;
    }
    failed.add(situation);
    return false;
  };
  return extend(0, new Map());
}
