/**
 * What the complete decision answers: a history at a level is valid, with an order that was replayed; or invalid, with
 * a contradiction small enough to read; or nobody can say within the limits.
 */

export type DecidedModel =
  | 'serializable'
  | 'strong-session-serializable'
  | 'strict-serializable'
  | 'snapshot-isolation'
  | 'strong-session-snapshot-isolation'
  | 'strong-snapshot-isolation';

export const decidedModels: readonly DecidedModel[] = [
  'serializable',
  'strong-session-serializable',
  'strict-serializable',
  'snapshot-isolation',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
];

export function isDecidedModel(name: string): name is DecidedModel {
  return (decidedModels as readonly string[]).includes(name);
}

/** A dependency that a contradiction uses. Numbers are those of the transactions. */
export interface CoreEdge {
  readonly from: number;
  readonly to: number;
  /** `wwEdge`, `wrEdge`, `rwEdge`, `processEdge` or `realtimeEdge` of `dependencies.ts`. */
  readonly kind: number;
  /** Number of the key, or -1. */
  readonly key: number;
  /** The version that shows it: of wr the one read, of rw the one that replaced what was read; -1 where none does. */
  readonly version: number;
  /** A sentence with the observed values. */
  readonly reason: string;
}

/** Why no execution at the level explains a history. */
export interface Contradiction {
  /** The transactions that suffice: nothing else is needed to contradict the level. Ascending. */
  readonly transactions: readonly number[];
  /** Every dependency that the argument uses, once. Empty if one read is wrong by itself. */
  readonly edges: readonly CoreEdge[];
  /** The cycle that the argument ends in (in its first case, if there are several), in order. */
  readonly cycle: readonly CoreEdge[];
  /** The argument, one sentence a step. Plain text: hostile. */
  readonly argument: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** True if leaving any one transaction out leaves no contradiction; else the limits ended the search for a smaller one. */
  readonly minimal: boolean;
}

export interface ScheduleStep {
  readonly transaction: number;
  readonly event: 'start' | 'commit';
}

export type Decision =
  | {
      readonly verdict: 'valid';
      /** Transactions in the order of their commits. Indeterminate ones that nobody observed are left out. */
      readonly order: readonly number[];
      /** Of snapshot isolation: where each takes its snapshot and where it commits. */
      readonly schedule?: readonly ScheduleStep[];
    }
  | { readonly verdict: 'invalid'; readonly core: Contradiction }
  | { readonly verdict: 'unknown'; readonly reason: string };
