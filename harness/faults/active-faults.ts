/**
 * The faults that are on: who holds what, so that two never hold the same of one node; and what they may spoil of each
 * other's measurements. A fault is on from before it is injected until it has been measured to be healed.
 */
import type { Disturbances, FaultInstance, FaultKind } from './fault.ts';

export interface ActiveFault {
  readonly kind: FaultKind;
  readonly instance: FaultInstance;
}

function disturbances(faults: Iterable<ActiveFault>): Disturbances {
  const silenced = new Set<string>();
  for (const { kind, instance } of faults) {
    if (kind.holds === 'process') for (const node of instance.nodes) silenced.add(node);
  }
  return { silences: (node) => silenced.has(node) };
}

export class ActiveFaults {
  readonly #on = new Set<ActiveFault>();
  /** For each measurement under way, the faults that were on at any time since it began. */
  readonly #measurements = new Set<Set<ActiveFault>>();
  #left = Promise.withResolvers<void>();

  get count(): number {
    return this.#on.size;
  }

  /** Those of `nodes` that a fault of this kind may be inflicted on now. */
  freeFor(kind: FaultKind, nodes: readonly string[]): string[] {
    const held = new Set<string>();
    for (const other of this.#on) {
      if (kind.avoids.includes(other.kind.holds)) for (const node of other.instance.nodes) held.add(node);
    }
    return nodes.filter((node) => !held.has(node));
  }

  enter(fault: ActiveFault): void {
    this.#on.add(fault);
    for (const seen of this.#measurements) seen.add(fault);
  }

  leave(fault: ActiveFault): void {
    this.#on.delete(fault);
    this.#left.resolve();
    this.#left = Promise.withResolvers<void>();
  }

  /** Resolves when a fault that is on now, or comes on, is no longer. */
  get nextEnd(): Promise<void> {
    return this.#left.promise;
  }

  /** Runs a measurement of `self`; it may ask what the other faults spoil that were on since it began. */
  async measure<T>(self: ActiveFault | null, take: (others: () => Disturbances) => Promise<T>): Promise<T> {
    const seen = new Set(this.#on);
    this.#measurements.add(seen);
    try {
      return await take(() => disturbances([...seen].filter((fault) => fault !== self)));
    } finally {
      this.#measurements.delete(seen);
    }
  }
}
