/** Settings of the transaction engine, whichever family runs it. */
import { choice, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';
import { isolationLevels } from './isolation-level.ts';
import type { IsolationLevel } from './isolation-level.ts';

const [strongest, ...weaker] = Object.keys(isolationLevels) as [IsolationLevel, ...IsolationLevel[]];

export const transactionSettings = {
  isolation: choice(
    [strongest, ...weaker],
    'The isolation level of transactions on registers, lists and rows. serial: also, a transaction on lists is one command ' +
      'of the log.',
  ),
  index: choice(
    ['none', 'local', 'global'],
    'An index of the rows over their values, through which predicates are read. local: kept with the rows, on each shard its own. ' +
      'global: sharded: an entry is on the shard of its value, and changed in the transaction that changes the row.',
  ),
  transactionTimeoutMs: wholeNumber(
    [10, 60_000],
    500,
    'A transaction that gets nowhere for this long, waiting for a lock or for its client, is aborted. Milliseconds.',
  ),
} satisfies Settings;
