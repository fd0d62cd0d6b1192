/**
 * Timestamps that order writes where the last one wins. Taken from the wall clock alone they follow its errors: a write is
 * dropped if another node's clock ran ahead. A hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014)
 * never falls behind a timestamp that it has seen, so that an effect is always later than its cause.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isInteger, isList } from '../protocol/fields.ts';

/** Milliseconds since 1970, a tick, and who made it: no two writes ever share all three. */
export type Stamp = readonly [ms: number, tick: number, actor: string];

export function compareStamps(left: Stamp, right: Stamp): number {
  if (left[0] !== right[0]) return left[0] - right[0];
  if (left[1] !== right[1]) return left[1] - right[1];
  return left[2] < right[2] ? -1 : left[2] > right[2] ? 1 : 0;
}

/** Far in the future, and far from where whole numbers end. */
const maxPart = 2 ** 50;

const isPart = (value: Json | undefined): boolean => isInteger(value) && value >= 0 && value <= maxPart;

export function isStamp(value: Json | undefined): value is Stamp {
  return isList(value) && value.length === 3 && isPart(value[0]) && isPart(value[1]) && typeof value[2] === 'string';
}

export class StampClock {
  readonly #wallMs: () => number;
  readonly #source: StoreConfiguration['timestamps'];
  readonly #actor: string;
  #ms = 0;
  #tick = 0;

  constructor(wallMs: () => number, source: StoreConfiguration['timestamps'], actor: string) {
    this.#wallMs = wallMs;
    this.#source = source;
    this.#actor = actor;
  }

  /** A new timestamp. Hybrid: later than all that this clock has made or seen. */
  next(): Stamp {
    const wallMs = Math.max(0, Math.floor(this.#wallMs()));
    if (this.#source === 'wall') return [wallMs, ++this.#tick, this.#actor];
    this.#tick = wallMs > this.#ms ? 0 : this.#tick + 1;
    this.#ms = Math.max(this.#ms, wallMs);
    return [this.#ms, this.#tick, this.#actor];
  }

  /** Takes note of a timestamp that another clock made. The wall clock learns nothing. */
  observe([ms, tick]: Stamp): void {
    if (this.#source === 'wall' || ms < this.#ms || (ms === this.#ms && tick <= this.#tick)) return;
    this.#ms = ms;
    this.#tick = tick;
  }
}
