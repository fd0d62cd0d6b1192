/**
 * What a history lets us infer: dependencies between transactions and the order of versions they rest on, as columns; and
 * the anomalies that need no cycle. Inference (per workload) writes it, cycle search and explanation read it.
 *
 * Adya 1999, section 3.1: a write dependency (ww) leads from the transaction that installed a version to the one that
 * installed the next; a read dependency (wr) from the installer to a reader; an anti-dependency (rw) from a reader to the
 * installer of the next version. Predicate dependencies are those through a predicate's matches instead of an item.
 */

export const wwEdge = 0;
export const wrEdge = 1;
export const rwEdge = 2;
/** One process ran the second after the first. */
export const processEdge = 3;
/** The first had completed when the second was invoked. */
export const realtimeEdge = 4;
/** A read or anti-dependency through a predicate. */
export const predicateWrEdge = 5;
export const predicateRwEdge = 6;

export const edgeNames = ['ww', 'wr', 'rw', 'process', 'realtime', 'wr-predicate', 'rw-predicate'] as const;

/** Edges as growing columns. A self-edge is not a dependency and is not stored. */
export class EdgeColumns {
  count = 0;
  from: Int32Array;
  to: Int32Array;
  kind: Uint8Array;
  /** The version that shows it: of ww and rw the later one, of wr the one read; -1 where none does. */
  version: Int32Array;

  /** Room for so many edges; more are taken too. */
  constructor(capacity = 1024) {
    const room = Math.max(1, capacity);
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
    this.kind = new Uint8Array(room);
    this.version = new Int32Array(room);
  }

  add(from: number, to: number, kind: number, version: number): void {
    if (from === to) return;
    if (this.count === this.from.length) this.#grow();
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.kind[this.count] = kind;
    this.version[this.count++] = version;
  }

  #grow(): void {
    const wider = (column: Int32Array): Int32Array => {
      const larger = new Int32Array(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.from = wider(this.from);
    this.to = wider(this.to);
    this.version = wider(this.version);
    const kind = new Uint8Array(this.kind.length * 2);
    kind.set(this.kind);
    this.kind = kind;
  }
}

/** In `previous`: the version is the first of its key (it follows the initial value), or its place is not known. */
export const noPrevious = -1;
export const unknownPrevious = -2;

/** Something wrong that one or a few transactions show without any cycle. */
export interface DirectAnomaly {
  /** Elle's name: `G1a`, `G1b`, `internal`, `incompatible-order`, `duplicate-elements`, `lost-update`, ... */
  readonly type: string;
  /** The transactions that show it, the one that went wrong last. */
  readonly transactions: readonly number[];
  /** Number of the key, if it is about one. */
  readonly key?: number;
  /** The micro-operation that shows it (a position in the columns), if one does. */
  readonly microOp?: number;
  /** A sentence with the observed values. */
  readonly summary: string;
}

export interface Inference {
  readonly edges: EdgeColumns;
  /** Per version: the one directly before it on its key, whoever wrote that, or `noPrevious`, or `unknownPrevious`. */
  readonly previous: Int32Array;
  /** Per version: the transaction that wrote it, or -1. */
  readonly writer: Int32Array;
  /**
   * Why one version of a key comes before another, as a clause for evidence (`T3 read 1 and then wrote 2`), where orders of
   * versions are inferred pair by pair. Slow: linear in the history.
   */
  readonly whyBefore?: (earlier: number, later: number) => string | undefined;
  /** True if some read may have selected one of several versions, and its edges do not say so: no cycle then proves nothing. */
  readonly hasUnclearReads?: boolean;
  /** Per type a bounded number of examples. */
  readonly direct: readonly DirectAnomaly[];
  /** Per type how many there are in truth. */
  readonly directCounts: ReadonlyMap<string, number>;
  /** What was assumed about the order of versions, in words for the verdict: `write follows read`, ... */
  readonly assumptions: readonly string[];
  /** What keeps the answer from being certain, in sentences; then a history without anomalies is `unknown`. */
  readonly doubts: readonly string[];
}
