import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { defaultWorldSettings } from '../settings.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { virtualTimeline } from '../time/virtual-timeline.ts';
import { World } from '../world.ts';

function disk(seed: number): { disk: SimulatedDisk; pass: (delayMs: number) => Promise<void> } {
  const world = new World(seed, 1_000_000);
  const made = new SimulatedDisk(world, seededRandom(seed, 'disk'), defaultWorldSettings.disk);
  return { disk: made, pass: (delayMs) => world.drive(() => virtualTimeline(world).sleep(delayMs)) };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined): string | undefined => content && new TextDecoder().decode(content);

/** What the file holds after a crash, over many seeds, sorted. */
async function survivors(
  act: (disk: SimulatedDisk) => Promise<void> | void,
  seeds: number,
): Promise<(string | undefined)[]> {
  const found = new Set<string | undefined>();
  for (let seed = 0; seed < seeds; seed++) {
    const { disk: tried } = disk(seed);
    await act(tried);
    tried.crash();
    found.add(text(tried.read('f')));
  }
  return [...found].toSorted((a, b) => (a ?? '~').localeCompare(b ?? '~'));
}

describe('a simulated disk', () => {
  it('shows the node what it wrote, before any sync', () => {
    const { disk: tried } = disk(1);
    expect(tried.read('f')).toBeUndefined();
    tried.append('f', bytes('abc'));
    tried.append('f', bytes('def'));
    tried.truncate('f', 4);
    expect(text(tried.read('f'))).toBe('abcd');
  });

  it('keeps what was synced, and calls back in the order of the calls', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const { disk: tried, pass } = disk(seed);
      const order: string[] = [];
      tried.append('f', bytes('abc'));
      tried.sync('f', () => order.push('first'));
      tried.replace('g', bytes('xyz'), () => order.push('second'));
      tried.sync('f', () => order.push('third'));
      expect(order).toEqual([]);
      await pass(1000);
      expect(order).toEqual(['first', 'second', 'third']);
      tried.append('f', bytes('d'));
      tried.crash();
      expect(text(tried.read('f'))).toMatch(/^abc[d\0]?$/);
      expect(text(tried.read('g'))).toBe('xyz');
    }
  });

  it('loses unsynced appends wholly or in part, or leaves zeros where they should be', async () => {
    const found = await survivors((tried) => tried.append('f', bytes('ab')), 200);
    expect(found).toEqual(['', '\0\0', 'a', 'a\0', 'ab']);
  });

  it('never calls back a sync that the crash interrupted', async () => {
    const { disk: tried, pass } = disk(3);
    let called = false;
    tried.append('f', bytes('a'));
    tried.sync('f', () => {
      called = true;
    });
    tried.crash();
    await pass(1000);
    expect(called).toBe(false);
  });

  it('replaces a file wholly or not at all', async () => {
    const found = await survivors((tried) => tried.replace('f', bytes('whole'), () => undefined), 50);
    expect(found).toEqual(['whole', undefined]);
  });

  it('keeps a prefix of the changes, in their order: synced ones always', async () => {
    const anyChange = fc.oneof(
      fc.record({
        kind: fc.constant('append' as const),
        text: fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', 'c') }),
      }),
      fc.record({ kind: fc.constant('truncate' as const), sizeBytes: fc.nat(6) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChange, { maxLength: 8 }),
        fc.array(anyChange, { maxLength: 8 }),
        fc.nat(),
        async (synced, unsynced, seed) => {
          const { disk: tried, pass } = disk(seed);
          const states: string[] = [];
          const change = (step: (typeof synced)[number]): void => {
            if (step.kind === 'append') tried.append('f', bytes(step.text));
            else tried.truncate('f', step.sizeBytes);
          };
          for (const step of synced) change(step);
          tried.sync('f', () => undefined);
          await pass(1000);
          states.push(text(tried.read('f')) ?? '');
          for (const step of unsynced) {
            change(step);
            states.push(text(tried.read('f')) ?? '');
          }
          tried.crash();
          const left = text(tried.read('f')) ?? '';
          const isTornFrom = (before: string, after: string): boolean =>
            left === before ||
            (after.startsWith(before) &&
              left.length <= after.length &&
              after.startsWith(left.replaceAll('\0', '')) &&
              left.startsWith(before));
          expect(states.some((state, position) => isTornFrom(state, states[position + 1] ?? state))).toBe(true);
        },
      ),
    );
  });
});
