/**
 * From the order of versions to dependencies between transactions. Adya 1999, definitions 4 and 5: ww leads from the writer
 * of a version to the writer of the next one, rw from a reader of a version to the writer of the next one.
 *
 * Which version is the next one is seldom known here; that some version comes later is. Let u < v be certain, with writers
 * W(u), W(v) and a reader R of u. In the true order u < a < ... < v, so W(u) ww W(a) ww ... ww W(v): a path of ww, and R rw
 * W(a) ww ... ww W(v), or, if R itself wrote a, a path of ww from R. So an edge ww from W(u) to W(v) stands for a path of
 * ww, and an edge rw from R to W(v) for a path with at most one rw, its first step. Replace the edges of a cycle by those
 * paths: a closed walk with no more anti-dependencies, none of them adjacent that were not, and so a cycle in it that every
 * model forbids which forbids the one that was found. Where u < v < w is certain, R rw W(v) ww W(w) makes an edge from R
 * to W(w) superfluous.
 */
import { rwEdge, wwEdge, type EdgeColumns } from '../dependencies.ts';
import type { StepLimit } from '../step-limit.ts';
import { predicateReadOp, readOp, type TransactionColumns } from '../transaction-columns.ts';
import type { RegisterReads } from './register-reads.ts';
import type { VersionOrder } from './version-order.ts';
import type { WrittenVersions } from './written-versions.ts';

/** Edges from readers are given up where they would be more than this, and for each micro-operation so many. */
const mostEdges = 16_000_000;
const mostEdgesPerMicroOp = 4;
/** Steps spent on finding that a version follows another one not directly. */
const mostReductionSteps = 256;

/** Lists of transactions, one for each version or key. */
export interface Groups {
  readonly begin: Int32Array;
  readonly members: Int32Array;
}

/** Members in their order, by group. */
export function groupBy(group: Int32Array, member: Int32Array, groupCount: number): Groups {
  const begin = new Int32Array(groupCount + 1);
  for (let each = 0; each < group.length; each++) begin[(group[each] as number) + 1]!++;
  for (let each = 0; each < groupCount; each++) begin[each + 1]! += begin[each] as number;
  const next = begin.slice(0, groupCount);
  const members = new Int32Array(group.length);
  for (let each = 0; each < group.length; each++) members[next[group[each] as number]!++] = member[each] as number;
  return { begin, members };
}

export class OrderEdges {
  /** Edges that were given up. */
  omitted = 0;
  readonly #transactions: TransactionColumns;
  readonly #written: WrittenVersions;
  readonly #order: VersionOrder;
  readonly #edges: EdgeColumns;
  readonly #limit: StepLimit;
  readonly #most: number;
  /** Per version: the version whose followers were last gathered, or reached from, plus one. */
  readonly #gathered: Int32Array;
  readonly #reached: Int32Array;
  #followers = new Int32Array(64);

  constructor(
    transactions: TransactionColumns,
    written: WrittenVersions,
    order: VersionOrder,
    edges: EdgeColumns,
    limit: StepLimit,
  ) {
    this.#transactions = transactions;
    this.#written = written;
    this.#order = order;
    this.#edges = edges;
    this.#limit = limit;
    this.#most = mostEdges + mostEdgesPerMicroOp * transactions.kind.length;
    this.#gathered = new Int32Array(transactions.versionCount);
    this.#reached = new Int32Array(transactions.versionCount);
  }

  /** Edges of every version to those that follow it. Linear in the edges, apart from a bounded effort to leave some out. */
  addFollowers({ readVersion, readBy }: RegisterReads): void {
    const { versionCount } = this.#transactions;
    const { writer } = this.#written;
    const readers = groupBy(readVersion.view(), readBy.view(), versionCount);
    for (let version = 0; version < versionCount && !this.#limit.spent(); version++) {
      const followers = this.#gather(version);
      if (followers === 0) continue;
      const begin = readers.begin[version] as number;
      const end = readers.begin[version + 1] as number;
      const kept = (end - begin) * followers > 2 ? this.#reduce(version, followers) : followers;
      for (let each = 0; each < kept; each++) {
        const later = this.#followers[each] as number;
        const by = writer[later] as number;
        this.#edges.add(writer[version] as number, by, wwEdge, later);
        if (this.#edges.count > this.#most) this.omitted += end - begin;
        else for (let at = begin; at < end; at++) this.#edges.add(readers.members[at] as number, by, rwEdge, later);
      }
    }
  }

  /** The versions that follow this one, each once. */
  #gather(version: number): number {
    const { begin, next } = this.#order;
    let count = 0;
    for (let at = begin[version] as number; at < (begin[version + 1] as number); at++) {
      const later = next[at] as number;
      if (this.#gathered[later] === version + 1) continue;
      this.#gathered[later] = version + 1;
      if (count === this.#followers.length) {
        const larger = new Int32Array(count * 2);
        larger.set(this.#followers);
        this.#followers = larger;
      }
      this.#followers[count++] = later;
    }
    return count;
  }

  /** Leaves out followers that are found to follow another one. */
  #reduce(version: number, count: number): number {
    const { position, begin, next } = this.#order;
    const followers = this.#followers.subarray(0, count);
    followers.sort((left, right) => (position[left] as number) - (position[right] as number));
    const last = position[followers[count - 1] as number] as number;
    const stack: number[] = [];
    let steps = 0;
    let kept = 0;
    for (const follower of followers) {
      if (this.#reached[follower] === version + 1) continue;
      followers[kept++] = follower;
      stack.push(follower);
      while (stack.length > 0 && steps < mostReductionSteps) {
        const from = stack.pop() as number;
        for (let at = begin[from] as number; at < (begin[from + 1] as number); at++, steps++) {
          const later = next[at] as number;
          if (this.#reached[later] === version + 1 || (position[later] as number) > last) continue;
          this.#reached[later] = version + 1;
          stack.push(later);
        }
      }
      stack.length = 0;
    }
    return kept;
  }

  /**
   * Who read what was there at first comes before the writers of the versions that no other one is known to precede: all
   * later ones are reached from those.
   */
  addInitial({ initialKey, initialReadBy }: RegisterReads): void {
    if (initialKey.length === 0) return;
    const { keys } = this.#transactions;
    const readers = groupBy(initialKey.view(), initialReadBy.view(), keys.size);
    const firsts = this.#firstVersions(readers);
    for (let key = 0; key < keys.size; key++) {
      for (let at = readers.begin[key] as number; at < (readers.begin[key + 1] as number); at++) {
        this.#addReader(readers.members[at] as number, firsts, key);
      }
    }
  }

  /** Per key that was read so: its versions that none is known to precede, by their writers. */
  #firstVersions(readers: Groups): Groups {
    const { count, first, kind, key, version, keys } = this.#transactions;
    const { isInstalled } = this.#written;
    const ownKeys: number[] = [];
    const versions: number[] = [];
    for (let transaction = 0; transaction < count; transaction++) {
      for (let op = first[transaction] as number; op < (first[transaction + 1] as number); op++) {
        const own = key[op] as number;
        if (kind[op] === readOp || kind[op] === predicateReadOp) continue;
        if (readers.begin[own] === readers.begin[own + 1]) continue;
        const written = version[op] as number;
        if (isInstalled[written] === 0 || this.#order.precededBy[written] !== 0) continue;
        ownKeys.push(own);
        versions.push(written);
      }
    }
    return groupBy(Int32Array.from(ownKeys), Int32Array.from(versions), keys.size);
  }

  #addReader(reader: number, firsts: Groups, key: number): void {
    const begin = firsts.begin[key] as number;
    const end = firsts.begin[key + 1] as number;
    if (this.#edges.count > this.#most || this.#limit.spent()) {
      this.omitted += end - begin;
      return;
    }
    for (let at = begin; at < end; at++) {
      const version = firsts.members[at] as number;
      this.#edges.add(reader, this.#written.writer[version] as number, rwEdge, version);
    }
  }
}
