/** Replication by a single leader: what a failover does to it, and the configurations that hold. */
import { everyFault } from './every-fault.ts';
import type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

const singleLeader = (
  set: Readonly<Record<string, string>>,
  workload: string,
  faults: readonly string[],
): Pick<Situation, 'target' | 'set' | 'workload' | 'faults'> => ({
  target: 'store',
  set: { replication: 'single-leader', ...set },
  workload,
  faults,
});

const kleppmann = 'Kleppmann 2017 (Designing Data-Intensive Applications), chapter 5, handling node outages';

export const singleLeaderHazards: readonly Hazard[] = [
  {
    name: 'failover-loses-writes',
    title: 'a follower takes over that never got the last acknowledged writes',
    explanation:
      'The leader acknowledges what is on its own disk and feeds its followers in the background. If it is cut off or dies, one of ' +
      'them takes over with what it has; when the old leader comes back, it throws away what the new one lacks.',
    source: `${kleppmann}; GitHub 2012 (primary keys used twice after a failover)`,
    ...singleLeader({}, 'set', ['partition:primary', 'kill:primary']),
    mendedBy: { followers: 'sync' },
  },
  {
    name: 'split-brain',
    title: 'two leaders at once, and both serve',
    explanation:
      'A leader that is cut off does not notice that another has taken over. Both serve clients, each from its own state: here both ' +
      'grant the same lock, as both would sell the same seat. When the network heals, what one of them did is gone. A fence keeps them ' +
      'from serving at the same time; that the lock is not granted twice after a failover takes followers that have every grant.',
    source: `${kleppmann}; Bailis and Kingsbury 2014 (The network is reliable)`,
    ...singleLeader({}, 'lock', ['partition:primary']),
    workloadSet: { locks: '1' },
    mendedBy: { followers: 'sync', fencing: 'true' },
  },
  {
    name: 'semi-sync-failover-loses-writes',
    title: 'one follower had the write, another took over',
    explanation:
      'A write is acknowledged once one follower has it, too. That protects against the loss of the leader only if that very ' +
      'follower takes over. Here it is the one that first loses its patience.',
    source: `${kleppmann}; MySQL 8.0 reference manual, semisynchronous replication`,
    ...singleLeader({ followers: 'semi-sync' }, 'set', ['partition', 'kill']),
    mendedBy: { followers: 'sync' },
  },
  {
    name: 'acknowledges-before-followers',
    title: 'synchronous in name only: the acknowledgement does not wait for the followers',
    explanation:
      'The configuration says that every follower has a write before it is acknowledged, the code does not wait for them. Nobody ' +
      'notices before the first failover, which loses what the followers had not got.',
    source: kleppmann,
    ...singleLeader({ followers: 'sync', bug: 'acknowledges-before-followers' }, 'set', [
      'partition:primary',
      'partition',
    ]),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'follower-acknowledges-unsynced',
    title: 'the copy that was counted on was in memory only',
    explanation:
      'A write is acknowledged once every follower says that it has it. A follower that says so when it has received the write, and has ' +
      'not written it to its disk, loses it with its power; if it then takes over before the others are back, the write is gone for good.',
    source: 'PostgreSQL documentation, synchronous_commit (remote_write); MySQL 8.0 reference manual, sync_relay_log',
    ...singleLeader({ followers: 'sync', bug: 'follower-acknowledges-unsynced' }, 'set', ['power', 'power:all']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'leads-before-catching-up',
    title: 'a new leader answers before it knows what was acknowledged',
    explanation:
      'A follower that takes over has every acknowledged write in its log, but does not know yet which of them are: it must hear ' +
      'from all the others first. If it answers reads before, the last writes are missing.',
    source: kleppmann,
    ...singleLeader({ followers: 'sync', bug: 'leads-before-catching-up' }, 'register', [
      'partition:primary',
      'kill:primary',
    ]),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'fails-what-may-survive',
    title: 'a write that was refused for certain, and took effect',
    explanation:
      'A leader that steps down has open writes in its log, which followers may have got. It may only say that it does not know; if ' +
      'it says that they failed, clients do them again, and others see what never should have been.',
    source: 'Kingsbury, Jepsen: MongoDB 2.4.3 and etcd (definite errors for writes that took effect)',
    ...singleLeader({ followers: 'sync', bug: 'fails-what-may-survive' }, 'set', ['partition']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'follows-older-leader',
    title: 'a deposed leader’s messages arrive late, and are obeyed',
    explanation:
      'Every leader has a number, and whoever follows the newer one must refuse the older. A follower that does not look puts back what an ' +
      'older leader sent: entries of the new one, which it has acknowledged, are thrown away.',
    source: 'Kleppmann 2017, chapters 8 and 9 (fencing tokens, epoch numbers)',
    // What the old leader sent must arrive after the new one's entry was acknowledged by all, and its receiver must lead next.
    // With a shorter election timeout nobody is ever elected in some of the slower worlds.
    ...singleLeader(
      { followers: 'sync', fencing: 'true', electionTimeoutMs: '80', heartbeatMs: '10', bug: 'follows-older-leader' },
      'set',
      ['packets:reorder', 'restart:primary', 'kill:primary'],
    ),
    mendedBy: { bug: 'none' },
  },
];

export const singleLeaderConfigurations: readonly SoundConfiguration[] = [
  { name: 'single-leader-sync', ...singleLeader({ followers: 'sync' }, 'register', everyFault) },
  { name: 'single-leader-fenced', ...singleLeader({ followers: 'sync', fencing: 'true' }, 'register', everyFault) },
  { name: 'single-leader-fenced-locks', ...singleLeader({ followers: 'sync', fencing: 'true' }, 'lock', everyFault) },
  { name: 'single-leader-manual', ...singleLeader({ failover: 'manual' }, 'register', everyFault) },
];
