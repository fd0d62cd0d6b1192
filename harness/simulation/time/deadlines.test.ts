import { describe, expect, it } from 'vitest';
import { virtualTimeline } from './virtual-timeline.ts';
import { World } from '../world.ts';

describe('deadlines', () => {
  it('pass in order, each at its time, but for those that are called off', async () => {
    const world = new World(1, 1000);
    const timeline = virtualTimeline(world);
    const passed: [string, number][] = [];
    const note = (name: string) => (): void => void passed.push([name, world.nowNs() / 1e6]);
    await world.drive(async () => {
      const callOffA = timeline.after(100, note('a'));
      const callOffB = timeline.after(100, () => {
        note('b')();
        callOffC();
        timeline.after(100, note('after b'));
      });
      const callOffC = timeline.after(100, note('c, at the same time'));
      timeline.after(40, note('shorter'));
      await timeline.sleep(30);
      timeline.after(100, note('d'));
      timeline.after(100, note('e'))();
      callOffA();
      await timeline.sleep(200);
      callOffB();
    });
    expect(passed).toEqual([
      ['shorter', 40],
      ['b', 100],
      ['d', 130],
      ['after b', 200],
    ]);
  });

  it('that nobody needs are one event in all that time', async () => {
    const world = new World(1, 1000);
    const timeline = virtualTimeline(world);
    await world.drive(async () => {
      for (let operation = 0; operation < 100; operation++) {
        const callOff = timeline.after(50, () => undefined);
        await timeline.sleep(1);
        callOff();
      }
    });
    // The sleeps, and two times 50 ms.
    expect(world.eventCount).toBe(102);
  });
});
