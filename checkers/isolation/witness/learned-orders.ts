/**
 * What a search learned from its mistakes: that one transaction must come before another as long as certain others stand where they
 * are. (Conflict-directed backjumping: Prosser 1993; the reasons are those of clause learning.)
 */

/** `waiting` could have been placed before `overtaker`, but was not. Both are nodes. */
export interface Overtaking {
  readonly waiting: number;
  readonly overtaker: number;
}

export interface LearnedOrder {
  /** The last event of the node that comes first, and the node that waits for it. */
  readonly event: number;
  readonly node: number;
  /** It holds as long as all of these overtakers are in place; always, if there are none. */
  readonly reasons: readonly Overtaking[];
}

export class LearnedOrders {
  readonly #ofNode = new Map<number, LearnedOrder[]>();
  readonly #dependingOn = new Map<number, LearnedOrder[]>();

  add(order: LearnedOrder): void {
    LearnedOrders.#insert(this.#ofNode, order.node, order);
    for (const { overtaker } of order.reasons) LearnedOrders.#insert(this.#dependingOn, overtaker, order);
  }

  /** Those that keep the node waiting. */
  of(node: number): readonly LearnedOrder[] | undefined {
    return this.#ofNode.size === 0 ? undefined : this.#ofNode.get(node);
  }

  /** The node was taken back: what was learned because it stood there is forgotten. */
  takenBack(node: number): void {
    const depending = this.#dependingOn.get(node);
    if (depending === undefined) return;
    this.#dependingOn.delete(node);
    for (const order of depending) {
      const left = this.#ofNode.get(order.node)?.filter((other) => other !== order) ?? [];
      if (left.length === 0) this.#ofNode.delete(order.node);
      else this.#ofNode.set(order.node, left);
    }
  }

  static #insert(orders: Map<number, LearnedOrder[]>, node: number, order: LearnedOrder): void {
    const known = orders.get(node);
    if (known === undefined) orders.set(node, [order]);
    else if (!known.includes(order)) known.push(order);
  }
}
