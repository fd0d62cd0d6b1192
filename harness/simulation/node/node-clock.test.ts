import { describe, expect, it } from 'vitest';
import { Line, startParrots } from '../parrot.testing.ts';
import { NodeClock } from './node-clock.ts';

const second = 1e9;

describe('NodeClock', () => {
  it('drifts in both clocks, from where it is, and its timers with it', () => {
    const clock = new NodeClock();
    const beganMs = clock.wallMs(0);
    clock.setRate(10 * second, 1.5);
    expect(clock.monotonicMs(20 * second)).toBe(25_000);
    expect(clock.wallMs(20 * second) - beganMs).toBe(25_000);
    expect(clock.worldNs(3000)).toBe(2 * second);
    clock.setRate(20 * second, 0.5);
    expect(clock.monotonicMs(30 * second)).toBe(30_000);
  });

  it('when it is reset, is right by the wall, and keeps what it gained on the monotonic clock', () => {
    const [clock, right] = [new NodeClock(), new NodeClock()];
    clock.setRate(0, 2);
    clock.bump(-7000);
    clock.strobe(5000, 10);
    clock.reset(10 * second);
    expect(clock.wallMs(15 * second)).toBe(right.wallMs(15 * second));
    expect(clock.monotonicMs(15 * second)).toBe(25_000);
  });

  it('strobes between two places, period after period', () => {
    const [clock, right] = [new NodeClock(), new NodeClock()];
    clock.strobe(-4000, 20);
    const offsets = [0, 10, 20, 39, 40, 60].map((ms) => clock.wallMs(ms * 1e6) - right.wallMs(ms * 1e6));
    expect(offsets).toEqual([0, 0, -4000, -4000, 0, -4000]);
  });
});

describe('a node whose oscillator', () => {
  it.each([
    [2, 20],
    [0.5, 5],
  ])('runs at %f times the right rate ticks %i times where it should tick ten times', async (rate, ticks) => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      cluster.world?.setClockRate('a', rate);
      await cluster.timeline.sleep(106);
      expect(await new Line(cluster.endpoints.get('a')).ask('recall')).toMatchObject({ ticks });
    });
  });

  it('slows down while a timer runs does not let it fire early by its own clock', async () => {
    const cluster = await startParrots(1);
    await cluster.drive(async () => {
      await cluster.timeline.sleep(95);
      cluster.world?.setClockRate('a', 0.1);
      // The tenth tick is 5 ms away on its own clock: 50 ms here.
      await cluster.timeline.sleep(30);
      expect(await new Line(cluster.endpoints.get('a')).ask('recall')).toMatchObject({ ticks: 9 });
      await cluster.timeline.sleep(30);
      expect(await new Line(cluster.endpoints.get('a')).ask('recall')).toMatchObject({ ticks: 10 });
    });
  });
});
