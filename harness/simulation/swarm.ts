/**
 * Swarm testing (Groce et al., "Swarm Testing", ISSTA 2012): every seed has a world of its own character, from a calm
 * local network to a dreadful one, because runs that are all alike in their rates miss what only an odd mixture shows.
 */
import { chance, pick, unit } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import { defaultWorldSettings } from './settings.ts';
import type { DiskSettings, NetworkSettings, WorldSettings } from './settings.ts';

/** Between the two, small and large values equally likely. */
function spread(random: Random, low: number, high: number): number {
  return low * (high / low) ** unit(random);
}

/** Zero half of the time: an absent feature leaves room for the others. */
function sometimes(random: Random, low: number, high: number): number {
  return chance(random, 0.5) ? 0 : spread(random, low, high);
}

/** A message takes no longer than this on average, even over the slowest link: time-outs are longer than a few round trips. */
const slowestMeanDelayMs = 20;

function swarmNetwork(random: Random): NetworkSettings {
  const minDelayMs = spread(random, 0.1, 5);
  const meanExtraDelayMs = spread(random, 0.1, 10);
  const mostFactor = slowestMeanDelayMs / (minDelayMs + meanExtraDelayMs);
  return {
    minDelayMs,
    meanExtraDelayMs,
    lateProbability: sometimes(random, 0.001, 0.1),
    meanLatenessMs: spread(random, 5, 80),
    lossProbability: sometimes(random, 0.001, 0.1),
    duplicateProbability: sometimes(random, 0.001, 0.1),
    inOrder: chance(random, 0.3),
    bytesPerSecond: chance(random, 0.8) ? null : spread(random, 50_000, 1_000_000),
    maxDelayFactor: Math.min(pick(random, [1, 1, 2, 5]), mostFactor),
  };
}

function swarmDisk(random: Random): DiskSettings {
  return {
    minSyncMs: spread(random, 0.05, 2),
    meanExtraSyncMs: spread(random, 0.1, 10),
    stallProbability: sometimes(random, 0.001, 0.05),
    meanStallMs: spread(random, 5, 100),
  };
}

/**
 * Nodes far apart, as in several data centres: what one of them says, the others hear when it may not hold any longer. Not
 * further than whoever asks a node for its status waits for the answer.
 */
export function wideAreaSettings(random: Random): WorldSettings {
  const network = {
    ...swarmNetwork(random),
    minDelayMs: spread(random, 10, 30),
    bytesPerSecond: null,
    maxDelayFactor: 1,
  };
  return { ...defaultWorldSettings, network };
}

/** The world of this random stream: nothing in it should keep a correct system from making progress. */
export function swarmSettings(random: Random): WorldSettings {
  if (chance(random, 0.2)) return defaultWorldSettings;
  return {
    network: swarmNetwork(random),
    disk: swarmDisk(random),
    processor: { eventMs: chance(random, 0.8) ? 0 : spread(random, 0.01, 0.3) },
    maxEvents: defaultWorldSettings.maxEvents,
  };
}
