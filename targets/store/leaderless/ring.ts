/**
 * Which nodes keep a copy of a key: the first few, going round from where the key's hash falls (DeCandia et al., "Dynamo:
 * Amazon's Highly Available Key-value Store", 2007, sections 4.2 and 4.3). Every node knows all of them.
 */
import { hashOf } from '../storage/hash.ts';

export class Ring {
  readonly #nodes: readonly string[];
  readonly #copies: number;

  constructor(nodes: Iterable<string>, copies: number) {
    this.#nodes = [...nodes].toSorted();
    this.#copies = Math.min(copies, this.#nodes.length);
  }

  get copies(): number {
    return this.#copies;
  }

  /** Where the key falls; all keys of one place are kept by the same nodes. */
  placeOf(key: string): number {
    return hashOf(key) % this.#nodes.length;
  }

  /** The nodes that keep the keys of a place, first those that are asked first. */
  nodesFrom(place: number): readonly string[] {
    return this.#walk(place).slice(0, this.#copies);
  }

  /** The nodes that keep a copy of a key, first those that are asked first. */
  homes(key: string): readonly string[] {
    return this.nodesFrom(this.placeOf(key));
  }

  /** The nodes that keep none, in the order in which they stand in for those that do. */
  fallbacks(key: string): readonly string[] {
    return this.#walk(this.placeOf(key)).slice(this.#copies);
  }

  #walk(place: number): readonly string[] {
    return [...this.#nodes.slice(place), ...this.#nodes.slice(0, place)];
  }
}
