/** Multi-leader replication as a family: what it offers, what it is held to, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { membersAreTheNodes } from '../family.ts';
import type { StoreFamily } from '../family.ts';
import { lacksWithConflicts } from '../versions/changes.ts';
import { convergenceMs, whereTheLastWriteWins } from '../versions/claims.ts';
import { MultiLeaderNode } from './multi-leader-node.ts';
import { isMultiLeaderMessage } from './multi-leader-protocol.ts';

function claimOfRegisters({ timestamps }: StoreConfiguration): Claim {
  if (timestamps === 'wall') {
    return {
      model: 'eventual',
      basis: 'documented',
      note: 'All copies come to hold the write with the latest timestamp, which need not be the last: clocks err.',
      convergenceMs,
    };
  }
  return {
    model: 'causal',
    basis: 'documented',
    note: 'A change is applied after its causes, and its timestamp is later than theirs; clients stay at one node.',
    convergenceMs,
  };
}

export const multiLeaderFamily: StoreFamily = {
  lacks: (configuration, capability) =>
    configuration.timestamps === 'quorum'
      ? 'timestamps=quorum needs replication=leaderless'
      : lacksWithConflicts(configuration, capability),
  claim: (configuration, capability) => {
    if (capability === 'register') return claimOfRegisters(configuration);
    if (configuration.conflicts === 'last-write-wins') return { ...whereTheLastWriteWins, convergenceMs };
    return {
      model: 'eventual',
      basis: 'documented',
      note: 'Every acknowledged addition arrives everywhere and stays; copies that have heard the same are the same.',
      convergenceMs,
    };
  },
  fixedMembers: membersAreTheNodes,
  start: (host, configuration) => new MultiLeaderNode(host, configuration),
  isPeerMessage: isMultiLeaderMessage,
};
