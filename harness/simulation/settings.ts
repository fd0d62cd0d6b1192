/**
 * What the simulated world is like when nothing is broken on purpose: a local network and solid-state disks, with the
 * rare lost, doubled and late messages that every network has. Milliseconds of virtual time; probabilities per message.
 * Plain data, so that a trial's plan can hold it and replay from it.
 */

/** One direction of one link. */
export interface LinkSettings {
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
  /** No message overtakes another, as on one TCP connection. */
  readonly inOrder: boolean;
  /** Messages queue for this bandwidth, and are lost when the queue is full. Null: as much as is sent. */
  readonly bytesPerSecond: number | null;
}

export interface NetworkSettings extends LinkSettings {
  /**
   * Each direction of each link has delays longer by a factor of its own, drawn from 1 to this: links differ, and there and
   * back differ. 1: all are alike.
   */
  readonly maxDelayFactor: number;
}

export interface DiskSettings {
  readonly minSyncMs: number;
  readonly meanExtraSyncMs: number;
  /** Share of syncs that stall for a further exponential time with mean `meanStallMs`. */
  readonly stallProbability: number;
  readonly meanStallMs: number;
}

export interface ProcessorSettings {
  /** What handling one event (a message, a timer, a finished sync) costs a node; others wait meanwhile. 0: nothing. */
  readonly eventMs: number;
}

export interface WorldSettings {
  readonly network: NetworkSettings;
  readonly disk: DiskSettings;
  readonly processor: ProcessorSettings;
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
    inOrder: false,
    bytesPerSecond: null,
    maxDelayFactor: 1,
  },
  disk: { minSyncMs: 0.2, meanExtraSyncMs: 0.6, stallProbability: 0.01, meanStallMs: 15 },
  processor: { eventMs: 0 },
  maxEvents: 50_000_000,
};
