/** Every hazard and every configuration that holds. */
import type { Hazard, SoundConfiguration } from './hazard.ts';
import { readConfigurations, readHazards } from './read-hazards.ts';
import { raftConfigurations, raftHazards } from './raft-hazards.ts';
import { serviceConfigurations, serviceHazards } from './service-hazards.ts';

export type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

export const hazards: readonly Hazard[] = [...raftHazards, ...readHazards, ...serviceHazards];

export const soundConfigurations: readonly SoundConfiguration[] = [
  ...raftConfigurations,
  ...readConfigurations,
  ...serviceConfigurations,
];
