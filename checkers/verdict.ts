/**
 * What every checker answers. Three-valued: a checker that cannot tell says `unknown` and why; it never guesses.
 * The worst part wins: invalid over unknown over valid.
 */

import type { Json } from './history/event.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** One thing that went wrong, with the operations that show it. */
export interface Anomaly {
  /** The field's name for it, in kebab-case: `nonlinearizable`, `lost-element`, `wrong-total`, ... */
  readonly type: string;
  /** One sentence in plain English that names processes, keys, values and times. Plain text: hostile, escape it. */
  readonly summary: string;
  /** The `index` of the invocation events of the operations that show it, ascending. */
  readonly operations: readonly number[];
  /** True if the model the trial is judged against permits this anomaly; then it does not make the verdict invalid. */
  readonly permitted?: boolean;
  /** The key, account, or element it is about, if it is about one. */
  readonly subject?: string;
  /** The `index` of the invocation of the first operation that no longer fits; always one of `operations`. */
  readonly culprit?: number;
  /** Invocation indexes, in an order that explains everything before the culprit's completion; its last 64 at most. */
  readonly explainedPrefix?: readonly number[];
  /** Dependencies among the operations, if it is about those: a cycle, in its order. */
  readonly graph?: EvidenceGraph;
  /** What it means for an application, in one line: "two doctors both went off call". */
  readonly consequence?: string;
}

/** One transaction or operation in a graph of dependencies, and one reason for its place. */
export interface EvidenceGraph {
  /** `operation` is the `index` of the invocation; `label` names it in short (`T1`). Texts are plain and hostile. */
  readonly transactions: readonly { readonly operation: number; readonly label: string; readonly text: string }[];
  /** From and to are positions in `transactions`; `kind` is Elle's (`ww`, `wr`, `rw`, `process`, `realtime`, ...). */
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly reason: string;
  }[];
}

/** What a history says of the whole lattice of models. Names are those of `checkers/models`. */
export interface ModelVerdicts {
  /** The weakest models that it breaks. */
  readonly violated: readonly string[];
  /** All others that fall with them, since they imply one of those. */
  readonly alsoViolated: readonly string[];
  /** The strongest models that nothing found speaks against. */
  readonly consistentWith: readonly string[];
}

export interface Linearization {
  /** The key of the object, if the history is keyed. */
  readonly key?: Json;
  readonly operations: readonly number[];
}

export interface CheckResult {
  /** `linearizable`, `set`, `bank`. */
  readonly checker: string;
  /** The consistency model judged against (see `checkers/models`). */
  readonly model: string;
  readonly verdict: Verdict;
  /** At most a bounded number of examples; `anomalyCount` is the true number. */
  readonly anomalies: readonly Anomaly[];
  readonly anomalyCount: number;
  /** Why the verdict is unknown, or what the reader must know about it. Sentences. */
  readonly reasons: readonly string[];
  /** The algorithm that decided, for instance `just-in-time-linearization`. */
  readonly algorithm: string;
  /**
   * If asked for and the history is valid: for each object an order that explains it, as indexes of invocations.
   * Operations of unknown outcome that it does without are left out.
   */
  readonly linearization?: readonly Linearization[];
  /** Of a transactional history: which models it breaks, and which it may keep. */
  readonly models?: ModelVerdicts;
  /** What was assumed about the order of versions, in words. */
  readonly assumptions?: readonly string[];
  /** Algorithms of different kinds that gave the same verdict, if more than one was run. */
  readonly agreedBy?: readonly string[];
  /** What a failed compare-and-set was taken to say, where that matters. */
  readonly failedCas?: 'did-not-happen' | 'observes';
  /** Client operations judged (after pairing; faults not counted). */
  readonly operations: number;
}

const severity: Readonly<Record<Verdict, number>> = { valid: 0, unknown: 1, invalid: 2 };

/** The worst of several verdicts; `valid` when there are none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict = 'valid';
  for (const verdict of verdicts) if (severity[verdict] > severity[worst]) worst = verdict;
  return worst;
}

/** Exit codes of every command that judges (3 is bad input, 130 interrupted). */
export const verdictExitCode: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, unknown: 2 };
