/** What the families whose nodes all accept writes claim alike. */
import type { Claim } from '../../contract/target.ts';

/** Copies agree within this time after the last write, once nothing is broken any more. */
export const convergenceMs = 10_000;

/** Sets and counters that are read, changed and written back as a whole. */
export const whereTheLastWriteWins: Claim = {
  model: 'eventual',
  basis: 'assumed',
  note:
    "The store's documentation says that of two concurrent writes one is dropped; it is judged by what an application " +
    'relies on that adds to a set or a counter: what was acknowledged stays.',
};
