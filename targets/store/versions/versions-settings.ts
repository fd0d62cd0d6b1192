/** Settings of the families in which several nodes accept writes: how versions are told apart and brought together. */
import { choice, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const versionsSettings = {
  conflicts: choice(
    ['last-write-wins', 'siblings', 'crdt'],
    'multi-leader, leaderless: what becomes of concurrent writes of a key. last-write-wins: the later timestamp stays, the ' +
      'other write is dropped. siblings: both are kept, told apart by version vectors with dots, and the next write ' +
      'replaces what its writer had read. crdt: sets and counters that merge by themselves.',
  ),
  timestamps: choice(
    ['wall', 'hybrid', 'quorum'],
    'With last-write-wins: where timestamps come from. wall: the clock of the node that takes the write. hybrid: that, but ' +
      'always after every timestamp the node has seen. quorum (leaderless): hybrid, and a quorum is asked first for the ' +
      'latest timestamp.',
  ),
  memoryEntries: wholeNumber(
    [1, 1_000_000],
    1000,
    'multi-leader, leaderless: keys that a node writes before they go from its memory to a table on its disk.',
  ),
} satisfies Settings;
