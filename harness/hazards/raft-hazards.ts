/** Raft: what a planted bug in consensus does to clients, and the configurations that hold. */
import { everyFault, everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';

/** Elections are frequent, so that what goes wrong at a change of leader goes wrong often. */
const restless = { replication: 'raft', electionTimeoutMs: '50', heartbeatMs: '20' };

function planted(
  bug: string,
  hazard: Omit<Hazard, 'name' | 'target' | 'set' | 'mendedBy'>,
  set: Readonly<Record<string, string>> = {},
): Hazard {
  return { name: bug, ...hazard, target: 'store', set: { ...restless, ...set, bug }, mendedBy: { bug: 'none' } };
}

export const raftHazards: readonly Hazard[] = [
  planted(
    'vote-not-persisted',
    {
      title: 'two leaders in one term: a node forgot its vote and voted twice',
      explanation:
        'A vote must be on disk before it is sent. A node that restarts without remembering whom it voted for can elect a ' +
        'second leader in the same term; both append entries with the same term and index, and an acknowledged write is lost.',
      source: 'Ongaro and Ousterhout 2014, figure 2 and section 5.2',
      workload: 'set',
      workloadSet: { readPercent: '50' },
      // Two must stand before they hear of each other, and the third must forget before it hears from the one that it elected.
      wideArea: true,
      faults: ['crash-loop:one', 'crash-loop:primary'],
    },
    { electionTimeoutMs: '100', preVote: 'false' },
  ),
  planted(
    'term-not-persisted',
    {
      title: 'a node that restarts takes part in terms that are over',
      explanation:
        'The term is what makes a deposed leader powerless: followers refuse its messages because they know a newer one. A node ' +
        'that forgets the term with a restart obeys the old leader again, and votes again in terms in which it has voted.',
      source: 'Ongaro and Ousterhout 2014, figure 2',
      workload: 'set',
      faults: ['kill:all', 'kill:majority', 'partition:one', 'partition:minority'],
    },
    { preVote: 'false' },
  ),
  planted('acknowledges-before-fsync', {
    title: 'a majority acknowledged the write, and the power failure took it from all of them',
    explanation:
      'An acknowledgement is a promise that the entry survives. A follower that answers when the entry is in memory, or in the ' +
      "operating system's cache, makes it before it can keep it; when enough machines lose power at once the write is gone.",
    source: 'Ongaro and Ousterhout 2014, figure 2; Jepsen: Redis-Raft 1b3fbf6, 2020',
    workload: 'set',
    faults: ['power:all'],
  }),
  planted('leader-counts-itself-before-fsync', {
    title: 'the leader counted a copy of its own that was not on its disk',
    explanation:
      'A leader may write to its disk while the followers write to theirs, but may count itself only when its own write is ' +
      'done. Otherwise the majority that acknowledged the write is one copy short after a power failure.',
    source: "Ongaro's thesis, section 10.2.1",
    workload: 'set',
    // It shows when the leader and a follower that has not got the entry yet lose power before their disks are done.
    faults: ['disk-slow:majority', 'power:all', 'power:majority'],
  }),
  planted('checksum-ignored', {
    title: 'a disk flips a bit, and the node serves what nobody wrote',
    explanation:
      'Disks return wrong bytes now and then, and copies on other nodes do not help by themselves: the damaged node leads one day, ' +
      'and tells everybody what its disk told it. Every record needs a checksum, and whoever finds a wrong one must not go on.',
    source:
      'Ganesan, Alagappan, Arpaci-Dusseau and Arpaci-Dusseau, "Redundancy Does Not Imply Fault Tolerance", FAST 2017; ' +
      'Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018',
    workload: 'set',
    faults: ['disk-bit-flip'],
  }),
  {
    name: 'log-tail-lost',
    title: 'a disk loses the end of a log, and a node votes as if it had never acknowledged it',
    explanation:
      'A log that lost its end looks like one that was never longer: no checksum is wrong. The node forgets what it acknowledged, ' +
      'and votes for a leader that does not have it either. It takes one such disk, and no bug. Who wants to bear it must keep the ' +
      "log's length elsewhere; this store does not.",
    source: 'Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018, section 2',
    target: 'store',
    set: { ...restless, electionTimeoutMs: '150' },
    workload: 'set',
    // Who leads must go by being killed: one that lives still knows what is committed, and refuses to take it back.
    faults: ['disk-truncation', 'kill:primary'],
  },
  planted(
    'commits-old-term-by-counting',
    {
      title: 'figure 8: a committed entry of an older term is replaced',
      explanation:
        "An older term's entry that a majority holds is not safe yet: a node that lacks it, but has a later term's entry, can " +
        'still be elected and replace it. A leader that counts copies of old entries, rather than begin its term with an entry of ' +
        'its own, acts on what may yet vanish.',
      source: 'Ongaro and Ousterhout 2014, section 5.4.2 and figure 8',
      workload: 'set',
      // Leaders that are cut off in turn each leave entries of their term in a minority.
      faults: ['flapping:primary'],
    },
    { nodes: '5', electionTimeoutMs: '100', heartbeatMs: '30', preVote: 'false' },
  ),
  planted('skips-prefix-check', {
    title: 'a follower appends behind an entry that the leader does not have',
    explanation:
      "The check of the entry before the new ones is what makes two logs with a common entry equal up to it. Without it a follower's " +
      'log holds some entries of this leader and some of another, and when it leads, the acknowledged ones are missing.',
    source: 'Ongaro and Ousterhout 2014, section 5.3',
    workload: 'set',
    faults: ['kill', 'partition'],
  }),
  planted('truncates-always', {
    title: 'a late message cuts acknowledged entries off',
    explanation:
      'A follower may remove entries only where they contradict the leader. One that always cuts its log to the end of the ' +
      'message forgets, when messages overtake each other, what it has acknowledged already.',
    source: 'Ongaro and Ousterhout 2014, figure 2, receiver implementation of AppendEntries, step 3',
    workload: 'set',
    faults: ['kill', 'partition'],
  }),
  planted('votes-without-log-check', {
    title: 'a node without the acknowledged writes is elected',
    explanation:
      'A vote is given only to a candidate whose log is at least as complete as the own. Without this a node that was away ' +
      'can lead, and makes everybody forget what was acknowledged while it was.',
    source: 'Ongaro and Ousterhout 2014, section 5.4.1',
    workload: 'set',
    faults: ['kill', 'partition'],
  }),
  planted('off-by-one-quorum', {
    title: 'half of the nodes were taken for a majority',
    explanation:
      'Two majorities always share a node; two halves need not. A leader that is content with one copy fewer than a majority acknowledges ' +
      'what the next leader has never seen.',
    source: 'Ongaro and Ousterhout 2014, section 5.3',
    workload: 'set',
    faults: ['kill', 'partition'],
  }),
  planted('accepts-old-term-messages', {
    title: 'a deposed leader overwrites what its successor acknowledged',
    explanation:
      'A leader that was cut off does not know that it was deposed, and its messages arrive late. A follower that does not ' +
      'compare terms lets them replace entries of the new leader that it has acknowledged.',
    source: 'Ongaro and Ousterhout 2014, figure 2',
    workload: 'set',
    faults: ['pause', 'partition'],
  }),
  planted('takes-next-for-match', {
    title: 'the new leader believes that everybody has what it has',
    explanation:
      'What a follower should be sent next is a guess, what it is known to hold is a fact; they are kept apart for a reason. ' +
      'A new leader that takes the guess for the fact commits entries of which there is one copy.',
    source: 'Ongaro and Ousterhout 2014, figure 2',
    workload: 'set',
    faults: ['kill', 'partition'],
  }),
  planted(
    'acknowledges-own-tail',
    {
      title: 'a follower acknowledges entries that are not the leader’s',
      explanation:
        'A follower may have entries that the leader has not: of an older leader, never committed. If it acknowledges the ' +
        'end of its log, not the end of what it was sent, the leader counts copies that do not exist.',
      source: 'Ongaro and Ousterhout 2014, section 5.3',
      workload: 'set',
      faults: ['flapping'],
    },
    { entriesAtOnce: '1', preVote: 'false' },
  ),
  planted(
    'commits-past-the-match',
    {
      title: 'a follower applies entries that were never committed',
      explanation:
        "The leader's commit index speaks of the leader's log. A follower whose log is longer, with entries of an older leader, must not " +
        'apply those; if it does, its state differs from everybody else’s for ever.',
      source: 'Ongaro and Ousterhout 2014, figure 2',
      workload: 'register',
      faults: ['kill', 'partition'],
    },
    { entriesAtOnce: '1', preVote: 'false' },
  ),
  planted(
    'restores-stale-snapshot',
    {
      title: 'a snapshot that comes late sets a node back',
      explanation:
        'A snapshot is for who lacks what it covers. If one that was sent twice, or late, is taken over by a node that is ' +
        'already further, its state loses what was applied in between, and nobody sends that again.',
      source: 'Ongaro and Ousterhout 2014, section 7 and figure 13',
      workload: 'set',
      faults: ['kill', 'partition'],
    },
    { snapshotEvery: '5' },
  ),
  planted(
    'snapshot-claims-too-much',
    {
      title: 'a snapshot claims entries that were not applied',
      explanation:
        'A snapshot stands for the log up to the last entry that was applied. If it is labelled with the end of the log instead, ' +
        'the entries in between are neither in the state nor in the log.',
      source: 'Ongaro and Ousterhout 2014, section 7',
      workload: 'set',
      faults: ['kill', 'partition'],
    },
    { snapshotEvery: '5' },
  ),
  planted(
    'snapshot-drops-tail',
    {
      title: 'a snapshot that comes late takes acknowledged entries away',
      explanation:
        'A follower with a gap in its log is sent a snapshot, perhaps twice. Before it comes the gap is filled, and the follower ' +
        'acknowledges more than the snapshot has. If it then throws away its whole log, and not only what the snapshot covers, ' +
        'there is a copy less than the leader has counted.',
      source: 'Ongaro and Ousterhout 2014, extended version, section 7 and figure 13',
      workload: 'set',
      workloadSet: { readPercent: '20' },
      // One follower was away when the other acknowledged; then the leader goes, before either has the entries again.
      faults: ['kill:primary', 'flapping', 'packets:reorder'],
    },
    { heartbeatMs: '40', snapshotEvery: '5' },
  ),
  planted(
    'two-changes-at-once',
    {
      title: 'two changes of members at once: majorities that share no node',
      explanation:
        'One node more or less leaves any majority before the change and any after it a node in common; two changes need not. A ' +
        'leader that begins the second before the first is committed can leave two groups of nodes that both believe to be a majority.',
      source: "Ongaro's thesis, section 4.1",
      workload: 'set',
      faults: ['kill', 'partition'],
    },
    { nodes: '5', meddleEveryMs: '15' },
  ),
  planted(
    'changes-members-before-own-entry',
    {
      title: 'a new leader changes the members without knowing who they are',
      explanation:
        'A change that a former leader made may be in no log of the majority that elected the new one. If the new leader changes the members ' +
        'before an entry of its own term is committed, both changes can win, each with a majority of its own.',
      source: 'Ongaro, "bug in single-server membership changes", raft-dev, July 2015',
      workload: 'set',
      // The one elects a leader and is cut off before it hears of the change: the network must divide anew within a round trip.
      wideArea: true,
      longFaults: true,
      faults: ['flapping:halves'],
    },
    { nodes: '4', meddleEveryMs: '100', electionTimeoutMs: '100', heartbeatMs: '30', preVote: 'false' },
  ),
];

function sound(name: string, workload: string, set: Readonly<Record<string, string>> = {}): SoundConfiguration {
  // Leaders that change the members by themselves, and an operator who does, would undo each other's changes.
  const faults = set['meddleEveryMs'] === undefined ? everyFaultAndMembership : everyFault;
  return { name, target: 'store', set: { replication: 'raft', ...set }, workload, faults };
}

export const raftConfigurations: readonly SoundConfiguration[] = [
  sound('raft-register', 'register'),
  sound('raft-set', 'set'),
  sound('raft-lists', 'list-append'),
  sound('raft-five-nodes', 'register', { nodes: '5' }),
  sound('raft-snapshots', 'set', { snapshotEvery: '5', snapshotPieceLength: '64' }),
  // Elections are frequent, but a time-out is still longer than a round trip in the slowest world (Raft, section 5.6).
  sound('raft-restless', 'register', { electionTimeoutMs: '100', heartbeatMs: '30', snapshotEvery: '20' }),
  sound('raft-membership', 'set', { nodes: '5', meddleEveryMs: '100', snapshotEvery: '20' }),
  sound('raft-without-pre-vote', 'register', { preVote: 'false' }),
];
