import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { store } from '../../targets/store/index.ts';
import { redis } from '../../targets/redis/index.ts';
import { OrdealError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import { resolveFaults } from './index.ts';
import { scheduleFaults } from './schedule.ts';

const target = store;

describe('scheduleFaults', () => {
  it('holds one fault at a time, every kind before any kind again, within the time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 12_000, max: 120_000 }), (seed, timeMs) => {
        const choices = resolveFaults(['partition', 'kill', 'pause', 'clock'], target, 3);
        const planned = scheduleFaults(seededRandom(seed, 'schedule'), choices, timeMs);
        let freeMs = 0;
        for (const fault of planned) {
          expect(fault.startMs).toBeGreaterThanOrEqual(freeMs);
          freeMs = fault.startMs + fault.holdMs;
        }
        expect(freeMs).toBeLessThanOrEqual(timeMs);
        expect(new Set(planned.slice(0, 4).map((fault) => fault.kind)).size).toBe(4);
      }),
    );
  });

  it('is a function of its seed', () => {
    const choices = resolveFaults(['partition', 'kill'], target, 3);
    const plan = (seed: number) => scheduleFaults(seededRandom(seed, 'schedule'), choices, 30_000);
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it('refuses a time too short for one of each kind', () => {
    const choices = resolveFaults(['partition', 'kill', 'pause', 'clock'], target, 3);
    expect(() => scheduleFaults(seededRandom(1, 'schedule'), choices, 2000)).toThrow(/2 s are too short for 4 kinds/);
  });
});

describe('resolveFaults', () => {
  it('means every possible variant when none is named', () => {
    expect(resolveFaults(['partition'], target, 3).map((choice) => choice.variant)).toEqual([
      'halves',
      'one',
      'primary',
    ]);
    expect(resolveFaults(['kill'], redis, 1).map((choice) => choice.variant)).not.toContain('minority');
  });

  it('refuses what cannot work, with the reason', () => {
    expect(() => resolveFaults(['partition'], redis, 1)).toThrow(/a single node has nobody to be cut from/);
    expect(() => resolveFaults(['kill:minority'], redis, 1)).toThrow(/a minority of 1 nodes is empty/);
  });

  it('names the nearest match for an unknown fault or variant', () => {
    expect(() => resolveFaults(['partitoin'], target, 3)).toThrow(/did you mean "partition"\?/);
    expect(() => resolveFaults(['kill:prinary'], target, 3)).toThrow(OrdealError);
  });
});
