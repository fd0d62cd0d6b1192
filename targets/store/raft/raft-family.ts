/** Raft as a family: what it offers, what it promises, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreFamily } from '../family.ts';
import { weakerClaim } from '../machine/service-claims.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { lacksAllBut } from '../replication/offered-capabilities.ts';
import { isolationClaim } from '../transactions/isolation-level.ts';
import { lacksTransactions } from '../transactions/offered-transactions.ts';
import { RaftNode } from './raft-node.ts';

const linearizable: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note: 'Raft: writes are acknowledged by a majority, reads are confirmed by a majority (read-index).',
};

export const raftFamily: StoreFamily = {
  lacks: (configuration, capability) =>
    lacksAllBut(
      'register',
      'set',
      'lists',
      'counter',
      'queue',
      'lock',
      'fencing',
      'log',
      'effects',
      'names',
      'ids',
      'transactions',
      'rows',
    )(configuration, capability) ?? lacksTransactions(configuration, capability),
  claim: (configuration, capability) => {
    if (capability === 'lists' || capability === 'transactions' || capability === 'rows') {
      return isolationClaim(configuration.isolation);
    }
    return weakerClaim(configuration, capability) ?? linearizable;
  },
  start: (host, configuration) => new RaftNode(host, configuration),
  isPeerMessage,
};
