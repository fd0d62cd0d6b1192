import { describe, expect, it } from 'vitest';
import { createRealTimeline } from './real-timeline.ts';

describe('the real timeline', () => {
  it('starts at zero and moves with sleep', async () => {
    const timeline = createRealTimeline();
    const start = timeline.nowNs();
    expect(start).toBeLessThan(1e9);
    await timeline.sleep(20);
    expect(timeline.nowNs() - start).toBeGreaterThanOrEqual(19e6);
  });

  it('wakes at once when the signal aborts, before or during the sleep, and does not reject', async () => {
    const timeline = createRealTimeline();
    await timeline.sleep(60_000, AbortSignal.abort());
    const controller = new AbortController();
    const sleeping = timeline.sleep(60_000, controller.signal);
    controller.abort();
    await sleeping;
    expect(timeline.nowNs()).toBeLessThan(5e9);
  });
});
