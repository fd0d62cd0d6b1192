/**
 * Micro-operations for transactional workloads: a few keys are in use at a time, so that transactions meet; each is
 * retired after a bounded number of writes, so that lists stay short and a checker's work stays linear in the history.
 * Values are unique per key: a read says which write it saw (Kingsbury and Alvaro, "Elle", VLDB 2020, section 3).
 */
import { between, chance, pick, unit, type Random } from '../../targets/contract/random.ts';
import type { WorkloadOption } from './workload.ts';

export const rotatingKeyOptions: readonly WorkloadOption[] = [
  {
    name: 'keys',
    default: 8,
    minimum: 1,
    maximum: 10_000,
    description: 'keys in use at a time; fewer means more contention',
  },
  {
    name: 'writesPerKey',
    default: 32,
    minimum: 1,
    maximum: 100_000,
    description: 'writes after which a key is retired',
  },
  { name: 'maxLength', default: 4, minimum: 1, maximum: 100, description: 'most micro-operations in one transaction' },
  { name: 'readPercent', default: 50, minimum: 0, maximum: 99, description: 'reads in a hundred micro-operations' },
];

interface ActiveKey {
  readonly key: string;
  writes: number;
}

/** A read of a key, or a write of a value that nobody wrote to it before. */
export type DrawnOperation =
  | { readonly kind: 'read'; readonly key: string }
  | { readonly kind: 'write'; readonly key: string; readonly value: number };

export class RotatingKeys {
  readonly #random: Random;
  readonly #active: ActiveKey[];
  readonly #writesPerKey: number;
  readonly #maxLength: number;
  readonly #readShare: number;
  #keyCount = 0;

  constructor(random: Random, options: Readonly<Record<string, number>>) {
    this.#random = random;
    this.#writesPerKey = options['writesPerKey'] as number;
    this.#maxLength = options['maxLength'] as number;
    this.#readShare = (options['readPercent'] as number) / 100;
    this.#active = Array.from({ length: options['keys'] as number }, () => this.#fresh());
  }

  /** From one to `maxLength` micro-operations. */
  draw(): DrawnOperation[] {
    return Array.from({ length: between(this.#random, 1, this.#maxLength) }, () => this.#drawOne());
  }

  /** Every key that was ever in use, in groups of at most this many. */
  allKeys(groupSize: number): string[][] {
    const groups: string[][] = [];
    for (let first = 0; first < this.#keyCount; first += groupSize) {
      const length = Math.min(groupSize, this.#keyCount - first);
      groups.push(Array.from({ length }, (_, offset) => `k${first + offset}`));
    }
    return groups;
  }

  #fresh(): ActiveKey {
    return { key: `k${this.#keyCount++}`, writes: 0 };
  }

  #drawOne(): DrawnOperation {
    const active = this.#pickActive();
    if (chance(this.#random, this.#readShare)) return { kind: 'read', key: active.key };
    const value = ++active.writes;
    if (value >= this.#writesPerKey) this.#active[this.#active.indexOf(active)] = this.#fresh();
    return { kind: 'write', key: active.key, value };
  }

  /** Half the time any key; else one of the first few, which become hot. */
  #pickActive(): ActiveKey {
    if (unit(this.#random) < 0.5) return pick(this.#random, this.#active);
    return this.#active[Math.floor(unit(this.#random) ** 2 * this.#active.length)] as ActiveKey;
  }
}
