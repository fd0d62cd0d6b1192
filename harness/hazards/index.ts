/** Every hazard and every configuration that holds. */
import type { Hazard, SoundConfiguration } from './hazard.ts';
import { readConfigurations, readHazards } from './read-hazards.ts';
import { raftConfigurations, raftHazards } from './raft-hazards.ts';

export type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

export const hazards: readonly Hazard[] = [...raftHazards, ...readHazards];

export const soundConfigurations: readonly SoundConfiguration[] = [...raftConfigurations, ...readConfigurations];
