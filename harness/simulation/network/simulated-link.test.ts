import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { defaultWorldSettings } from '../settings.ts';
import type { NetworkSettings } from '../settings.ts';
import { SimulatedLink } from './simulated-link.ts';
import { virtualTimeline } from '../time/virtual-timeline.ts';
import { World } from '../world.ts';

const plain: NetworkSettings = {
  ...defaultWorldSettings.network,
  lateProbability: 0,
  lossProbability: 0,
  duplicateProbability: 0,
};

interface Arrival {
  readonly number: number;
  readonly ms: number;
}

/** Sends numbered messages at once and answers which arrived, when, in order. */
async function burst(
  count: number,
  sizeBytes: number,
  settings: NetworkSettings,
  prepare: (link: SimulatedLink) => void = () => undefined,
  label = 'link',
): Promise<readonly Arrival[]> {
  const world = new World(1, 1_000_000);
  const link = new SimulatedLink(world, seededRandom(1, label), settings);
  const arrivals: Arrival[] = [];
  await world.drive(async () => {
    prepare(link);
    for (let number = 0; number < count; number++) {
      link.transmit('x'.repeat(sizeBytes - 2), () => arrivals.push({ number, ms: world.nowNs() / 1e6 }));
    }
    await virtualTimeline(world).sleep(60_000);
  });
  return arrivals;
}

const meanMs = (arrivals: readonly Arrival[]): number =>
  arrivals.reduce((sum, { ms }) => sum + ms, 0) / arrivals.length;
const inOrder = (arrivals: readonly Arrival[]): boolean =>
  arrivals.every(({ number }, index) => index === 0 || number >= (arrivals[index - 1] as Arrival).number);

describe('a simulated link', () => {
  it('lets messages overtake each other, unless it keeps them in order', async () => {
    expect(inOrder(await burst(100, 100, plain))).toBe(false);
    expect(inOrder(await burst(100, 100, { ...plain, inOrder: true }))).toBe(true);
  });

  it('queues for its bandwidth, and loses what would queue for more than a second', async () => {
    const narrow = { ...plain, bytesPerSecond: 10_000 };
    const arrivals = await burst(20, 1000, narrow);
    expect(arrivals.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { number, ms } of arrivals) expect(Math.floor(ms / 100)).toBe(number + 1);
  });

  it('has a delay factor of its own where links differ', async () => {
    const uneven = { ...plain, maxDelayFactor: 10 };
    const usual = meanMs(await burst(200, 100, plain));
    const factors = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
        async (label) => meanMs(await burst(200, 100, uneven, () => undefined, label)) / usual,
      ),
    );
    expect(Math.max(...factors) / Math.min(...factors)).toBeGreaterThan(2);
    for (const factor of factors) expect(Math.round(factor)).toBeGreaterThanOrEqual(1);
    for (const factor of factors) expect(factor).toBeLessThan(11);
  });

  it('changes when it is told to, change upon change, and is restored', async () => {
    const adjust = (link: SimulatedLink): void => {
      link.adjust({ lossProbability: 0.5 });
      link.adjust({ minDelayMs: 1000 });
    };
    const adjusted = await burst(1000, 100, plain, adjust);
    expect(adjusted.length / 1000).toBeCloseTo(0.5, 1);
    expect(meanMs(adjusted)).toBeGreaterThan(1000);
    const restored = await burst(1000, 100, plain, (link) => {
      adjust(link);
      link.restore();
    });
    expect(restored.length).toBe(1000);
    expect(meanMs(restored)).toBeLessThan(2);
  });
});
