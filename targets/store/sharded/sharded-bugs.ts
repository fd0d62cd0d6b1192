/** Mistakes in two-phase commit, splitting and rebalancing that real systems shipped, or that books warn of. */
import { plantBugs } from '../../contract/planted-bug.ts';

const set = { replication: 'sharded' };

export const shardedBugs = plantBugs([
  {
    name: 'two-phase-commit-forgets-prepared',
    sentence:
      'A node votes yes without having written down what it promised: after a crash its part of the commit is lost.',
    source: 'Bernstein, Hadzilacos and Goodman 1987, section 7.4 (two-phase commit: the participant’s yes record)',
    set,
  },
  {
    name: 'checkpoint-forgets-prepared',
    sentence:
      'A checkpoint has the rows that are committed, and not what was promised and is still in doubt: after a crash that ' +
      'part of the commit is lost.',
    source: 'Mohan et al., "ARIES", 1992, section 5.4 (a checkpoint has the table of transactions)',
    set: { ...set, snapshotEvery: '3' },
  },
  {
    name: 'coordinator-decides-twice',
    sentence:
      'The coordinator tells of its decision before that is durable: after a crash it presumes that it aborted, and some ' +
      'shards have committed while others abort.',
    source: 'Gray, "Notes on Data Base Operating Systems", 1978, section 5.8.3.3 (the commit record comes first)',
    set,
  },
  {
    name: 'participant-aborts-in-doubt',
    sentence:
      'A node that voted yes and hears nothing for a while aborts by itself: half of the transaction is missing.',
    source:
      'Bernstein, Hadzilacos and Goodman 1987, section 7.3 (the uncertainty period); Kleppmann, chapter 9 (heuristic decisions)',
    set,
  },
  {
    name: 'releases-locks-at-prepare',
    sentence:
      'A node lets go of its locks when it votes, not when it knows the decision: others read what is about to change.',
    source: 'Kleppmann, "Designing Data-Intensive Applications", chapter 9 (holding locks while in doubt)',
    set,
  },
  {
    name: 'read-only-participant-skips-validation',
    sentence:
      'Nodes that were only read from are not asked to vote: one that lost the transaction’s locks meanwhile, by a crash or ' +
      'because the shard moved, is not noticed.',
    source:
      'Mohan, Lindsay and Obermarck, "Transaction Management in the R* Distributed DBMS", 1986, section 3 (read-only votes)',
    set: { ...set, rebalanceEveryMs: '300' },
  },
  {
    name: 'rebalance-loses-writes',
    sentence:
      'A shard goes on serving after its rows were copied for another node: what is written until the handover is lost.',
    source: 'Kleppmann, "Designing Data-Intensive Applications", chapter 6 (rebalancing partitions)',
    set: { ...set, rebalanceEveryMs: '300' },
  },
  {
    name: 'split-forgets-half',
    sentence: 'The upper half of a shard that is split begins empty.',
    source: 'Kleppmann, "Designing Data-Intensive Applications", chapter 6 (dynamic partitioning)',
    set: { ...set, sharding: 'range', splitRows: '4' },
  },
]);
