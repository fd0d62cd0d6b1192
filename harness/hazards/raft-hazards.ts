/** Raft: what a planted bug in consensus does to clients, and the configurations that hold. */
import type { Hazard, SoundConfiguration } from './hazard.ts';

const everyFault = ['partition', 'pause', 'kill', 'clock'];

export const raftHazards: readonly Hazard[] = [
  {
    name: 'vote-not-persisted',
    title: 'two leaders in one term: a node forgot its vote and voted twice',
    explanation:
      'A vote must be on disk before it is sent. A node that restarts without remembering whom it voted for can elect a ' +
      'second leader in the same term; both append entries with the same term and index, and an acknowledged write is lost.',
    source: 'Ongaro and Ousterhout 2014, figure 2 and section 5.2',
    target: 'store',
    set: { replication: 'raft', bug: 'vote-not-persisted' },
    workload: 'register',
    faults: ['kill', 'partition'],
    mendedBy: { bug: 'none' },
  },
];

export const raftConfigurations: readonly SoundConfiguration[] = [
  { name: 'raft-register', target: 'store', set: { replication: 'raft' }, workload: 'register', faults: everyFault },
];
