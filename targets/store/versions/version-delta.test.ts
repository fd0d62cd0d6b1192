import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import { parseConfiguration } from '../configuration.ts';
import { answerTo, Changes } from './changes.ts';
import { MemoryDisk } from '../storage/memory-disk.testing.ts';
import { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';
import { Copies } from './copies.ts';
import type { KeyState } from './key-state.ts';
import { StampClock } from './stamp.ts';
import { completed, deltaOf, isChange } from './version-delta.ts';
import type { Change } from './version-delta.ts';

const key = 'set:x';

/** Copies whose changes are written at once. */
class Written {
  readonly #tree = new LogStructuredTree(new MemoryDisk(), 1000);
  readonly #copies: Copies;

  constructor(clock: StampClock) {
    this.#copies = new Copies(this.#tree, clock, 'none');
  }

  get(name: string): KeyState | undefined {
    return this.#copies.get(name);
  }

  merge(name: string, state: KeyState): void {
    this.#tree.write(this.#copies.merge(name, state)?.entries ?? []);
  }
}

const elements = (copies: Written): unknown => answerTo({ type: 'elements', key: 'x' }, copies.get(key));

/** A node that keeps one set twice: once told by whole versions, once by what they add. */
class Writer {
  readonly #clock = new StampClock(() => 0, 'wall', 'unused/1');
  readonly #changes: Changes;
  readonly whole = new Written(this.#clock);
  readonly byDeltas = new Written(this.#clock);

  constructor(name: string) {
    const configuration = parseConfiguration({ replication: 'multi-leader', conflicts: 'siblings' });
    this.#changes = new Changes(configuration, `${name}/1`, this.#clock);
  }

  add(element: number): readonly [whole: Change, delta: Change] {
    const [read, readByDeltas] = [this.whole.get(key), this.byDeltas.get(key)];
    const change = this.#changes.change({ type: 'add', key: 'x', element }, read);
    const pair = [change, deltaOf(change, readByDeltas)] as const;
    this.apply(pair);
    return pair;
  }

  apply([whole, delta]: readonly [whole: Change, delta: Change]): void {
    this.whole.merge(key, completed(whole, this.whole.get(key)));
    this.byDeltas.merge(key, completed(delta, this.byDeltas.get(key)));
  }
}

describe('a version told by what it adds', () => {
  // Each step: who acts, and whether it adds or hears the next change of another node that it has not heard.
  const steps = fc.array(fc.tuple(fc.nat(2), fc.boolean(), fc.nat(2)), { maxLength: 60 });

  it('shows the same elements as whole versions do, at every node and every moment, if causes come first', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const writers = ['n1', 'n2', 'n3'].map((name) => new Writer(name));
        const made: { readonly pair: readonly [Change, Change]; readonly heard: number[] }[][] = [[], [], []];
        const heard = writers.map(() => [0, 0, 0]);
        for (const [index, [who, adds, other]] of all.entries()) {
          const writer = writers[who] as Writer;
          const has = heard[who] as number[];
          if (adds) {
            made[who]?.push({ pair: writer.add(index), heard: [...has] });
            has[who] = (has[who] ?? 0) + 1;
          } else {
            const next = made[other]?.[has[other] ?? 0];
            if (other === who || next === undefined || next.heard.some((count, node) => count > (has[node] ?? 0)))
              continue;
            writer.apply(next.pair);
            has[other] = (has[other] ?? 0) + 1;
          }
          expect(elements(writer.byDeltas)).toEqual(elements(writer.whole));
        }
      }),
    );
  });

  it('does not grow with the set', () => {
    const writer = new Writer('n1');
    const sizes = Array.from({ length: 100 }, (_, element) => JSON.stringify(writer.add(element)[1]).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10);
  });

  it('changes nothing when it comes again', () => {
    const [first, second] = [new Writer('n1'), new Writer('n2')];
    const pair = first.add(1);
    second.apply(pair);
    second.add(2);
    const before = second.byDeltas.get(key);
    second.apply(pair);
    expect(second.byDeltas.get(key)).toBe(before);
  });

  it.each<[Json, boolean]>([
    [{ type: 'delta', context: { 'n1/1': [1] }, dot: ['n1/1', 1], added: [1] }, true],
    [{ type: 'elements', elements: [1] }, true],
    [{ type: 'delta', context: { constructor: [1] }, dot: ['n1/1', 1], added: [1] }, false],
    [{ type: 'delta', context: {}, dot: ['n1/1'], added: [1] }, false],
    [{ type: 'delta', context: {}, dot: ['n1/1', 1], added: ['x'] }, false],
    [7, false],
  ])('from outside: %j', (value, isOne) => {
    expect(isChange(value)).toBe(isOne);
  });
});
