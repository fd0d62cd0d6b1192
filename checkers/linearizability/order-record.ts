/**
 * How each configuration of a search was reached, so that an order can be told at the end: a tree of placements. Kept
 * only if somebody asks for the order, since it grows with the history.
 */
import { blindKind, none, type PendingOperations } from './pending-operations.ts';

/** Which operation was used of a group is settled at the end. */
interface Choice {
  readonly group: number;
  readonly limit: number;
}

export class OrderRecord {
  #parent: Int32Array = new Int32Array(1024);
  /** The operation, or -1 - index of a choice. */
  #code: Int32Array = new Int32Array(1024);
  /** 1 if it was placed before the last blind operation, not at the end. */
  #before: Uint8Array = new Uint8Array(1024);
  #count = 0;
  readonly #choices: Choice[] = [];

  get bytes(): number {
    return this.#parent.length * 9 + this.#choices.length * 48;
  }

  place(parent: number, operation: number, before: boolean): number {
    const node = this.#count++;
    if (node >= this.#parent.length) this.#grow();
    this.#parent[node] = parent;
    this.#code[node] = operation;
    this.#before[node] = before ? 1 : 0;
    return node;
  }

  useOfGroup(parent: number, group: number, limit: number, before: boolean): number {
    return this.place(parent, -this.#choices.push({ group, limit }), before);
  }

  /** The order that ends in this node. */
  order(node: number, pending: PendingOperations, kindOf: Uint8Array, effectOf: Int32Array): Int32Array {
    const path: number[] = [];
    for (let at = node; at !== none; at = this.#parent[at] as number) path.push(at);
    const used = new Set<number>();
    const next = new Map<number, number>();
    const previous = new Map<number, number>();
    const insertAfter = (operation: number, before: number): void => {
      const after = next.get(before);
      next.set(before, operation);
      previous.set(operation, before);
      if (after === undefined) return;
      next.set(operation, after);
      previous.set(after, operation);
    };
    let last = none;
    let lastBlind = none;
    for (const at of path.toReversed()) {
      const code = this.#code[at] as number;
      const operation = code >= 0 ? code : this.#choose(this.#choices[-1 - code] as Choice, pending, used);
      if (this.#before[at] === 1) {
        insertAfter(operation, previous.get(lastBlind) as number);
        continue;
      }
      insertAfter(operation, last);
      last = operation;
      if (kindOf[effectOf[operation] as number] === blindKind) lastBlind = operation;
    }
    const order: number[] = [];
    for (let at = next.get(none); at !== undefined; at = next.get(at)) order.push(at);
    return Int32Array.from(order);
  }

  /** The newest unused operation of the group that began before the limit. */
  #choose({ group, limit }: Choice, pending: PendingOperations, used: Set<number>): number {
    const operations = pending.groupOperations[group] as number[];
    for (let at = pending.begunBefore(group, limit) - 1; at >= 0; at--) {
      const operation = operations[at] as number;
      if (used.has(operation)) continue;
      used.add(operation);
      return operation;
    }
    throw new RangeError('more operations of a group were used than there are');
  }

  #grow(): void {
    const size = this.#parent.length * 2;
    const parent = new Int32Array(size);
    parent.set(this.#parent);
    this.#parent = parent;
    const code = new Int32Array(size);
    code.set(this.#code);
    this.#code = code;
    const before = new Uint8Array(size);
    before.set(this.#before);
    this.#before = before;
  }
}
