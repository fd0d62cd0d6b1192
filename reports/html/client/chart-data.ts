/**
 * What the page's script is given, as one JSON blob: columns instead of objects, and a table of texts, so that 20,000
 * operations fit in well under two megabytes. Times are whole microseconds on the trial's clock.
 */

export interface ChartData {
  readonly startUs: number;
  readonly endUs: number;
  /** Every text of the operations, once; other columns hold positions in it. */
  readonly texts: readonly string[];
  /** Kinds of operations (`f`), by position in `texts`. */
  readonly kinds: readonly number[];
  readonly processes: {
    readonly name: readonly number[];
    readonly node: readonly number[];
    readonly lane: readonly number[];
  };
  readonly laneCount: number;
  /** One entry for each operation, in order of invocation. */
  readonly operations: {
    readonly process: readonly number[];
    /** Position in `kinds` times 3, plus the result: 0 ok, 1 fail, 2 info. */
    readonly kindAndResult: readonly number[];
    /** Microseconds since the previous operation's invocation (the first: since 0). */
    readonly invokeStep: readonly number[];
    /** Microseconds from invocation to completion; -1 if it never completed. */
    readonly took: readonly number[];
    readonly label: readonly number[];
    /** Event index minus the previous operation's (the first: minus 0). */
    readonly indexStep: readonly number[];
    /** Pairs of operation position and text, for the few that went wrong. */
    readonly errors: readonly (readonly [operation: number, text: number])[];
  };
  /** For each anomaly the positions of its operations. */
  readonly anomalies: readonly (readonly number[])[];
  readonly faults: readonly {
    readonly name: string;
    readonly attested: boolean;
    readonly from: number;
    readonly to: number;
    /** When it was seen healed. */
    readonly healed: number;
  }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly stretches: readonly (readonly [from: number, to: number, state: 'up' | 'silent' | 'down', role: string])[];
    readonly clocks: readonly (readonly [time: number, offsetMs: number])[];
  }[];
  readonly phases: readonly (readonly [name: string, start: number])[];
  readonly throughput: {
    readonly start: number;
    readonly bucket: number;
    readonly ok: readonly number[];
    readonly fail: readonly number[];
    readonly info: readonly number[];
  };
}

/** An operation as the script uses it. */
export interface ChartOperation {
  /** Its place among all operations. */
  readonly position: number;
  readonly index: number;
  readonly process: string;
  readonly node: string;
  readonly lane: number;
  readonly kind: number;
  readonly f: string;
  readonly result: 'ok' | 'fail' | 'info';
  readonly from: number;
  /** Null if it never completed. */
  readonly to: number | null;
  /** When the next operation of its lane begins; infinite if there is none. */
  readonly nextFrom: number;
  readonly label: string;
  readonly error: string;
  /** True if an anomaly names it. */
  readonly bad: boolean;
}
