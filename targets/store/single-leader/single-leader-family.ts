/** Single-leader replication as a family: what it offers, what it is held to, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreFamily } from '../family.ts';
import { weakerClaim } from '../machine/service-claims.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { lacksAllBut } from '../replication/offered-capabilities.ts';
import { SingleLeaderNode } from './single-leader-node.ts';

const assumed: Claim = {
  model: 'linearizable',
  basis: 'assumed',
  note:
    "The store's documentation says that a failover may lose acknowledged writes; it is judged by what an application " +
    'relies on that treats the store as one copy of the data.',
};

export const singleLeaderFamily: StoreFamily = {
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
          ...assumed,
          model: 'strict-serializable',
          note: `Transactions are single commands, carried out one after the other. ${assumed.note}`,
        }
      : assumed),
  start: (host, configuration) => new SingleLeaderNode(host, configuration),
  isPeerMessage,
};
