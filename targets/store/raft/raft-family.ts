/** Raft as a family: what it offers, what it promises, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreFamily } from '../family.ts';
import { weakerClaim } from '../machine/service-claims.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { lacksAllBut } from '../replication/offered-capabilities.ts';
import { RaftNode } from './raft-node.ts';

const linearizable: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note: 'Raft: writes are acknowledged by a majority, reads are confirmed by a majority (read-index).',
};

export const raftFamily: StoreFamily = {
  lacks: lacksAllBut(
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
  ),
  claim: (configuration, capability) =>
    weakerClaim(configuration, capability) ??
    (capability === 'lists'
      ? {
          ...linearizable,
          model: 'strict-serializable',
          note: `Transactions are single commands, carried out one after the other. ${linearizable.note}`,
        }
      : linearizable),
  start: (host, configuration) => new RaftNode(host, configuration),
  isPeerMessage,
};
