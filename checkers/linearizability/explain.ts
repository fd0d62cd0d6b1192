/**
 * Says in a sentence why a history has no order, and which operations show it. Two plain reasons are looked for first,
 * each a proof by itself: nobody had written what was read; or it had certainly been overwritten before the read
 * began (somebody wrote, or saw, something else since it was last written). Otherwise the search shrinks the history to a few operations.
 */
import type { Budget } from '../budget.ts';
import type { Operation } from '../history/event.ts';
import { canonicalJson } from '../history/interner.ts';
import { counted, seconds } from '../history/quote.ts';
import type { Anomaly } from '../verdict.ts';
import { refusal } from './refusal.ts';
import type { PlacedOperation } from './search-problem.ts';
import { shrink } from './shrink.ts';
import type { Automaton, Effect, Specification } from './specification.ts';

export interface Violation {
  readonly history: {
    /** Operations that may have happened, in order of invocation. */
    readonly placed: readonly PlacedOperation[];
    /** The same of all of the object, if these are but some. */
    readonly all: readonly PlacedOperation[];
    /** True if nothing was left out of `all` that may have happened (writes that nobody saw). */
    readonly isWhole: boolean;
    readonly effects: readonly Effect[];
    readonly automaton: Automaton;
    readonly operation: (row: number) => Operation;
  };
  readonly specification: Specification;
  /** The operation with whose completion the history stopped having an order. */
  readonly culprit: PlacedOperation;
  /** Names the object in sentences (`key "x"`), or empty if there is only one. */
  readonly object: string;
  /** Operations of this object that failed, their values without the key, for remarks. */
  readonly failed: readonly Operation[];
}

type Explanation = Pick<Anomaly, 'summary' | 'operations'>;

const mostListed = 5;

function did(violation: Violation, placed: PlacedOperation, object: string): string {
  const { history, specification } = violation;
  const { process } = history.operation(placed.row);
  return `process ${process} ${specification.describe(history.effects[placed.effect] as Effect, object)}`;
}

function indexes(violation: Violation, operations: readonly PlacedOperation[]): number[] {
  return operations
    .map((placed) => violation.history.operation(placed.row).index)
    .toSorted((left, right) => left - right);
}

function accusation(violation: Violation): string {
  const { culprit, history, object } = violation;
  return `${did(violation, culprit, object)} at ${seconds(history.operation(culprit.row).completeTimeNs)}`;
}

/** Operations other than the culprit that leave the state which it found. */
function producers(violation: Violation, found: number): PlacedOperation[] {
  const { automaton, placed } = violation.history;
  return placed.filter(
    (one) =>
      one.row !== violation.culprit.row && !automaton.readOnly(one.effect) && automaton.outcome(one.effect) === found,
  );
}

/** A failed operation that would have left the state which the culprit found. */
function failedProducer(violation: Violation): Operation | undefined {
  const { history, culprit, failed, specification } = violation;
  const effect = history.effects[culprit.effect] as Effect;
  return failed.find(({ f, invoked }) => {
    if (!specification.accepts(f, invoked)) return false;
    const automaton = specification.compile([effect, { f, argument: invoked, result: undefined }], null);
    return !automaton.readOnly(1) && automaton.outcome(1) === automaton.needs(0);
  });
}

function neverWritten(violation: Violation, found: string, later: PlacedOperation | undefined): Explanation {
  const { history, culprit } = violation;
  const failed = failedProducer(violation);
  const failure =
    failed === undefined ? '' : `: process ${failed.process} had tried to (event ${failed.index}), and that had failed`;
  const until = later === undefined ? '' : ` before ${seconds(history.operation(later.row).invokeTimeNs)}`;
  return {
    summary: `${accusation(violation)}, but nobody had written ${found}${until}${failure}`,
    operations: indexes(violation, later === undefined ? [culprit] : [culprit, later]),
  };
}

/**
 * An operation that certainly came after all writers of the state which the culprit found, left or saw another one, and
 * was over before the culprit began. Of writes the first, else of reads the first.
 */
function witness(
  violation: Violation,
  found: number,
  writers: readonly PlacedOperation[],
): PlacedOperation | undefined {
  const { automaton, placed } = violation.history;
  const lastWritten = writers.reduce((latest, writer) => Math.max(latest, writer.complete), -1);
  const candidates = placed.filter(
    (one) =>
      automaton.outcome(one.effect) !== found && one.invoke > lastWritten && one.complete < violation.culprit.invoke,
  );
  const writes = candidates.filter((one) => !automaton.readOnly(one.effect));
  return (writes.length > 0 ? writes : candidates).toSorted((left, right) => left.complete - right.complete)[0];
}

function overwritten(
  violation: Violation,
  found: string,
  writers: readonly PlacedOperation[],
  by: PlacedOperation,
): Explanation {
  const { history, culprit } = violation;
  const { automaton } = history;
  const { process, completeTimeNs } = history.operation(by.row);
  const other = automaton.describeState(automaton.outcome(by.effect));
  const what = writers.length === 0 ? `${found}, its initial value,` : found;
  const reason = automaton.readOnly(by.effect)
    ? `process ${process} had found ${other} at ${seconds(completeTimeNs)}, and nobody wrote ${found} after that`
    : `${what} had been overwritten by ${other}, which process ${process} had written at ${seconds(completeTimeNs)}`;
  const latest = writers.toSorted((left, right) => right.complete - left.complete).slice(0, 1);
  return {
    summary: `${accusation(violation)}, but ${reason}`,
    operations: indexes(violation, [...latest, by, culprit]),
  };
}

/** One of the two plain reasons, if it holds. */
function plainReason(violation: Violation): Explanation | undefined {
  const { history, culprit } = violation;
  const { automaton } = history;
  const state = automaton.needs(culprit.effect);
  if (state < 0) return undefined;
  // An operation whose outcome depends on the state might have left any.
  if (history.placed.some((one) => automaton.outcome(one.effect) < 0)) return undefined;
  const found = automaton.describeState(state);
  const all = producers(violation, state);
  const writers = all.filter((writer) => writer.invoke < culprit.complete);
  if (writers.length === 0 && state !== automaton.initial) return neverWritten(violation, found, all[0]);
  const by = witness(violation, state, writers);
  return by === undefined ? undefined : overwritten(violation, found, writers, by);
}

function listed(violation: Violation, placed: PlacedOperation): string {
  const { type, invokeTimeNs, completeTimeNs } = violation.history.operation(placed.row);
  const end = type === 'ok' ? ` to ${seconds(completeTimeNs)}` : ', outcome unknown';
  return `${did(violation, placed, '')} (${type === 'ok' ? '' : 'from '}${seconds(invokeTimeNs)}${end})`;
}

/**
 * The others of these operations, and all that may have changed what the culprit found: every other operation that
 * writes, but for those about elements that none of these is about. Only with these is it certain what was held.
 */
function withWriters(
  { culprit, history }: Violation,
  operations: readonly PlacedOperation[],
  elementOf: ((effect: number) => string | undefined) | undefined,
): PlacedOperation[] {
  const { automaton, all } = history;
  const rows = new Set(operations.map((one) => one.row));
  const about = new Set(operations.map((one) => elementOf?.(one.effect)));
  return all.filter(({ row, effect, invoke }) => {
    if (row === culprit.row || invoke > culprit.complete) return false;
    if (rows.has(row)) return true;
    const element = elementOf?.(effect);
    return !automaton.readOnly(effect) && (element === undefined || about.has(element));
  });
}

/** What was held instead, if that is certain. */
function whyNot(
  violation: Violation,
  operations: readonly PlacedOperation[],
  elementOf: ((effect: number) => string | undefined) | undefined,
): string | undefined {
  const { culprit, history } = violation;
  const { automaton, effects, isWhole } = history;
  // Only operations with one certain outcome are left out when nobody saw it.
  const mayMiss = (effect: number): boolean => !automaton.readOnly(effect) && automaton.outcome(effect) >= 0;
  if (!isWhole && effects.some((_, effect) => mayMiss(effect))) return undefined;
  return refusal(withWriters(violation, operations, elementOf), culprit, automaton);
}

function shrunkReason(violation: Violation, budget: Budget): Explanation {
  const { history, culprit } = violation;
  const { effects, placed, automaton } = history;
  const elements = effects.map((effect) => violation.specification.elementOf?.(effect));
  const texts = elements.map((element) => (element === undefined ? undefined : canonicalJson(element)));
  const elementOf = elements.some((element) => element !== undefined)
    ? (effect: number): string | undefined => texts[effect]
    : undefined;
  const proof = shrink(placed, culprit, automaton, budget, elementOf);
  if (proof === undefined) {
    const because = whyNot(violation, [culprit], elementOf) ?? 'no order of the operations up to then explains that';
    return {
      summary: `${accusation(violation)}, but ${because}`,
      operations: indexes(violation, [culprit]),
    };
  }
  const others = proof.operations.filter((one) => one.row !== culprit.row);
  const operations = indexes(violation, [...others, culprit]);
  const because = whyNot(violation, proof.operations, elementOf);
  if (others.length === 0) {
    const rest = because ?? 'nothing that had happened by then explains that';
    return { summary: `${accusation(violation)}, but ${rest}`, operations };
  }
  const whatever = proof.fromAnyState ? ', whatever was held before' : '';
  const group = counted(others.length, 'other operation');
  const reason = because ?? `no order of this and ${group} explains that${whatever}`;
  const all = because === undefined ? '' : ` (${group} ${others.length === 1 ? 'shows' : 'show'} it)`;
  const list = others.length > mostListed ? all : `: ${others.map((one) => listed(violation, one)).join('; ')}`;
  return { summary: `${accusation(violation)}, but ${reason}${list}`, operations };
}

/** The anomaly of an object without an order. */
export function explain(violation: Violation, budget: Budget): Explanation {
  return plainReason(violation) ?? shrunkReason(violation, budget);
}
