/**
 * For tests: small random histories that look like graphs: transactions that write unique values and read any of them, or
 * play a database that is right or lets reads go astray. Few keys, so that they meet.
 */
import type { DraftOp, DraftTransaction } from './draft-transactions.testing.ts';

/** Whole numbers from 0 (inclusive) to `below` (exclusive). */
export type Random = (below: number) => number;

/** Numbers that a seed determines (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface DraftShape {
  readonly transactions: number;
  readonly keys: number;
  readonly sessions: number;
  readonly opsEach: number;
  readonly lists?: boolean;
  /** Of ten transactions, how many did not certainly commit. */
  readonly uncertainInTen?: number;
  /** Of ten reads, how many see something arbitrary. */
  readonly strayInTen: number;
  /** True if a transaction writes each key at most once, so that no read can see an intermediate value. */
  readonly lastWritesOnly?: boolean;
}

interface Draft {
  readonly session: number;
  readonly status: 'committed' | 'aborted' | 'indeterminate';
  readonly start: number;
  readonly end: number;
  readonly point: number;
  readonly ops: DraftOp[];
}

function skeleton(random: Random, shape: DraftShape): Draft[] {
  const count = 1 + random(shape.transactions);
  let next = 1;
  const free = Array.from({ length: shape.sessions }, () => 0);
  return Array.from({ length: count }, (): Draft => {
    const session = random(shape.sessions);
    const start = (free[session] as number) + 1 + random(6);
    const end = start + 1 + random(12);
    free[session] = end;
    const uncertain = random(10) < (shape.uncertainInTen ?? 0);
    const written = new Set<number>();
    const ops = Array.from({ length: 1 + random(shape.opsEach) }, (): DraftOp => {
      const key = random(shape.keys);
      if (random(2) === 0 || (shape.lastWritesOnly === true && written.has(key))) return ['r', key, null];
      written.add(key);
      return [shape.lists === true ? 'append' : 'w', key, next++];
    });
    return {
      session,
      status: !uncertain ? 'committed' : random(3) === 0 ? 'aborted' : 'indeterminate',
      start,
      end,
      point: start + (random(1000) / 1000) * (end - start),
      ops,
    };
  });
}

/** What reads would see if the transactions ran one after another in the order of their points, some of them astray. */
function play(random: Random, shape: DraftShape, drafts: readonly Draft[]): void {
  const lists = shape.lists === true;
  const written = drafts.flatMap(({ ops }) =>
    ops.filter(([f]) => f !== 'r').map(([, key, value]) => ({ key, value: value as number })),
  );
  const state = new Map<number, number[]>();
  const snapshots = random(2) === 0;
  for (const draft of drafts.toSorted((left, right) => left.point - right.point)) {
    const happens = draft.status === 'committed' || (draft.status === 'indeterminate' && random(2) === 0);
    const own = new Map<number, number[]>();
    // A stale snapshot now and then: it may be write skew, or a lost update, or fine.
    const held = (key: number): number[] => own.get(key) ?? state.get(key) ?? [];
    const stale =
      snapshots && random(3) === 0
        ? new Map([...state].map(([key, values]) => [key, values.slice(0, Math.max(0, values.length - 1))]))
        : undefined;
    for (const [at, [f, key, value]] of draft.ops.entries()) {
      if (f !== 'r') {
        own.set(key, [...held(key), value]);
        continue;
      }
      if (draft.status !== 'committed') draft.ops[at] = ['r', key, '?'];
      else {
        let seen = own.get(key) ?? stale?.get(key) ?? state.get(key) ?? [];
        if (random(10) < shape.strayInTen)
          seen = stray(
            random,
            seen,
            written.filter((write) => write.key === key).map((write) => write.value),
            lists,
          );
        draft.ops[at] = ['r', key, lists ? [...seen] : (seen.at(-1) ?? null)];
      }
    }
    if (happens) for (const [key, values] of own) state.set(key, values);
  }
}

function stray(random: Random, seen: readonly number[], written: readonly number[], lists: boolean): number[] {
  if (!lists)
    return random(written.length + 1) === 0
      ? []
      : [written[random(written.length)] as number].filter((value) => value !== undefined);
  const change = random(4);
  if (change === 0) return seen.slice(0, random(seen.length + 1));
  if (change === 1 && written.length > 0) return [...seen, written[random(written.length)] as number];
  if (change === 2 && seen.length > 1) {
    const at = random(seen.length - 1);
    return seen.map((value, position) =>
      position === at ? (seen[at + 1] as number) : position === at + 1 ? (seen[at] as number) : value,
    );
  }
  return seen.filter((_, position) => position !== random(seen.length));
}

/** In order of invocation. */
export function randomDrafts(random: Random, shape: DraftShape): DraftTransaction[] {
  const drafts = skeleton(random, shape);
  play(random, shape, drafts);
  return drafts
    .toSorted((left, right) => left.start - right.start)
    .map(({ session, status, start, end, ops }) => ({ session, status, ops, invoke: start, complete: end }));
}
