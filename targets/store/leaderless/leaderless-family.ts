/** Leaderless replication as a family: what it offers, what it is held to, how its nodes start. */
import type { Claim } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { membersAreTheNodes } from '../family.ts';
import type { StoreFamily } from '../family.ts';
import { lacksWithConflicts } from '../versions/changes.ts';
import { convergenceMs, whereTheLastWriteWins } from '../versions/claims.ts';
import { LeaderlessNode } from './leaderless-node.ts';
import { isLeaderlessMessage } from './leaderless-protocol.ts';

/** Registers with these settings are those of Attiya, Bar-Noy and Dolev, with several writers. */
function isAtomic({ nodes, copies, readQuorum, writeQuorum, ...rest }: StoreConfiguration): boolean {
  const all = Math.min(nodes, copies);
  const meet = Math.min(readQuorum, all) + Math.min(writeQuorum, all) > all;
  return meet && !rest.sloppyQuorum && rest.readRepair === 'blocking' && rest.timestamps === 'quorum';
}

/** Only anti-entropy finds copies that no read, and no hint, will ever repair. */
function convergent(configuration: StoreConfiguration, claim: Claim): Claim {
  return configuration.antiEntropy ? { ...claim, convergenceMs } : claim;
}

const atomic: Claim = {
  model: 'linearizable',
  basis: 'documented',
  note:
    'Read quorums meet write quorums, timestamps come from a quorum, and a read returns only what a write quorum has ' +
    '(Lynch and Shvartsman 1997).',
};

const latest: Claim = {
  model: 'eventual',
  basis: 'documented',
  note: 'Copies come to hold the write with the latest timestamp; reads may flicker, even if quorums meet.',
};

const merged: Claim = {
  model: 'eventual',
  basis: 'documented',
  note: 'Concurrent additions are merged: every acknowledged one reaches all copies and stays.',
};

export const leaderlessFamily: StoreFamily = {
  lacks: lacksWithConflicts,
  claim: (configuration, capability) => {
    if (capability === 'register') return convergent(configuration, isAtomic(configuration) ? atomic : latest);
    const isLastWrite = configuration.conflicts === 'last-write-wins';
    return convergent(configuration, isLastWrite ? whereTheLastWriteWins : merged);
  },
  fixedMembers: membersAreTheNodes,
  start: (host, configuration) => new LeaderlessNode(host, configuration),
  isPeerMessage: isLeaderlessMessage,
};
