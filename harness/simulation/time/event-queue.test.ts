import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call, EventQueue } from './event-queue.ts';

describe('the event queue', () => {
  it('yields events by time, equal times in the order of scheduling, without the cancelled ones', () => {
    const anyEvent = fc.record({ timeNs: fc.integer({ min: 0, max: 20 }), cancelled: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 600, size: 'max' }), (events) => {
        const queue = new EventQueue();
        const scheduled = events.map(({ timeNs, cancelled }, position) => {
          const event = new Call(() => undefined);
          queue.push(timeNs, event);
          if (cancelled) event.cancel();
          return { timeNs, position, cancelled, event };
        });
        const expected = scheduled
          .filter(({ cancelled }) => !cancelled)
          .toSorted((a, b) => a.timeNs - b.timeNs || a.position - b.position)
          .map(({ event }) => event);
        const popped = [];
        for (let event = queue.pop(); event !== undefined; event = queue.pop()) popped.push(event);
        expect(popped.map(({ sequence }) => sequence)).toEqual(expected.map(({ sequence }) => sequence));
      }),
    );
  });

  it('takes new events while it is being emptied', () => {
    const queue = new EventQueue();
    const push = (timeNs: number): void => queue.push(timeNs, new Call(() => undefined));
    push(5);
    push(1);
    const popTime = (): number | undefined => (queue.pop() === undefined ? undefined : queue.poppedTimeNs);
    expect(popTime()).toBe(1);
    push(3);
    expect([popTime(), popTime(), popTime()]).toEqual([3, 5, undefined]);
  });
});
