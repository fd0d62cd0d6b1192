/** Histories for measurements: linearizable by construction, or with one planted error. Seeded. */
import type { EventTable } from '../../checkers/history/index.ts';
import { generateCollection } from './generate-collections.ts';
import { generateRegisters } from './generate-registers.ts';
import { seededRandom } from './random.ts';

export interface HistoryOptions {
  /** `register` and `cas-register` have keys here; `queue`, `stack`, `priority-queue` and `set` are one object. */
  readonly workload: 'register' | 'cas-register' | 'queue' | 'stack' | 'priority-queue' | 'set';
  readonly operations: number;
  readonly clients: number;
  /** Part of the operations whose outcome nobody knows. */
  readonly infoPart: number;
  /** Of registers: how many values; 0 for a new value each time. */
  readonly values: number;
  readonly seed: number;
  readonly planted: boolean;
  /** Of registers: how many keys... */
  readonly keys?: number;
  /** ...or after how many operations a key is replaced by a new one, and how many are in use at a time. */
  readonly operationsPerKey?: number;
  readonly activeKeys?: number;
}

const mostAttempts = 20;
const seedsApart = 1000;

/** Where the seed's own history has no place for the planted error, that of the next seed in a fixed sequence. */
export function generateHistory(options: HistoryOptions): EventTable {
  const isRegister = options.workload === 'register' || options.workload === 'cas-register';
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const random = seededRandom(options.seed + attempt * seedsApart);
    const table = isRegister ? generateRegisters(options, random) : generateCollection(options, random);
    if (table !== undefined) return table;
  }
  throw new Error(`no error could be planted from the seed ${options.seed}`);
}
