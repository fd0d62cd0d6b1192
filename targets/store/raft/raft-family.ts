/** Raft as a family: what it offers, what it promises, how its nodes start. */
import type { StoreFamily } from '../family.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { lacksAllBut } from '../replication/offered-capabilities.ts';
import { raftClaim } from './read-claims.ts';
import { RaftNode } from './raft-node.ts';

export const raftFamily: StoreFamily = {
  lacks: lacksAllBut('register', 'set', 'lists', 'counter', 'queue'),
  claim: raftClaim,
  start: (host, configuration) => new RaftNode(host, configuration),
  isPeerMessage,
};
