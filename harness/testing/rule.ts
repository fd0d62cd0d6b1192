/** What a conformance rule is, and what it is given to try. */
import type { RunningCluster } from '../cluster.ts';
import type { Target } from '../../targets/contract/target.ts';

/** What a live rule gets to work with. */
export interface ConformanceStage {
  readonly target: Target;
  readonly options: Record<string, unknown>;
  readonly cluster: RunningCluster;
}

export interface Rule<Stage> {
  readonly rule: string;
  /** Rejects (or throws) with an explanation if the rule is broken. */
  check(stage: Stage): Promise<void> | void;
}
