/**
 * Transactions as columns: typed arrays and numbered values, so that a million transactions fit in memory and every
 * later step touches integers only. A version is one write of one value to one key: the pair (key, value) has one number,
 * and whoever wrote it is looked up in an array.
 */
import type { Operation } from '../history/event.ts';
import type { ValueList } from '../history/interner.ts';

/** What became of a transaction. */
export const committed = 0;
export const aborted = 1;
/** Nobody knows: it may have committed, now or at any later time. */
export const indeterminate = 2;

/** Kinds of micro-operations. `append` and `w` are both writes. */
export const readOp = 0;
export const writeOp = 1;
export const insertOp = 2;
export const deleteOp = 3;
export const predicateReadOp = 4;

/** In `complete`: no completion is known to bound the transaction's effects. */
export const neverCompletes = 0x7fff_ffff;

/** In `version` of a register read: it saw the initial value, that no transaction wrote. */
export const initialVersion = -1;
/** In `version` or `list`: what was read is not known (the transaction did not complete). */
export const unknownVersion = -2;

export interface TransactionColumns {
  /** How values are written: each append extends a list, or each write replaces a value. */
  readonly workload: 'list-append' | 'rw-register' | 'predicate';
  /** Transactions, in the order of their invocations; a number below `count` names one. */
  readonly count: number;
  readonly status: Uint8Array;
  /** Number of the logical process; a session is the sequence of one process's transactions. */
  readonly session: Int32Array;
  readonly sessionCount: number;
  /** Position of the invocation in real time. */
  readonly invoke: Int32Array;
  /** Position of the completion in real time, `neverCompletes` unless committed. */
  readonly complete: Int32Array;

  /** Micro-operations of transaction t are `first[t]` (inclusive) to `first[t + 1]` (exclusive), in program order. */
  readonly first: Int32Array;
  readonly kind: Uint8Array;
  /** Number of the key; -1 of a predicate read. */
  readonly key: Int32Array;
  /**
   * Of a write: the version written; a delete writes the version (key, null). Of a register read: the version read,
   * `initialVersion` (nil) or `unknownVersion`. Of a predicate read: number of the predicate in `values`.
   */
  readonly version: Int32Array;
  /** Of a list read, or of a predicate read (its matches): the number of the list, or `unknownVersion`; else -1. */
  readonly list: Int32Array;
  /** List number l holds the versions `elements[listFirst[l]]` to `elements[listFirst[l + 1]]` (exclusive). */
  readonly listFirst: Int32Array;
  readonly elements: Int32Array;

  /** Per version: number of its key, and of its value. */
  readonly versionCount: number;
  readonly versionKey: Int32Array;
  readonly versionValue: Int32Array;

  readonly keys: ValueList;
  readonly values: ValueList;
  /** The transaction as an object, for evidence: not for hot loops. */
  operation(transaction: number): Operation;
}
