/** Single-leader replication as a family: what it offers, what it is held to, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { membersAreTheNodes } from '../family.ts';
import type { StoreFamily } from '../family.ts';
import { weakerClaim } from '../machine/service-claims.ts';
import { isPeerMessage } from '../protocol/peer-protocol.ts';
import { commandCapabilities, lacksAllBut } from '../replication/offered-capabilities.ts';
import { SingleLeaderNode } from './single-leader-node.ts';

const assumed: Claim = {
  model: 'linearizable',
  basis: 'assumed',
  note:
    "The store's documentation says that a failover may lose acknowledged writes; it is judged by what an application " +
    'relies on that treats the store as one copy of the data.',
};

const oneCopy: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note: 'One node serves all clients from its own disk, and nobody ever takes over: while it is away, nothing is served.',
};

const allCopies: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note:
    'A write is acknowledged once every node has it, and who takes over serves nobody before every node follows it: while ' +
    'any node is away, no write is acknowledged.',
};

const assumedOneAtATime: Claim = {
  ...assumed,
  note:
    "The store's documentation says that one leader serves at a time, and that who takes over may lack what the last one " +
    'acknowledged; it is judged by what an application relies on that treats the store as one copy of the data.',
};

function copiesClaim({ failover, followers, fencing }: StoreConfiguration): Claim {
  if (failover === 'manual') return oneCopy;
  if (followers === 'sync') return allCopies;
  return fencing ? assumedOneAtATime : assumed;
}

export const singleLeaderFamily: StoreFamily = {
  lacks: lacksAllBut(...commandCapabilities),
  claim: (configuration, capability) => {
    const claim = copiesClaim(configuration);
    const note = `Transactions are single commands, carried out one after the other. ${claim.note}`;
    const whole = capability === 'lists' ? { ...claim, model: 'strict-serializable', note } : claim;
    return weakerClaim(configuration, capability) ?? whole;
  },
  fixedMembers: membersAreTheNodes,
  start: (host, configuration) => new SingleLeaderNode(host, configuration),
  isPeerMessage,
};
