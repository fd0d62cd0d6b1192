/**
 * What the simulated world is like when nothing is broken on purpose: a local network and solid-state disks, with the
 * rare lost, doubled and late messages that every network has. Milliseconds of virtual time; probabilities per message.
 */

export interface NetworkSettings {
  /** No message is faster than this. */
  readonly minDelayMs: number;
  /** Mean of the exponentially distributed delay on top. Delays are independent, so messages overtake each other. */
  readonly meanExtraDelayMs: number;
  /** Share of messages that are late by a further exponential delay with mean `meanLatenessMs`. */
  readonly lateProbability: number;
  readonly meanLatenessMs: number;
  readonly lossProbability: number;
  /** Share of messages that arrive twice, each copy with its own delay. */
  readonly duplicateProbability: number;
}

export interface DiskSettings {
  readonly minSyncMs: number;
  readonly meanExtraSyncMs: number;
  /** Share of syncs that stall for a further exponential time with mean `meanStallMs`. */
  readonly stallProbability: number;
  readonly meanStallMs: number;
}

export interface WorldSettings {
  readonly network: NetworkSettings;
  readonly disk: DiskSettings;
  /** The trial fails when the world has run this many events (deliveries, timers, syncs): a guard against loops. */
  readonly maxEvents: number;
}

export const defaultWorldSettings: WorldSettings = {
  network: {
    minDelayMs: 0.2,
    meanExtraDelayMs: 0.4,
    lateProbability: 0.01,
    meanLatenessMs: 8,
    lossProbability: 0.002,
    duplicateProbability: 0.002,
  },
  disk: { minSyncMs: 0.2, meanExtraSyncMs: 0.6, stallProbability: 0.01, meanStallMs: 15 },
  maxEvents: 50_000_000,
};
