/**
 * Which weak models a complete decision speaks about. The decision is by Biswas and Enea's definitions (OOPSLA 2019), with the
 * order of sessions or without; models that ask for less than one of these are kept with it, but not broken with it.
 */
import type { WeakLevel } from './weak/decide-weak.ts';

export interface WeakQuestion {
  readonly level: WeakLevel;
  /** Whether the order of each process counts. */
  readonly sessions: boolean;
  /** True if the model is the level itself; else the level only implies it. */
  readonly isSame: boolean;
}

const questions: ReadonlyMap<string, WeakQuestion> = new Map([
  ['strong-session-causal', { level: 'causal', sessions: true, isSame: true }],
  ['strong-session-read-atomic', { level: 'read-atomic', sessions: true, isSame: true }],
  ['strong-session-monotonic-atomic-view', { level: 'read-committed', sessions: true, isSame: true }],
  ['causal-cerone', { level: 'causal', sessions: false, isSame: true }],
  ['read-atomic', { level: 'read-atomic', sessions: false, isSame: true }],
  // Monotonic atomic view says nothing of a transaction's reads of its own writes; the level does.
  ['monotonic-atomic-view', { level: 'read-committed', sessions: false, isSame: false }],
]);

const withoutVersions: ReadonlySet<string> = new Set(
  ['read-uncommitted', 'read-committed'].flatMap((name) => [name, `strong-session-${name}`, `strong-${name}`]),
);

/**
 * True for models that forbid no cycle through an anti-dependency. A history without cycles of the other known edges (ww, wr,
 * process, real time) keeps such a model, whatever is not known of the orders of versions: write the versions of every key in one
 * order of all transactions that fits those edges; each further ww then follows that order too, so no cycle comes of it.
 */
export function needsNoVersionOrder(model: string): boolean {
  return withoutVersions.has(model);
}

/** What to ask about a model; undefined if no weak level decides it. */
export function weakQuestion(model: string): WeakQuestion | undefined {
  return questions.get(model);
}
