/**
 * The versions of each key that count, one after the other: those whose writer is known and happened. What an aborted or
 * unknown append left in a list between two of them is skipped: the order of the two is certain without it.
 */
import { noPrevious, unknownPrevious } from '../dependencies.ts';
import { aborted, committed, type TransactionColumns } from '../transaction-columns.ts';
import { noWriter, type Appends } from './appends.ts';
import { listStart, nowhere, type KeyOrders } from './key-orders.ts';

/** In `at`, `next` and `end`: no link of a chain. */
export const noLink = -1;

export interface InstalledVersions {
  /** Links of all chains: those of a key are consecutive, in its order. */
  readonly count: number;
  readonly version: Int32Array;
  readonly writer: Int32Array;
  /** Per link: the next one of its key that another transaction wrote, or `noLink`. */
  readonly nextOfOther: Int32Array;
  /** Per key: its first link and the one after its last. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Per version with a place: the last link at or before it, or `noLink`. */
  readonly at: Int32Array;
  /** Per version: the one directly before it in what was read (see `Inference`). */
  readonly previous: Int32Array;
}

export function installedVersions(
  transactions: TransactionColumns,
  appends: Appends,
  orders: KeyOrders,
): InstalledVersions {
  const { keys, elements, versionCount, status } = transactions;
  const version = new Int32Array(versionCount);
  const writer = new Int32Array(versionCount);
  const first = new Int32Array(keys.size);
  const end = new Int32Array(keys.size);
  const at = new Int32Array(versionCount).fill(noLink);
  const previous = new Int32Array(versionCount).fill(unknownPrevious);
  let count = 0;
  for (let key = 0; key < keys.size; key++) {
    first[key] = count;
    const op = orders.longestOp[key] as number;
    const start = op === nowhere ? 0 : listStart(transactions, op);
    const length = orders.length[key] as number;
    let before = noPrevious;
    for (let place = 0; place < length; place++) {
      const element = elements[start + place] as number;
      if (orders.place[element] !== place) continue;
      previous[element] = before;
      before = element;
      const by = appends.writer[element] as number;
      // Read by a transaction that committed: an indeterminate writer happened (see `happenedTransactions`).
      if (by !== noWriter && status[by] !== aborted) {
        version[count] = element;
        writer[count++] = by;
      }
      at[element] = count > (first[key] as number) ? count - 1 : noLink;
    }
    end[key] = count;
  }
  const nextOfOther = new Int32Array(count).fill(noLink);
  for (let key = 0; key < keys.size; key++) {
    for (let link = (end[key] as number) - 2; link >= (first[key] as number); link--) {
      nextOfOther[link] = writer[link + 1] === writer[link] ? (nextOfOther[link + 1] as number) : link + 1;
    }
  }
  return { count, version, writer, nextOfOther, first, end, at, previous };
}

/** In `TailVersions`: end of a list. */
export const noTail = -1;

/**
 * Versions that must come after all of their key's order though nobody saw where: appended by a transaction that happened,
 * and not in the order. Every state that was read is a prefix of the key's final state, and so is the order.
 */
export interface TailVersions {
  readonly total: number;
  /** Per key: how many, and one of them. */
  readonly count: Int32Array;
  readonly first: Int32Array;
  /** Per version: the next of its key. */
  readonly next: Int32Array;
}

export function tailVersions(
  transactions: TransactionColumns,
  appends: Appends,
  orders: KeyOrders,
  happened: Uint8Array,
): TailVersions {
  const { keys, versionCount, versionKey } = transactions;
  const count = new Int32Array(keys.size);
  const first = new Int32Array(keys.size).fill(noTail);
  const next = new Int32Array(versionCount).fill(noTail);
  let total = 0;
  for (let version = versionCount - 1; version >= 0; version--) {
    const by = appends.writer[version] as number;
    if (by === noWriter || happened[by] === 0 || orders.place[version] !== nowhere) continue;
    const key = versionKey[version] as number;
    next[version] = first[key] as number;
    first[key] = version;
    count[key] = (count[key] as number) + 1;
    total++;
  }
  return { total, count, first, next };
}

/**
 * Whether a tail version's place may be used for write dependencies. If its writer's end is not known, it happened because
 * something else that it appended was read. Should it have aborted after all, that read was a dirty one (G1a), and what is
 * inferred for models from read committed on stays true of them; but write dependencies alone accuse read uncommitted.
 */
export function isCertainlyInstalled(
  { status }: TransactionColumns,
  { writer }: Appends,
  { isSeen }: KeyOrders,
  version: number,
): boolean {
  return isSeen[version] === 1 || status[writer[version] as number] === committed;
}
