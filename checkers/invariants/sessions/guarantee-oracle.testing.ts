/**
 * Session guarantees by their definitions, for small histories of registers with unique values. After Viotti and Vukolic,
 * "Consistency in non-transactional distributed storage systems", 2016, section 3.4: there are a total order of writes
 * (arbitration) and, for each read, a set of writes that it sees, such that it returns the last one of its key among
 * those; each guarantee says what the sets and the order must contain. Sets are as small as the guarantees let them be:
 * a larger one only adds conditions.
 */
import type { Operation } from '../../history/event.ts';

export interface Guarantees {
  readonly readYourWrites: boolean;
  readonly monotonicReads: boolean;
  readonly monotonicWrites: boolean;
  readonly writesFollowReads: boolean;
}

type Pair = readonly [key: string, value: unknown];

function pairOf(operation: Operation): Pair {
  return (operation.f === 'write' ? operation.invoked : operation.value) as unknown as Pair;
}

function* permutations<T>(rest: readonly T[], order: readonly T[] = []): Generator<readonly T[]> {
  if (rest.length === 0) yield order;
  for (const [position, one] of rest.entries()) yield* permutations(rest.toSpliced(position, 1), [...order, one]);
}

/** The write that each read returned, undefined for the initial value. */
function sources(operations: readonly Operation[]): Map<Operation, Operation | undefined> {
  const writes = operations.filter(({ f }) => f === 'write');
  return new Map(
    operations
      .filter(({ f }) => f === 'read')
      .map((read) => [read, writes.find((write) => JSON.stringify(pairOf(write)) === JSON.stringify(pairOf(read)))]),
  );
}

/** What each write brings with it: writes that are seen, and ordered, before it. */
function causes(operations: readonly Operation[], guarantees: Guarantees): Map<Operation, Set<Operation>> {
  const source = sources(operations);
  const before = new Map<Operation, Set<Operation>>();
  for (const write of operations.filter(({ f }) => f === 'write')) {
    const earlier = operations.filter(({ process, index }) => process === write.process && index < write.index);
    const direct = earlier.flatMap((one) => {
      if (one.f === 'write') return guarantees.monotonicWrites ? [one] : [];
      return guarantees.writesFollowReads ? (source.get(one) ?? []) : [];
    });
    before.set(write, new Set(direct));
  }
  for (let grew = true; grew;) {
    grew = false;
    for (const set of before.values()) {
      for (const one of [...set].flatMap((cause) => [...(before.get(cause) ?? [])])) {
        if (set.has(one)) continue;
        set.add(one);
        grew = true;
      }
    }
  }
  return before;
}

/** True if some order of the writes and sets of what each read sees keep the guarantees. */
export function keepsGuarantees(operations: readonly Operation[], guarantees: Guarantees): boolean {
  const source = sources(operations);
  const before = causes(operations, guarantees);
  const seen = new Map<Operation, Set<Operation>>();
  for (const [read, write] of source) {
    const earlier = operations.filter(({ process, index }) => process === read.process && index < read.index);
    const direct = earlier.flatMap((one) => {
      if (one.f === 'write') return guarantees.readYourWrites ? [one] : [];
      return guarantees.monotonicReads ? [...(seen.get(one) ?? [])] : [];
    });
    const own = write === undefined ? direct : [...direct, write];
    seen.set(read, new Set(own.flatMap((one) => [one, ...(before.get(one) ?? [])])));
  }
  const writes = [...before.keys()];
  for (const order of permutations(writes)) {
    const rank = new Map(order.map((write, position) => [write, position]));
    const place = (write: Operation): number => rank.get(write) ?? -1;
    const isOrdered = [...before].every(([write, earlier]) => [...earlier].every((one) => place(one) < place(write)));
    if (!isOrdered) continue;
    const isReturned = [...seen].every(([read, visible]) => {
      const key = pairOf(read)[0];
      const last = [...visible]
        .filter((write) => pairOf(write)[0] === key)
        .toSorted((left, right) => place(right) - place(left))[0];
      return last === source.get(read);
    });
    if (isReturned) return true;
  }
  return false;
}

/** True if one process's reads fit into an order of all writes: PRAM, or causal memory, seen by that process. */
export function hasOwnOrder(operations: readonly Operation[], process: number, causal: boolean): boolean {
  const source = sources(operations);
  const all = { monotonicWrites: true, writesFollowReads: causal };
  const before = causes(operations, { readYourWrites: true, monotonicReads: true, ...all });
  const writes = [...before.keys()];
  const own = operations.filter((one) => one.process === process);
  const place = (
    list: readonly Operation[],
    remaining: readonly Operation[],
    held: ReadonlyMap<string, Operation>,
  ): boolean => {
    const next = own.find((one) => !list.includes(one));
    if (next?.f === 'read' && held.get(pairOf(next)[0]) === source.get(next)) {
      if (place([...list, next], remaining, held)) return true;
    }
    if (remaining.length === 0) return next === undefined;
    return remaining.some((write) => {
      if (write.process === process && write !== next) return false;
      if ([...(before.get(write) ?? [])].some((cause) => remaining.includes(cause))) return false;
      const after = new Map(held).set(pairOf(write)[0], write);
      return place(
        [...list, write],
        remaining.filter((one) => one !== write),
        after,
      );
    });
  };
  return place([], writes, new Map());
}

/** Causality as pairs, and the bad patterns of Bouajjani et al. 2017 for CC on what was really written. */
export function isCausallyConsistent(operations: readonly Operation[]): boolean {
  const source = sources(operations);
  const past = (one: Operation, reached: Set<Operation> = new Set()): Set<Operation> => {
    const direct = operations.filter((other) => other.process === one.process && other.index < one.index);
    const write = source.get(one);
    for (const other of write === undefined ? direct : [...direct, write]) {
      if (reached.has(other)) continue;
      reached.add(other);
      past(other, reached);
    }
    return reached;
  };
  return [...source].every(([read, write]) => {
    const between = [...past(read)].filter(
      (one) => one.f === 'write' && one !== write && pairOf(one)[0] === pairOf(read)[0],
    );
    return write === undefined ? between.length === 0 : between.every((one) => !past(one).has(write));
  });
}
