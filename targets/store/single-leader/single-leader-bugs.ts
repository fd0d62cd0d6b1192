/** Mistakes in replication by a single leader that real systems shipped. */
import { plantBugs } from '../../contract/planted-bug.ts';

const set = { replication: 'single-leader', followers: 'sync' };

export const singleLeaderBugs = plantBugs([
  {
    name: 'acknowledges-before-followers',
    sentence: 'A leader whose followers are synchronous acknowledges a write as soon as it is on its own disk.',
    source: 'Kleppmann 2017, chapter 5 (synchronous versus asynchronous replication)',
    set,
  },
  {
    name: 'follower-acknowledges-unsynced',
    sentence: 'A follower acknowledges what it has received, before it is on its disk.',
    source:
      'PostgreSQL documentation, synchronous_commit (remote_write); MySQL 8.0 reference manual, sync_relay_log with ' +
      'semisynchronous replication',
    set,
  },
  {
    name: 'leads-before-catching-up',
    sentence:
      'A follower that takes over answers reads before it knows which entries of its log the last leader had acknowledged.',
    source: 'Kleppmann 2017, chapter 5 (handling node outages); Ongaro 2014 (thesis), section 6.4, step 1',
    set,
  },
  {
    name: 'fails-what-may-survive',
    sentence:
      'A leader that steps down tells clients that their open writes were refused, although followers may have them: they ' +
      'come back from the dead.',
    source: 'Kingsbury, Jepsen: MongoDB 2.4.3 and etcd (definite errors for writes that took effect)',
    set,
  },
  {
    name: 'follows-older-leader',
    sentence: 'The fence is not checked by the followers: they go on taking what a leader sends whose term is over.',
    source: 'Kleppmann 2017, chapter 8 (fencing tokens) and chapter 9 (epoch numbering and quorums)',
    set: { ...set, fencing: 'true' },
  },
]);
