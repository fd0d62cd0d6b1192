/** Every hazard and every configuration that holds. */
import { copiesConfigurations, copiesHazards } from './copies-hazards.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';
import { readConfigurations, readHazards } from './read-hazards.ts';
import { raftConfigurations, raftHazards } from './raft-hazards.ts';
import { serviceConfigurations, serviceHazards } from './service-hazards.ts';
import { sessionConfigurations, sessionHazards } from './session-hazards.ts';
import { shardedConfigurations, shardedHazards } from './sharded-hazards.ts';
import { singleLeaderConfigurations, singleLeaderHazards } from './single-leader-hazards.ts';
import { transactionConfigurations, transactionHazards } from './transaction-hazards.ts';

export type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

export const hazards: readonly Hazard[] = [
  ...raftHazards,
  ...readHazards,
  ...sessionHazards,
  ...singleLeaderHazards,
  ...serviceHazards,
  ...transactionHazards,
  ...shardedHazards,
  ...copiesHazards,
];

export const soundConfigurations: readonly SoundConfiguration[] = [
  ...raftConfigurations,
  ...readConfigurations,
  ...sessionConfigurations,
  ...singleLeaderConfigurations,
  ...serviceConfigurations,
  ...transactionConfigurations,
  ...shardedConfigurations,
  ...copiesConfigurations,
];
