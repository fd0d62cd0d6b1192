/**
 * Everything a report shows, computed purely from a trial's record, apart from any markup (as Porcupine's visualiser
 * does): what is drawn can be tested without drawing it. Every string in here is already safe to print (see
 * `hostile-text.ts`); markup must still be escaped.
 */
import type { Verdict } from '../../checkers/verdict.ts';
import type { ReportStory } from './story.ts';

/** One invocation with its completion. */
export interface ReportOperation {
  /** `index` of the invocation event in the history. */
  readonly index: number;
  readonly process: string;
  /** The node its process talks to; empty if the history does not say. */
  readonly node: string;
  readonly f: string;
  /** An operation still open at the end of the history is `info`. */
  readonly result: 'ok' | 'fail' | 'info';
  readonly invokeNs: number;
  /** When the answer came, or when the client gave up; null if neither did before the history ended. */
  readonly completeNs: number | null;
  /** Arguments and outcome in few characters: `k1 → 3`. */
  readonly label: string;
  /** `timeout: no answer in 1000 ms`; empty if it did not go wrong. */
  readonly error: string;
}

/** Transactions and why each comes before another; a cycle of them is the contradiction. */
export interface ReportGraph {
  readonly transactions: readonly {
    /** `index` of its invocation event. */
    readonly index: number;
    /** `T1`. */
    readonly label: string;
    readonly text: string;
    /** `process 3 on n1, 1.203 s`; empty if the history does not have it. */
    readonly where: string;
  }[];
  /** From and to are positions in `transactions`. */
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly reason: string;
  }[];
}

export interface ReportAnomaly {
  readonly checker: string;
  readonly type: string;
  readonly summary: string;
  readonly subject: string;
  readonly permitted: boolean;
  /** What it means for an application; empty if the checker does not say. */
  readonly consequence: string;
  readonly graph: ReportGraph | null;
  /** The operations that show it, in order of invocation. */
  readonly operations: readonly ReportOperation[];
  /** Event index of the first operation that no longer fits, if the checker can tell; one of `operations`. */
  readonly culprit: number | null;
  /** An order of operations that explains everything before the culprit; the end of it. */
  readonly explained: readonly ReportOperation[];
  /** Operations left out because an anomaly names more than a reader can follow. */
  readonly omitted: number;
}

export interface ReportFault {
  readonly number: number;
  readonly kind: string;
  readonly description: string;
  readonly nodes: readonly string[];
  readonly startNs: number;
  /** When healing began: until here the fault was on. */
  readonly healingNs: number;
  /** When it was seen to be healed; null if it never was. */
  readonly endNs: number | null;
  /** Null if the trial ended before the fault was judged. */
  readonly attestation: {
    readonly attested: boolean;
    readonly before: string;
    readonly during: string;
    readonly after: string;
    readonly reason: string;
  } | null;
}

export interface NodeTrack {
  readonly node: string;
  /** Consecutive stretches in one state and role; adjacent ones differ. */
  readonly stretches: readonly NodeStretch[];
  /** The node's wall clock minus the controller's, where it was measured. */
  readonly clockOffsets: readonly { readonly timeNs: number; readonly offsetMs: number }[];
}

export interface NodeStretch {
  readonly startNs: number;
  readonly endNs: number;
  readonly state: 'up' | 'silent' | 'down';
  readonly role: string;
}

/** Operations completed in each of a row of equal buckets of time. */
export interface Throughput {
  readonly startNs: number;
  readonly bucketNs: number;
  readonly ok: readonly number[];
  readonly fail: readonly number[];
  readonly info: readonly number[];
}

/** Counts and latencies of one kind of operation; latencies are of `ok` operations, null if there are none. */
export interface OperationSummary {
  readonly f: string;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly medianNs: number | null;
  readonly p99Ns: number | null;
  readonly maximumNs: number | null;
}

export interface ReportCheck {
  readonly checker: string;
  readonly model: string;
  readonly algorithm: string;
  readonly verdict: Verdict;
  readonly operations: number;
  /** Anomalies found in all, and how many of the examples shown are permitted by the claim. */
  readonly anomalyCount: number;
  readonly shown: number;
  readonly permitted: number;
  readonly reasons: readonly string[];
  /** What the history says of all models, if it is transactional. */
  readonly models: {
    readonly violated: readonly string[];
    readonly alsoViolated: readonly string[];
    readonly consistentWith: readonly string[];
  } | null;
  readonly assumptions: readonly string[];
  /** Independent algorithms that gave the same verdict. */
  readonly agreedBy: readonly string[];
}

export interface ReportPhase {
  readonly name: string;
  readonly startNs: number;
}

export interface ReportLog {
  readonly node: string;
  readonly file: string;
  readonly text: string;
}

/** A name and its value, in the order in which a reader wants them. */
export type Row = readonly [name: string, value: string];

export interface ReportData {
  readonly trialId: string;
  readonly target: string;
  readonly backend: string;
  readonly workload: string;
  readonly options: readonly Row[];
  /** Those that do not stand at their defaults; null if the record does not say which. */
  readonly chosenOptions: readonly Row[] | null;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly claim: { readonly model: string; readonly basis: 'documented' | 'assumed'; readonly note: string };
  /** Why the verdict is unknown, or what must be known about it. */
  readonly reasons: readonly string[];
  /** Findings first, then those that the claim permits. */
  readonly anomalies: readonly ReportAnomaly[];
  /** Null if the trial was not traced. */
  readonly story: ReportStory | null;
  readonly operations: readonly ReportOperation[];
  readonly faults: readonly ReportFault[];
  readonly nodes: readonly NodeTrack[];
  readonly phases: readonly ReportPhase[];
  /** The stretch of the trial worth looking at: from the first operation or fault to the last. */
  readonly extent: { readonly startNs: number; readonly endNs: number };
  readonly throughput: Throughput;
  readonly summaries: readonly OperationSummary[];
  readonly checks: readonly ReportCheck[];
  readonly plan: readonly Row[];
  readonly schedule: readonly {
    readonly kind: string;
    readonly variant: string;
    readonly startNs: number;
    readonly holdNs: number;
  }[];
  readonly versions: readonly Row[];
  readonly replayCommand: string;
  readonly timings: { readonly runNs: number; readonly checkNs: number };
  readonly logs: readonly ReportLog[];
  /** Notes the harness made during the trial, with their times. */
  readonly notes: readonly { readonly timeNs: number; readonly text: string }[];
  /** What this report leaves out and where it is, in sentences. */
  readonly omissions: readonly string[];
}

/** How much a report holds at most, so that it stays small enough to open, mail and read. */
export interface ReportLimits {
  /** Operations in the timeline. Anomalies, counts and throughput are always computed from all. */
  readonly operations: number;
  /** UTF-16 units of an operation's label in the timeline, and in an anomaly's table. */
  readonly labelLength: number;
  readonly evidenceLength: number;
  readonly anomalies: number;
  readonly operationsPerAnomaly: number;
  readonly explainedPerAnomaly: number;
  /** UTF-16 units of a sentence. */
  readonly sentenceLength: number;
  /** UTF-16 units of all log tails together. */
  readonly logLength: number;
  readonly notes: number;
  readonly clockPointsPerNode: number;
}

export const defaultLimits: ReportLimits = {
  operations: 40_000,
  labelLength: 60,
  evidenceLength: 400,
  anomalies: 25,
  operationsPerAnomaly: 40,
  explainedPerAnomaly: 20,
  sentenceLength: 1500,
  logLength: 240_000,
  notes: 200,
  clockPointsPerNode: 400,
};
