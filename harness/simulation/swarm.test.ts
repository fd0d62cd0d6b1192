import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { defaultWorldSettings } from './settings.ts';
import { swarmSettings, wideAreaSettings } from './swarm.ts';

const worlds = Array.from({ length: 300 }, (_, seed) => swarmSettings(seededRandom(seed, 'world')));

describe('the swarm', () => {
  it('gives the same world to the same stream', () => {
    expect(swarmSettings(seededRandom(7, 'world'))).toEqual(worlds[7]);
  });

  it('has worlds with and without each feature, and the usual one among them', () => {
    const share = (has: (world: (typeof worlds)[number]) => boolean): number =>
      worlds.filter((world) => has(world)).length / worlds.length;
    for (const has of [
      (world: (typeof worlds)[number]) => world.network.lossProbability > 0,
      (world: (typeof worlds)[number]) => world.network.duplicateProbability > 0,
      (world: (typeof worlds)[number]) => world.network.inOrder,
      (world: (typeof worlds)[number]) => world.network.bytesPerSecond !== null,
      (world: (typeof worlds)[number]) => world.network.maxDelayFactor > 1,
      (world: (typeof worlds)[number]) => world.disk.stallProbability > 0,
      (world: (typeof worlds)[number]) => world.processor.eventMs > 0,
      (world: (typeof worlds)[number]) => world === defaultWorldSettings,
    ]) {
      expect(share(has)).toBeGreaterThan(0.05);
      expect(share(has)).toBeLessThan(0.95);
    }
  });

  it('has no link over which a message takes as long as a time-out', () => {
    const slowestMs = worlds.map(({ network: { minDelayMs, meanExtraDelayMs, maxDelayFactor } }) => {
      return (minDelayMs + meanExtraDelayMs) * maxDelayFactor;
    });
    expect(Math.max(...slowestMs)).toBeLessThanOrEqual(20.001);
    expect(Math.max(...slowestMs)).toBeGreaterThan(15);
  });

  it('has worlds whose nodes are far apart, but not too far to be asked', () => {
    const { minDelayMs } = wideAreaSettings(seededRandom(7, 'world')).network;
    expect(wideAreaSettings(seededRandom(7, 'world')).network.minDelayMs).toBe(minDelayMs);
    for (let seed = 0; seed < 100; seed++) {
      const { network } = wideAreaSettings(seededRandom(seed, 'world'));
      expect(network.minDelayMs).toBeGreaterThanOrEqual(10);
      expect(network.minDelayMs).toBeLessThanOrEqual(30);
    }
  });

  it('survives being written down in a plan', () => {
    for (const world of worlds) expect(JSON.parse(JSON.stringify(world))).toEqual(world);
  });
});
