/** Shards and two-phase commit: what goes wrong without the second phase, planted bugs, and the configurations that hold. */
import { everyFault } from './every-fault.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';

const mended = { mendedBy: { bug: 'none' } } as const;

export const shardedHazards: readonly Hazard[] = [
  {
    name: 'two-phase-commit-crash',
    title: 'a transaction is acknowledged, and the half of it on a shard that crashed is missing',
    explanation:
      'Telling every shard to commit, without asking first, works until one of them cannot. With two phases a coordinator’s ' +
      'crash makes the shards wait, holding their locks, but never leaves half a transaction behind.',
    source: 'Gray 1978, section 5.8.3.3; Kleppmann, "Designing Data-Intensive Applications", chapter 9 (atomic commit)',
    target: 'store',
    set: { replication: 'sharded', commitProtocol: 'one-phase' },
    workload: 'list-append',
    faults: ['kill:one', 'packets:loss', 'packets:delay'],
    mendedBy: { commitProtocol: 'two-phase' },
  },
  {
    name: 'snapshots-of-shards',
    title: 'each shard has a snapshot of its own: a transaction reads two different pasts',
    explanation:
      'Snapshot isolation on every shard is not snapshot isolation. Without a timestamp that all shards agree on, a reader ' +
      'finds a transfer on one shard and not on the other.',
    source:
      'Sovran et al., "Transactional Storage for Geo-Replicated Systems", SOSP 2011, section 3; Jepsen, "YugaByte DB 1.1.9", 2019',
    target: 'store',
    set: { replication: 'sharded', isolation: 'snapshot' },
    workload: 'bank',
    faults: [],
    model: 'snapshot-isolation',
    mendedBy: { isolation: 'two-phase-locking' },
  },
  {
    ...mended,
    name: 'two-phase-commit-forgets-prepared',
    title: 'a shard that voted yes restarts and knows of nothing',
    explanation:
      'A yes vote is a promise to be able to commit, whatever happens. If it was not on disk, a restart between vote and ' +
      'decision loses this shard’s half of a transaction that the others commit.',
    source: 'Bernstein, Hadzilacos and Goodman 1987, section 7.4',
    target: 'store',
    set: { replication: 'sharded', bug: 'two-phase-commit-forgets-prepared' },
    workload: 'list-append',
    faults: ['kill'],
  },
  {
    ...mended,
    name: 'checkpoint-forgets-prepared',
    title: 'a log is cut, and with it what a shard had promised',
    explanation:
      'A checkpoint lets the log before it go. What a shard has voted for and does not know the outcome of is not among its ' +
      'rows yet: unless the checkpoint carries it along, the promise is gone at the next restart.',
    source: 'Mohan et al. 1992, section 5.4',
    target: 'store',
    set: { replication: 'sharded', snapshotEvery: '3', bug: 'checkpoint-forgets-prepared' },
    workload: 'list-append',
    faults: ['kill'],
  },
  {
    ...mended,
    name: 'coordinator-decides-twice',
    title: 'a coordinator tells of a commit, crashes, and presumes an abort',
    explanation:
      'What the coordinator has told anybody it must never forget. If the decision was not on disk, some shards commit, and those ' +
      'that ask after the restart are told to abort.',
    source: 'Gray 1978, section 5.8.3.3',
    target: 'store',
    set: { replication: 'sharded', bug: 'coordinator-decides-twice' },
    workload: 'list-append',
    faults: ['kill:one', 'packets:loss'],
  },
  {
    ...mended,
    name: 'participant-aborts-in-doubt',
    title: 'a shard tires of waiting for the decision and aborts by itself',
    explanation:
      'Between vote and decision a shard is in doubt, and must wait with its locks held. One that gives up aborts what the ' +
      'others may have committed.',
    source: 'Bernstein, Hadzilacos and Goodman 1987, section 7.3',
    target: 'store',
    set: { replication: 'sharded', bug: 'participant-aborts-in-doubt' },
    workload: 'list-append',
    faults: ['packets:loss', 'partition:one', 'partition:primary'],
  },
  {
    ...mended,
    name: 'releases-locks-at-prepare',
    title: 'locks are let go with the vote, before the decision is known',
    explanation:
      'Between vote and commit a row still shows its old value. Whoever may lock it then computes from what is about to ' +
      'change.',
    source: 'Kleppmann, chapter 9 (holding locks while in doubt)',
    target: 'store',
    set: { replication: 'sharded', bug: 'releases-locks-at-prepare' },
    workload: 'lost-update',
    faults: [],
  },
  {
    ...mended,
    name: 'read-only-participant-skips-validation',
    title: 'a shard that was only read is not asked, and has lost the locks',
    explanation:
      'The vote also says that what was read has stayed locked until now. A shard that crashed or moved in between has let ' +
      'others write it; if nobody asks, nobody knows.',
    source: 'Mohan, Lindsay and Obermarck 1986, section 3',
    target: 'store',
    set: {
      replication: 'sharded',
      rebalanceEveryMs: '100',
      transactionTimeoutMs: '100',
      bug: 'read-only-participant-skips-validation',
    },
    workload: 'list-append',
    faults: ['kill'],
  },
  {
    ...mended,
    name: 'rebalance-loses-writes',
    title: 'a shard moves, and what was written during the move stays behind',
    explanation:
      'Rows are copied to their new node while the old one still serves. Unless it stops, or the changes follow, everything ' +
      'acknowledged after the copy was made is lost.',
    source: 'Kleppmann, "Designing Data-Intensive Applications", chapter 6 (rebalancing partitions)',
    target: 'store',
    set: { replication: 'sharded', rebalanceEveryMs: '100', bug: 'rebalance-loses-writes' },
    workload: 'list-append',
    faults: [],
  },
  {
    ...mended,
    name: 'split-forgets-half',
    title: 'a shard is split, and its upper half begins empty',
    explanation: 'Splitting a range must carry every row to one side or the other.',
    source: 'Kleppmann, "Designing Data-Intensive Applications", chapter 6 (dynamic partitioning)',
    target: 'store',
    set: { replication: 'sharded', sharding: 'range', splitRows: '4', bug: 'split-forgets-half' },
    workload: 'list-append',
    faults: [],
  },
];

const short = { replication: 'sharded', snapshotEvery: '10' };
const moving = { replication: 'sharded', rebalanceEveryMs: '300' };
const splitting = { ...moving, sharding: 'range', splitRows: '8' };

function sound(
  name: string,
  set: Readonly<Record<string, string>>,
  workload: string,
  workloadSet: Readonly<Record<string, string>> = {},
): SoundConfiguration {
  return { name: `sharded-${name}`, target: 'store', set, workload, workloadSet, faults: everyFault };
}

export const shardedConfigurations: readonly SoundConfiguration[] = [
  sound('list-append', { replication: 'sharded' }, 'list-append'),
  sound('checkpoints-list-append', short, 'list-append'),
  sound('checkpoints-moving', { ...short, rebalanceEveryMs: '300', sharding: 'range', splitRows: '8' }, 'list-append'),
  sound('moving-list-append', moving, 'list-append'),
  sound('splitting-list-append', splitting, 'list-append'),
  sound('splitting-closed-predicate', splitting, 'closed-predicate'),
  sound('moving-adya', moving, 'adya'),
  sound('local-index', { ...splitting, index: 'local' }, 'closed-predicate'),
  sound('global-index', { ...splitting, index: 'global' }, 'closed-predicate'),
  sound('global-index-adya', { ...moving, index: 'global' }, 'adya'),
  sound('global-index-read-committed', { ...moving, index: 'global', isolation: 'read-committed' }, 'closed-predicate'),
  // Deadlocks across shards end by time: with the usual times and accounts many trials are over before any transfer succeeds.
  sound('moving-bank', { ...moving, transactionTimeoutMs: '250' }, 'bank', { accounts: '5' }),
  sound('serial', { ...moving, isolation: 'serial' }, 'rw-register'),
  sound('repeatable-read', { ...moving, isolation: 'repeatable-read' }, 'list-append'),
  sound('snapshot', { ...moving, isolation: 'snapshot' }, 'list-append'),
  sound('read-committed', { ...moving, isolation: 'read-committed' }, 'list-append'),
  sound('read-uncommitted', { ...moving, isolation: 'read-uncommitted' }, 'list-append'),
];
