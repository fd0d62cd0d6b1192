import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { store } from '../../targets/store/index.ts';
import { redis } from '../../targets/redis/index.ts';
import { OrdealError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import type { Rhythm } from '../record/plan.ts';
import type { Ground } from './fault.ts';
import { resolveFaults } from './index.ts';
import { scheduleFaults } from './schedule.ts';

const simulated: Ground = { target: store, options: {}, nodeCount: 3, backend: 'simulated' };
const oneRedis: Ground = { target: redis, options: {}, nodeCount: 1, backend: 'docker' };

function schedule(seed: number, specs: readonly string[], timeMs: number, rhythm: Rhythm = 'steady', overlap = false) {
  const choices = resolveFaults(specs, simulated);
  return scheduleFaults(seededRandom(seed, 'schedule'), { choices, timeMs, rhythm, overlap });
}

const four = ['partition', 'kill', 'pause', 'clock'];

describe('scheduleFaults', () => {
  it('holds one fault at a time, every kind before any kind again, within the time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 12_000, max: 120_000 }), (seed, timeMs) => {
        const planned = schedule(seed, four, timeMs);
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

  it('lets faults overlap when asked to, in order of their start and numbered, with each kind among them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 5000, max: 20_000 }), (seed, timeMs) => {
        const planned = schedule(seed, four, timeMs, 'brisk', true);
        expect(planned.map(({ id }) => id)).toEqual(planned.map((_, position) => position));
        expect(planned.map(({ startMs }) => startMs)).toEqual(
          planned.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
        );
        expect(planned.some((fault, at) => (planned[at + 1]?.startMs ?? timeMs) < fault.startMs + fault.holdMs)).toBe(
          true,
        );
        expect(new Set(planned.map((fault) => fault.kind)).size).toBe(4);
        for (const { startMs, holdMs } of planned) expect(startMs + holdMs).toBeLessThanOrEqual(timeMs);
      }),
    );
  });

  it('is a function of its seed', () => {
    expect(schedule(7, four, 30_000)).toEqual(schedule(7, four, 30_000));
    expect(schedule(7, four, 30_000)).not.toEqual(schedule(8, four, 30_000));
  });

  it('refuses a time too short for one of each kind', () => {
    expect(() => schedule(1, four, 2000)).toThrow(/2 s are too short for 4 kinds/);
    expect(new Set(schedule(1, four, 2000, 'brisk').map(({ kind }) => kind)).size).toBe(4);
  });
});

describe('resolveFaults', () => {
  it('means every possible variant when none is named', () => {
    expect(resolveFaults(['partition'], { ...simulated, nodeCount: 2 }).map((choice) => choice.variant)).toEqual([
      'halves',
      'one',
      'primary',
      'one-way',
    ]);
    expect(resolveFaults(['kill'], oneRedis).map((choice) => choice.variant)).not.toContain('minority');
  });

  it('refuses what cannot work, with the reason', () => {
    expect(() => resolveFaults(['partition'], oneRedis)).toThrow(/a single node has nobody to be cut from/);
    expect(() => resolveFaults(['kill:minority'], oneRedis)).toThrow(/a minority of 1 nodes is empty/);
  });

  it('names the nearest match for an unknown fault or variant', () => {
    expect(() => resolveFaults(['partitoin'], simulated)).toThrow(/did you mean "partition"\?/);
    expect(() => resolveFaults(['kill:prinary'], simulated)).toThrow(OrdealError);
  });
});
