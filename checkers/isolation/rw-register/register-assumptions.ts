/**
 * What may be taken for granted about the order of a register's versions. A register read shows one value, never what was
 * before it; without an assumption only writes that follow reads are ordered (Kingsbury & Alvaro, Elle, VLDB 2020, 4.2).
 */
import type { Json } from '../../history/event.ts';

export interface RegisterAssumptions {
  /**
   * What every key holds at first, where that is known: null for nothing. A value that nobody wrote is garbage then. If not
   * given, one value a key may have been there before the history began, and the inference says that it took it so.
   */
  readonly initial?: Json;
  /** A transaction that reads a key and then writes it installs a later version than the one it read. True if not given. */
  readonly writeFollowsRead?: boolean;
  /** Each process sees and makes the versions of a key in their order: every key is sequentially consistent. */
  readonly sequentialKeys?: boolean;
  /** Whoever begins after another one ended sees and makes no earlier version of a key: every key is linearizable. */
  readonly linearizableKeys?: boolean;
  /** Per transaction a rank: the versions of every key are in the order of the ranks of their writers. */
  readonly transactionOrder?: ArrayLike<number>;
}

/** The assumptions in the words of the verdict. */
export function assumptionNames(assumptions: RegisterAssumptions): string[] {
  const { writeFollowsRead = true, sequentialKeys = false, linearizableKeys = false, transactionOrder } = assumptions;
  const known: readonly (readonly [boolean, string])[] = [
    [true, 'initial state: every version of a key follows what it held at first'],
    [writeFollowsRead, 'writes follow reads: a transaction writes a later version of a key than it read'],
    [sequentialKeys, 'sequential keys: each process meets the versions of a key in their order'],
    [linearizableKeys, 'linearizable keys: the versions of a key are in the order of real time'],
    [
      transactionOrder !== undefined,
      'transaction order: the versions of a key are in the order that was given for their writers',
    ],
  ];
  return known.filter(([holds]) => holds).map(([, name]) => name);
}
