import { describe, expect, it } from 'vitest';
import {
  checkHistory,
  formatEvent,
  pairEvents,
  parseJsonl,
  type CheckResult,
  type HistoryEvent,
} from '../../checkers/index.ts';
import { lostResult, mergeResults } from './merge-results.ts';
import { claimer, SharedParts } from './shared-parts.ts';

type Draft = readonly [HistoryEvent['type'], number, string, HistoryEvent['value']];

/** Registers by key, each written and read; those of `stale` miss the write. */
function history(keys: number, stale: readonly number[]) {
  const drafts = Array.from({ length: keys }, (_, key): Draft[] => [
    ['invoke', key, 'write', [key, 1]],
    ['ok', key, 'write', [key, 1]],
    ['invoke', key, 'read', [key, null]],
    ['ok', key, 'read', [key, stale.includes(key) ? null : 1]],
  ]).flat();
  const lines = drafts.map(([type, process, f, value], index) =>
    formatEvent({ index, type, process, f, value, time: index * 1000 }),
  );
  return pairEvents(parseJsonl(lines.join('\n'), { file: 'h' }).table);
}

const subject = { file: 'h', workload: 'register' };
const limits = { timeLimitMs: 60_000, memoryLimitMb: 256 };

/** A clock by which every part takes 100 ms. */
function slowClock(): () => number {
  let asked = 0;
  return () => asked++ * 100;
}

/** Blocks this thread, as a long search does, until another one has begun. */
function waitUntil(isSo: () => boolean): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let waits = 0; !isSo(); waits++) {
    if (waits > 600) throw new Error('no other thread has begun within 30 s');
    Atomics.wait(nothing, 0, 0, 50);
  }
}

async function judged(
  keys: number,
  stale: readonly number[],
  threads: number,
): Promise<{ readonly result: CheckResult; readonly taken: number }> {
  const operations = history(keys, stale);
  const parts = new SharedParts(subject, limits, operations, slowClock(), threads);
  let taken = 0;
  const takes = (part: number, count: number): boolean => {
    const mine = parts.takes(part, count);
    if (mine) taken++;
    if (part === 10 && threads > 1) waitUntil(() => parts.claimed > taken);
    return mine;
  };
  const result = await parts.merged(checkHistory({ workload: 'register', operations, budget: { takes } }));
  return { result, taken };
}

describe('judging in several threads', () => {
  it('finds what one thread finds', { timeout: 90_000 }, async () => {
    for (const stale of [[], [3, 150]]) {
      const alone = await judged(200, stale, 1);
      expect(alone).toMatchObject({ taken: 200, result: { anomalyCount: stale.length } });
      const together = await judged(200, stale, 2);
      expect(together.result).toEqual(alone.result);
      expect(together.taken).toBeLessThan(200);
    }
  });

  it('lets each part be claimed once', () => {
    const claims = new Int32Array(new SharedArrayBuffer(12));
    const [left, right] = [claimer(claims), claimer(claims)];
    expect([left(0), right(0), right(1), left(1), left(2), right(2)]).toEqual([true, false, true, false, true, false]);
    expect(() => left(2)).toThrow('part 2 of 3 was asked for after 2');
    expect(() => claimer(claims)(3)).toThrow('part 3 of 3 was asked for after -1');
  });

  it('is unknown if a thread is lost, unless another found an anomaly', () => {
    const valid = checkHistory({ workload: 'register', operations: history(3, []) });
    const invalid = checkHistory({ workload: 'register', operations: history(3, [1]) });
    const lost = lostResult(valid, 'gone');
    expect(mergeResults(valid, [lost])).toMatchObject({ verdict: 'unknown', reasons: ['gone'] });
    expect(mergeResults(invalid, [lost])).toMatchObject({ verdict: 'invalid', anomalyCount: 1, reasons: ['gone'] });
    expect(mergeResults(valid, [invalid])).toEqual(invalid);
    expect(mergeResults(invalid, [])).toBe(invalid);
  });
});
