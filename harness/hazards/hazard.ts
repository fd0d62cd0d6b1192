/**
 * A hazard: a way for a system to break its promise, as the textbooks name it, with the configuration of a target that has it
 * and the trial in which it shows. Demonstrations, the tour and the scoreboard of what Ordeal finds are all read from these.
 * A configuration that holds is the other half of the scoreboard: it must never be accused.
 */

/** What to run; the search draws seeds, times, rates and a mix of the faults itself. */
export interface Situation {
  readonly target: string;
  readonly set: Readonly<Record<string, string>>;
  readonly workload: string;
  readonly workloadSet?: Readonly<Record<string, string>>;
  /** The faults that may be drawn, `kind` or `kind:variant`; empty: it shows without any. */
  readonly faults: readonly string[];
  /** It shows among nodes that are far apart. */
  readonly wideArea?: boolean;
  /** It shows under one or two faults that last, in which something rare comes about. */
  readonly longFaults?: boolean;
  /** Judged against this model; absent: what the target claims. */
  readonly model?: string;
}

export interface Hazard extends Situation {
  /** Kebab-case: the name of the demonstration; of a planted bug, the bug's own name. */
  readonly name: string;
  /** One line: what goes wrong. */
  readonly title: string;
  /** A few sentences for who has never seen it: how it comes about, and what it costs. */
  readonly explanation: string;
  /** Paper and section, book and chapter, or incident. */
  readonly source: string;
  /** It shows as nodes that do not come back, which elsewhere breaks no model. */
  readonly stalls?: true;
  /** The change of options that mends it: the same situation with these is a configuration that holds. */
  readonly mendedBy?: Readonly<Record<string, string>>;
}

/** A correct configuration: every one of its trials must be valid, under all faults. */
export interface SoundConfiguration extends Situation {
  /** Kebab-case. */
  readonly name: string;
}
