import { setTimeout as realDelay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { virtualTimeline } from './time/virtual-timeline.ts';
import { World } from './world.ts';

function world(maxEvents = 1000): { world: World; sleep: (delayMs: number, signal?: AbortSignal) => Promise<void> } {
  const made = new World(7, maxEvents);
  return { world: made, sleep: (delayMs, signal) => virtualTimeline(made).sleep(delayMs, signal) };
}

describe('virtual time', () => {
  it('wakes sleepers in the order of their times, and lets each run to its next wait first', async () => {
    const { world: running, sleep } = world();
    const seen: string[] = [];
    const walk = async (name: string, stepMs: number): Promise<void> => {
      for (let step = 0; step < 3; step++) {
        await sleep(stepMs);
        // Ten turns of the microtask queue: all of them come before the next event.
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        seen.push(`${name} ${running.nowNs() / 1e6}`);
      }
    };
    await running.drive(async () => {
      await Promise.all([walk('a', 20), walk('b', 30), walk('c', 20)]);
    });
    expect(seen).toEqual(['a 20', 'c 20', 'b 30', 'a 40', 'c 40', 'b 60', 'a 60', 'c 60', 'b 90']);
  });

  it('does not wait for real time', async () => {
    const { world: running, sleep } = world();
    const beganMs = performance.now();
    await running.drive(() => sleep(3_600_000));
    expect(performance.now() - beganMs).toBeLessThan(60_000);
    expect(running.nowNs()).toBe(3_600_000 * 1e6);
  });

  it('ends a sleep at once when its signal aborts, and forgets its event', async () => {
    const { world: running, sleep } = world();
    const abort = new AbortController();
    await running.drive(async () => {
      const long = sleep(1000, abort.signal);
      await sleep(5);
      abort.abort();
      await long;
      await sleep(0, abort.signal);
    });
    expect([running.nowNs(), running.eventCount]).toEqual([5e6, 1]);
  });

  it('refuses a sleep that has no end', async () => {
    const { world: running, sleep } = world();
    await expect(running.drive(() => sleep(Number.NaN))).rejects.toThrow('sleep: NaN ms is not a time');
  });

  it('stands still outside drive, and says so', async () => {
    const { world: running, sleep } = world();
    await expect(sleep(1)).rejects.toMatchObject({ code: 'simulation-not-driven' });
    await running.drive(() => sleep(1));
    expect(running.nowNs()).toBe(1e6);
  });

  it('goes on for a sleeper that was left over from an earlier drive', async () => {
    const { world: running, sleep } = world();
    let woke = false;
    await running.drive(async () => {
      const leftOver = async (): Promise<void> => {
        await sleep(10);
        woke = true;
      };
      void leftOver();
      await sleep(5);
    });
    expect(woke).toBe(false);
    await running.drive(() => sleep(10));
    expect([woke, running.nowNs()]).toEqual([true, 15e6]);
  });

  it('answers what main answers, and rejects as it does', async () => {
    const { world: running, sleep } = world();
    expect(await running.drive(() => sleep(1).then(() => 'done'))).toBe('done');
    await expect(running.drive(() => sleep(1).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  });
});

describe('hold', () => {
  it('stops the clock for real work, and answers in the order of the calls whichever is done first', async () => {
    const { world: running, sleep } = world();
    const seen: string[] = [];
    const work = async (name: string, realMs: number): Promise<void> => {
      await running.hold(() => realDelay(realMs));
      seen.push(`${name} at ${running.nowNs() / 1e6}`);
    };
    await running.drive(async () => {
      const sleeper = sleep(2).then(() => seen.push(`sleeper at ${running.nowNs() / 1e6}`));
      await sleep(1);
      await Promise.all([work('slow', 40), work('fast', 1)]);
      await sleeper;
    });
    expect(seen).toEqual(['slow at 1', 'fast at 1', 'sleeper at 2']);
  });

  it('passes on a failure and lets time go on', async () => {
    const { world: running, sleep } = world();
    await running.drive(async () => {
      await expect(running.hold(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
      await sleep(1);
    });
    expect(running.nowNs()).toBe(1e6);
  });
});

describe('a world that cannot go on', () => {
  it('says that it is stuck instead of hanging', async () => {
    const { world: running } = world();
    await expect(running.drive(() => running.wait<void>().promise)).rejects.toMatchObject({
      code: 'simulation-stuck',
      message: expect.stringContaining('seed 7') as string,
    });
  });

  it('stops at its limit of events', async () => {
    const { world: running, sleep } = world(50);
    const again = (): void => void running.schedule(1000, again);
    again();
    await expect(running.drive(() => sleep(1000))).rejects.toMatchObject({ code: 'simulation-event-limit' });
    expect(running.eventCount).toBe(51);
  });

  it('rejects every wait, also in a main that swallows errors', async () => {
    const { world: running, sleep } = world();
    running.schedule(5e6, () => running.fail(new Error('broken')));
    const swallowed: unknown[] = [];
    const main = async (): Promise<string> => {
      await sleep(10).catch((error: unknown) => swallowed.push(error));
      await sleep(10).catch((error: unknown) => swallowed.push(error));
      return 'fine';
    };
    await expect(running.drive(main)).rejects.toThrow('broken');
    await expect(running.drive(() => sleep(1))).rejects.toThrow('broken');
    expect(swallowed).toEqual([new Error('broken'), new Error('broken')]);
  });
});
