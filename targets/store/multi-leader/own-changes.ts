/** A node's own changes, numbered from 1, on its disk until every other node has them. */
import type { Entry as TreeEntry } from '../storage/tree/entry.ts';
import type { LogStructuredTree } from '../storage/tree/log-structured-tree.ts';
import type { Entry } from './multi-leader-protocol.ts';

const forgottenKey = 'own-forgotten';
const placeOf = (number: number): string => `own/${String(number).padStart(16, '0')}`;

export class OwnChanges {
  readonly #tree: LogStructuredTree;
  #count: number;
  #forgotten: number;

  /** `count`: how many changes the node has made in its former lives. */
  constructor(tree: LogStructuredTree, count: number) {
    this.#tree = tree;
    this.#count = count;
    this.#forgotten = (tree.get(forgottenKey) as number | undefined) ?? 0;
  }

  get count(): number {
    return this.#count;
  }

  /** How many, from the first on, need never be sent again. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Numbered as the next; what is to be written with it is returned. */
  add(entry: Entry): TreeEntry {
    this.#count++;
    return [placeOf(entry.number), entry];
  }

  /** Those after the first `from`, up to the first `to`. */
  between(from: number, to: number): readonly Entry[] {
    const entries: Entry[] = [];
    for (let number = Math.max(from, this.#forgotten) + 1; number <= to; number++) {
      entries.push(this.#tree.get(placeOf(number)) as Entry);
    }
    return entries;
  }

  /** Every other node has the first `count`. */
  forget(count: number): void {
    if (count <= this.#forgotten) return;
    const gone: TreeEntry[] = [];
    for (let number = this.#forgotten + 1; number <= count; number++) gone.push([placeOf(number), null]);
    this.#forgotten = count;
    this.#tree.write([...gone, [forgottenKey, count]]);
  }
}
