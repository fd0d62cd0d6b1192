/** Raft as a family: what it offers, what it promises, how its nodes start. */
import type { CapabilityName } from '../../contract/client.ts';
import type { StoreFamily } from '../family.ts';
import { weakerClaim } from '../machine/service-claims.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { commandCapabilities, lacksAllBut } from '../replication/offered-capabilities.ts';
import { raftClaim } from './read-claims.ts';
import { isolationClaim } from '../transactions/isolation-level.ts';
import { lacksTransactions } from '../transactions/offered-transactions.ts';
import { RaftNode } from './raft-node.ts';

const offered = lacksAllBut(...commandCapabilities, 'transactions', 'rows');

const offeredWithLocalReads: ReadonlySet<CapabilityName> = new Set(['register', 'set', 'lists', 'counter', 'queue']);

export const raftFamily: StoreFamily = {
  lacks: (configuration, capability) =>
    configuration.reads === 'local' && !offeredWithLocalReads.has(capability)
      ? `the store does not offer ${capability} with reads=local: its reads must not be stale`
      : (offered(configuration, capability) ?? lacksTransactions(configuration, capability)),
  claim: (configuration, capability) => {
    if (capability === 'lists' || capability === 'transactions' || capability === 'rows') {
      return isolationClaim(configuration.isolation);
    }
    return weakerClaim(configuration, capability) ?? raftClaim(configuration, capability);
  },
  fixedMembers: ({ meddleEveryMs }) =>
    meddleEveryMs === 0 ? null : 'with meddleEveryMs the leaders change the members by themselves',
  start: (host, configuration) => new RaftNode(host, configuration),
  isPeerMessage,
};
