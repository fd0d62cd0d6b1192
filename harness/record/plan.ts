/** `trial.json`: the whole plan of a trial, written before anything starts. The plan alone replays the trial. */
import type { Json } from '../../checkers/history/event.ts';
import type { Claim } from '../../targets/contract/target.ts';
import type { BackendName } from '../cluster.ts';
import type { WorldSettings } from '../simulation/settings.ts';

/**
 * How long faults last and how often they come. `steady`: 2 to 5 s each, as real systems need to notice and to recover;
 * `brisk`: 0.1 to 2 s each, for the simulated world, where a few virtual seconds can hold many.
 */
export type Rhythm = 'steady' | 'brisk';

export interface PlannedFault {
  /** Its own in the plan. Its random choices hang on it alone: leaving other faults out does not change them. */
  readonly id: number;
  /** The kind: `partition`, `kill`, ... (`ordeal faults`). */
  readonly kind: string;
  /** Which nodes or shape: `halves`, `one`, `primary`, `all`, ... */
  readonly variant: string;
  /** When it starts and for how long it is held, milliseconds on the trial's clock. */
  readonly startMs: number;
  readonly holdMs: number;
}

/** One operation of a script: which client asks what. */
export interface ScriptedRead {
  /** Number of the client, a place in `homes`. */
  readonly client: number;
  readonly f: string;
  readonly value: Json;
}

export interface ScriptedOperation extends ScriptedRead {
  /** When it is invoked, on the trial's clock; later if the client is still busy with the one before. */
  readonly atMs: number;
}

/** Every operation of a trial, written down: nothing is left for the workload's generator to draw. */
export interface TrialScript {
  /** Each client's node. */
  readonly homes: readonly string[];
  /** In the order of their times. */
  readonly operations: readonly ScriptedOperation[];
  /** After healing, each tried until it succeeds; those of one client one after the other. */
  readonly finalReads: readonly ScriptedRead[];
}

export interface TrialPlan {
  readonly version: 1;
  readonly trialId: string;
  /** Registry name or the path of a user's adapter module. */
  readonly target: string;
  readonly backend: BackendName;
  /** Every option of the target with its value, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The options as they are when nothing is set; absent in trials recorded before this was kept. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly workload: string;
  readonly workloadOptions: Readonly<Record<string, number>>;
  readonly claim: Claim;
  readonly nodes: readonly string[];
  readonly seed: number;
  /** Number of client processes. */
  readonly clients: number;
  /** Operations a second, all clients together. */
  readonly rate: number;
  readonly timeMs: number;
  /** The harness's deadline for one operation. */
  readonly deadlineMs: number;
  /** The fault kinds asked for, as typed: `["partition:halves","kill"]`. */
  readonly faults: readonly string[];
  readonly schedule: readonly PlannedFault[];
  /** Faults start at their times, also beside others that are on; else each waits for the one before it to be healed. */
  readonly overlap: boolean;
  readonly rhythm: Rhythm;
  /** What clients do, operation by operation; absent: what the workload's generator draws from the seed. */
  readonly script?: TrialScript;
  /** The seed of the simulated world, if it is another than the trial's. */
  readonly worldSeed?: number;
  /** What the simulated world is like; absent: as usual. */
  readonly world?: WorldSettings;
  /** Record what goes on inside the simulated world, as `trace.jsonl`. */
  readonly trace?: boolean;
  readonly limits: { readonly checkTimeMs: number; readonly checkMemoryMb: number };
  /** The command that repeats this trial. */
  readonly replayCommand: string;
  readonly argv: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
  /** ISO 8601, the controller's wall clock; null in the simulated world. */
  readonly startedAt: string | null;
}
