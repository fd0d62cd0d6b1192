/** Settings of the single-leader family alone. */
import { choice, flag } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const singleLeaderSettings = {
  followers: choice(
    ['async', 'semi-sync', 'sync'],
    'Single leader: who must have a write durably, beside the leader, before it is acknowledged. async: nobody. ' +
      'semi-sync: one follower. sync: every follower, so that nothing is acknowledged while one is away.',
  ),
  failover: choice(
    ['automatic', 'manual'],
    'Single leader. automatic: a follower that hears nothing takes over. manual: the first node leads, or nobody does.',
  ),
  fencing: flag(
    false,
    'Single leader: a leader serves only as long as a majority has pledged to elect nobody else, and who takes over needs ' +
      'their votes: one leader at a time. What it acknowledged can still be lost, unless followers=sync.',
  ),
} satisfies Settings;
