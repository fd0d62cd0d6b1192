/** Every hazard and every configuration that holds. */
import type { Hazard, SoundConfiguration } from './hazard.ts';
import { raftConfigurations, raftHazards } from './raft-hazards.ts';
import { serviceConfigurations, serviceHazards } from './service-hazards.ts';
import { shardedConfigurations, shardedHazards } from './sharded-hazards.ts';
import { transactionConfigurations, transactionHazards } from './transaction-hazards.ts';

export type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

export const hazards: readonly Hazard[] = [...raftHazards, ...serviceHazards, ...transactionHazards, ...shardedHazards];

export const soundConfigurations: readonly SoundConfiguration[] = [
  ...raftConfigurations,
  ...serviceConfigurations,
  ...transactionConfigurations,
  ...shardedConfigurations,
];
