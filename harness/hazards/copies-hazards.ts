/**
 * Several nodes that accept writes: what conflicts, clocks and quorums do to clients, with and without planted bugs, and the
 * configurations that hold. Weak configurations are judged against what an application would like to rely on.
 */
import { everyFault, everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';

const multiLeader = { target: 'store', set: { replication: 'multi-leader' } } as const;
const leaderless = { target: 'store', set: { replication: 'leaderless' } } as const;
const sets = { conflicts: 'crdt' } as const;
/** So that a short trial writes tables and merges them. */
const smallTables = { memoryEntries: '4' } as const;
const atomicRegisters = { timestamps: 'quorum', readRepair: 'blocking' } as const;
/** Marks of deleted registers are dropped within a short trial. */
const collected = { tombstoneGraceMs: '3000' } as const;
const deletes = { deletePercent: '40' } as const;
const mendedBug = { bug: 'none' } as const;

const weakConfigurations: readonly Hazard[] = [
  {
    name: 'lww-clock-skew',
    title: 'an acknowledged write vanishes because a clock had run ahead',
    explanation:
      'Where the last write wins, last means: with the latest timestamp. A node whose clock is a few seconds fast writes ' +
      'values that no other node can overwrite until time has caught up: their writes are acknowledged, and dropped.',
    source: 'Jepsen: Cassandra, 2013; Kleppmann, DDIA, chapter 8, "Timestamps for ordering events"',
    target: 'store',
    set: { ...multiLeader.set, timestamps: 'wall' },
    workload: 'session-guarantees',
    faults: ['clock'],
    model: 'causal',
    mendedBy: { timestamps: 'hybrid' },
  },
  {
    name: 'lww-quorum-clock-skew',
    title: 'a quorum acknowledged the write, and every later read returns an older value',
    explanation:
      'Quorums decide how many copies hear of a write, not which write is later: timestamps of the coordinators do. A ' +
      'coordinator whose clock is behind has its writes accepted by a quorum and hidden by older ones.',
    source: 'Kingsbury, "The trouble with timestamps", 2013; Jepsen: Cassandra, 2013',
    target: 'store',
    set: { ...leaderless.set, readRepair: 'blocking', timestamps: 'wall' },
    workload: 'register',
    faults: ['clock'],
    model: 'linearizable',
    mendedBy: { timestamps: 'quorum' },
  },
  {
    name: 'lww-lost-additions',
    title: 'two people add to one shopping cart, and one of the items is gone',
    explanation:
      'A set that is read, changed and written back as a whole keeps only the later of two concurrent writes. Both were ' +
      'acknowledged; the other addition is dropped without a trace.',
    source: 'DeCandia et al. 2007 (Dynamo), section 4.4; Kleppmann, DDIA, chapter 5, "Detecting concurrent writes"',
    target: 'store',
    set: { ...multiLeader.set, conflicts: 'last-write-wins' },
    workload: 'set',
    faults: [],
    mendedBy: { conflicts: 'siblings' },
  },
  {
    name: 'lww-lost-increments',
    title: 'increments of a counter overwrite each other',
    explanation:
      'Each node reads the number, adds, and writes it back with a timestamp. Of increments made at the same time at ' +
      'different nodes, one stays. A counter that merges keeps a sum for each node instead.',
    source: 'Shapiro et al. 2011, section 3.1; Kleppmann, DDIA, chapter 5, "Automatic conflict resolution"',
    target: 'store',
    set: { ...leaderless.set, conflicts: 'last-write-wins' },
    workload: 'counter-bounds',
    faults: [],
    mendedBy: { conflicts: 'crdt' },
  },
  {
    name: 'quorum-reads-flicker',
    title: 'read quorums meet write quorums, and still a value appears, disappears and appears again',
    explanation:
      'While a write is on its way to the copies, one read may meet a copy that has it, and the next read only copies ' +
      'that do not; a write that reached too few copies makes that last. w + r > n does not make a register linearizable: a read must also write back what it returns.',
    source: 'Kleppmann, DDIA, chapter 9, "Linearizability and quorums", figure 9-6; Lynch and Shvartsman 1997',
    target: 'store',
    set: { ...leaderless.set, timestamps: 'quorum', readRepair: 'none', hintedHandoff: 'false', antiEntropy: 'false' },
    workload: 'register',
    workloadSet: { keys: '10' },
    faults: ['packets:loss', 'packets:delay'],
    model: 'linearizable',
    mendedBy: { readRepair: 'blocking' },
  },
  {
    name: 'stale-read-quorum',
    title: 'read and write quorums do not meet: a read misses what was acknowledged before it',
    explanation:
      'With w + r <= n a read may ask only copies that the write has not reached. Fast, and often enough wrong to be ' +
      'noticed: one adds an item, reloads, and does not see it.',
    source: 'Gifford 1979, section 2; Bailis et al., "Probabilistically Bounded Staleness", 2012',
    target: 'store',
    set: { ...leaderless.set, ...sets, readQuorum: '1' },
    workload: 'set',
    faults: ['partition', 'pause'],
    model: 'linearizable',
    mendedBy: { readQuorum: '2' },
  },
  {
    name: 'sloppy-quorum',
    title: 'a write acknowledged by stand-ins cannot be seen until the partition is over',
    explanation:
      'When the nodes that keep a key cannot be reached, others take the write in their place. It is durable, but no read ' +
      'of the real copies meets it until the hints are handed off: a sloppy quorum is no quorum.',
    source:
      'DeCandia et al. 2007 (Dynamo), section 4.6; Kleppmann, DDIA, chapter 5, "Sloppy quorums and hinted handoff"',
    target: 'store',
    set: { ...leaderless.set, ...sets, nodes: '5', sloppyQuorum: 'true' },
    workload: 'set',
    faults: ['partition'],
    model: 'linearizable',
    mendedBy: { sloppyQuorum: 'false' },
  },
];

const plantedBugs: readonly Hazard[] = [
  {
    name: 'copy-acknowledged-before-fsync',
    title: 'an acknowledged addition is gone after a loss of power',
    explanation:
      'The node acknowledges a change that is only in the memory of its operating system. A crash before the change is on ' +
      'disk takes it back, and nobody else has it yet.',
    source: 'Pillai et al., OSDI 2014; Jepsen: Elasticsearch 1.5.0, 2015',
    target: 'store',
    set: { ...multiLeader.set, ...sets, bug: 'copy-acknowledged-before-fsync' },
    workload: 'set',
    faults: ['power'],
    mendedBy: mendedBug,
  },
  {
    name: 'clock-ordered-writes',
    title: 'concurrent versions that should stay side by side are ordered by clocks',
    explanation:
      'The documentation promises that concurrent versions are kept as siblings. The code compares timestamps and keeps ' +
      'the latest, so that concurrent additions are lost.',
    source: 'Jepsen: Riak, 2013 (last write wins); Kleppmann, DDIA, chapter 5',
    target: 'store',
    set: { ...multiLeader.set, conflicts: 'siblings', bug: 'clock-ordered-writes' },
    workload: 'set',
    faults: [],
    mendedBy: mendedBug,
  },
  {
    name: 'dot-reused-after-restart',
    title: 'a restarted node counts from one again, and its new writes pass for old ones',
    explanation:
      'A dot names a write by node and number. A node that forgets its counter gives a new write the name of an old one, ' +
      'which copies know to be replaced: they drop the new write as obsolete.',
    source: 'Riak KV 2.1, per-key actor epochs; Preguiça et al., "Dotted Version Vectors", 2010',
    target: 'store',
    set: { ...leaderless.set, conflicts: 'siblings', bug: 'dot-reused-after-restart' },
    workload: 'set',
    faults: ['kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'counter-merged-by-maximum',
    title: 'of increments made at two nodes only the larger sum stays',
    explanation:
      'A counter is merged as if it were one number, by keeping the maximum. What two nodes counted at the same time is ' +
      'counted once.',
    source: 'Shapiro et al. 2011, section 3.1: why a counter needs a vector',
    target: 'store',
    set: { ...multiLeader.set, ...sets, bug: 'counter-merged-by-maximum' },
    workload: 'counter-bounds',
    faults: [],
    mendedBy: mendedBug,
  },
  {
    name: 'counter-merge-adds',
    title: 'the counter shows more than anybody added',
    explanation:
      'Merging two copies adds what each node had counted instead of keeping the larger of the two: whatever arrives ' +
      'again is counted again. Merging must be idempotent.',
    source: 'Shapiro et al. 2011; CASSANDRA-4775 (counters that overcount)',
    target: 'store',
    set: { ...multiLeader.set, ...sets, bug: 'counter-merge-adds' },
    workload: 'counter-bounds',
    faults: [],
    mendedBy: mendedBug,
  },
  {
    name: 'replicated-before-fsync',
    title: 'a crash makes a node give a number twice, and its peers ignore the second change',
    explanation:
      'A change is sent to the others before it is on the own disk. The node crashes, forgets it and gives its number to ' +
      'another change; the others have that number already and never take the new one. The copies differ for ever.',
    source: 'MySQL manual, sync_binlog; Pillai et al., OSDI 2014',
    target: 'store',
    set: { ...multiLeader.set, ...sets, bug: 'replicated-before-fsync' },
    workload: 'set',
    faults: ['power'],
    mendedBy: mendedBug,
  },
  {
    name: 'retransmission-forgotten',
    title: 'what was sent during the partition never arrives',
    explanation:
      'Replication counts a change as delivered once it was sent. What the network loses is never sent again, and the ' +
      'copies differ for ever.',
    source: 'Demers et al. 1987, section 1.2',
    target: 'store',
    set: { ...multiLeader.set, ...sets, bug: 'retransmission-forgotten' },
    workload: 'set',
    faults: ['partition'],
    mendedBy: mendedBug,
  },
  {
    name: 'causes-not-awaited',
    title: 'the answer is shown before the question',
    explanation:
      'A change is applied as soon as it arrives. One that was made because of another, at a third node, may come first; ' +
      'whoever reads both sees the effect and then not its cause.',
    source: 'Lloyd et al. 2011 (COPS); Kleppmann, DDIA, chapter 5, "Consistent prefix reads"',
    target: 'store',
    set: { ...multiLeader.set, timestamps: 'hybrid', heartbeatMs: '1000', bug: 'causes-not-awaited' },
    workload: 'session-guarantees',
    faults: ['partition', 'kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'write-quorum-one-short',
    title: 'a write is acknowledged by one copy too few',
    explanation:
      'The count of copies includes one that has not answered. A read quorum need not meet the write any more, and a read ' +
      'misses what was acknowledged before it began.',
    source: 'Gifford 1979, section 2: r + w > n',
    target: 'store',
    set: { ...leaderless.set, ...sets, bug: 'write-quorum-one-short' },
    workload: 'set',
    faults: ['partition', 'kill'],
    model: 'linearizable',
    mendedBy: mendedBug,
  },
  {
    name: 'hint-lost',
    title: 'a stand-in throws the hint away before the node it is for has it',
    explanation:
      'A node keeps writes for one that cannot be reached and deletes each when it has sent it once. The other is still ' +
      'out of reach, and the only copy of an acknowledged write is gone.',
    source: 'DeCandia et al. 2007 (Dynamo), section 4.6',
    target: 'store',
    set: { ...leaderless.set, ...sets, copies: '1', writeQuorum: '1', sloppyQuorum: 'true', bug: 'hint-lost' },
    workload: 'set',
    faults: ['partition', 'kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'read-repair-writes-stale',
    title: 'reading brings an old value back',
    explanation:
      'A read finds copies that differ and repairs them with an outdated answer, written anew with a new timestamp. From ' +
      'then on the old value is the latest.',
    source: 'DeCandia et al. 2007 (Dynamo), section 5; Kleppmann, DDIA, chapter 5, "Read repair and anti-entropy"',
    target: 'store',
    set: { ...leaderless.set, timestamps: 'quorum', readRepair: 'blocking', bug: 'read-repair-writes-stale' },
    workload: 'register',
    faults: ['partition', 'kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'anti-entropy-skips-range',
    title: 'some keys are never repaired, and their copies differ for ever',
    explanation:
      'Two nodes compare their Merkle trees and stop one branch early. What fell into that range while a node was away ' +
      'never reaches it.',
    source: 'DeCandia et al. 2007 (Dynamo), section 4.7; Demers et al. 1987',
    target: 'store',
    set: { ...leaderless.set, readRepair: 'none', hintedHandoff: 'false', bug: 'anti-entropy-skips-range' },
    workload: 'session-guarantees',
    workloadSet: { keys: '60' },
    faults: ['partition', 'kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'resurrected-deletes',
    title: 'what was deleted is there again',
    explanation:
      'A delete leaves a mark behind, or else a copy that missed it would take its old value for new. Marks are dropped after a ' +
      'while. Here nobody asks whether every copy has it: one that was away comes back with the old value, and repairs the others with it.',
    source: 'Cassandra manual, "Tombstones" (zombies, gc_grace_seconds)',
    target: 'store',
    set: { ...leaderless.set, ...atomicRegisters, tombstoneGraceMs: '1000', bug: 'resurrected-deletes' },
    workload: 'register',
    workloadSet: { ...deletes, keys: '40' },
    faults: ['partition', 'kill'],
    mendedBy: mendedBug,
  },
  {
    name: 'compaction-drops-tombstone',
    title: 'merging two files on disk brings a deleted value back',
    explanation:
      'A log-structured tree notes that a key was removed, because older tables still have it. When tables are merged, the note ' +
      'is dropped too early: the next read goes on to an older table and finds the value.',
    source: 'O’Neil et al. 1996; LevelDB, "Implementation": a marker goes only if no deeper level has the key',
    target: 'store',
    set: { ...leaderless.set, ...atomicRegisters, ...collected, ...smallTables, bug: 'compaction-drops-tombstone' },
    workload: 'register',
    workloadSet: deletes,
    faults: [],
    mendedBy: mendedBug,
  },
  {
    name: 'manifest-before-tables',
    title: 'a loss of power takes the table and the log from which it was made',
    explanation:
      'A log-structured tree writes its memory to a table, names the table in its manifest and removes the log. If nobody has ' +
      'waited until the table is on the disk, a loss of power leaves a manifest that names what is not there.',
    source: 'Pillai et al., OSDI 2014, section 4.3 (LevelDB)',
    target: 'store',
    set: { ...leaderless.set, ...atomicRegisters, ...smallTables, bug: 'manifest-before-tables' },
    workload: 'register',
    faults: ['power'],
    // The node refuses to start.
    stalls: true,
    mendedBy: mendedBug,
  },
];

export const copiesHazards: readonly Hazard[] = [...weakConfigurations, ...plantedBugs];

interface Sound extends Omit<SoundConfiguration, 'target' | 'faults'> {
  readonly faults?: readonly string[];
}

const sound: readonly Sound[] = [
  {
    name: 'multi-leader-causal-registers',
    set: { ...multiLeader.set, timestamps: 'hybrid' },
    workload: 'session-guarantees',
  },
  { name: 'multi-leader-registers', set: multiLeader.set, workload: 'session-guarantees' },
  { name: 'multi-leader-siblings', set: { ...multiLeader.set, conflicts: 'siblings' }, workload: 'set' },
  { name: 'multi-leader-set', set: { ...multiLeader.set, ...sets }, workload: 'set' },
  { name: 'multi-leader-counter', set: { ...multiLeader.set, ...sets, nodes: '5' }, workload: 'counter-bounds' },
  { name: 'leaderless-registers', set: leaderless.set, workload: 'session-guarantees' },
  {
    name: 'leaderless-atomic-registers',
    set: { ...leaderless.set, timestamps: 'quorum', readRepair: 'blocking' },
    workload: 'register',
  },
  {
    name: 'leaderless-registers-in-tables',
    set: { ...leaderless.set, ...atomicRegisters, ...smallTables },
    workload: 'register',
  },
  {
    name: 'leaderless-deletes',
    set: { ...leaderless.set, ...atomicRegisters, ...collected, ...smallTables },
    workload: 'register',
    workloadSet: deletes,
  },
  {
    name: 'leaderless-deletes-three-of-five',
    set: { ...leaderless.set, ...atomicRegisters, ...collected, ...smallTables, nodes: '5' },
    workload: 'register',
    workloadSet: { ...deletes, keys: '40' },
  },
  {
    name: 'raft-deletes',
    set: {},
    workload: 'register',
    workloadSet: deletes,
    faults: everyFaultAndMembership,
  },
  { name: 'multi-leader-set-in-tables', set: { ...multiLeader.set, ...sets, ...smallTables }, workload: 'set' },
  { name: 'leaderless-siblings', set: { ...leaderless.set, conflicts: 'siblings' }, workload: 'set' },
  // A read meets every addition acknowledged before it; that is all that is asked of a set.
  { name: 'leaderless-set', set: { ...leaderless.set, ...sets }, workload: 'set', model: 'linearizable' },
  { name: 'leaderless-counter', set: { ...leaderless.set, ...sets }, workload: 'counter-bounds' },
  {
    name: 'leaderless-sloppy-set',
    set: { ...leaderless.set, ...sets, nodes: '5', sloppyQuorum: 'true' },
    workload: 'set',
  },
  {
    name: 'leaderless-five-of-nine',
    set: { ...leaderless.set, conflicts: 'siblings', nodes: '9', copies: '5', writeQuorum: '3', readQuorum: '3' },
    workload: 'set',
  },
];

export const copiesConfigurations: readonly SoundConfiguration[] = sound.map((one) => ({
  target: 'store',
  faults: everyFault,
  ...one,
}));
