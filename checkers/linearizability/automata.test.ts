/** The search on objects of any kind: examples in which one of its rules decides, and comparison with the definition. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automatonHistory, hasOrder, orderProblem, problemOf, type AutomatonHistory } from './automata.testing.ts';
import { never as neverCompleted } from '../history/columns.ts';
import { searchJustInTime } from './just-in-time.ts';
import { oracleRuns, oracleTimeoutMs } from './oracle-runs.testing.ts';
import { findRefuted } from './refute.ts';
import type { PlacedOperation } from './search-problem.ts';

/** The verdict, or what is wrong with the order that is to show it. */
function judged(history: AutomatonHistory): string {
  const result = searchJustInTime(problemOf(history), {}, { withOrder: true });
  if (result.verdict !== 'valid') return result.verdict;
  return orderProblem(history, result.order) ?? 'valid';
}

function placedOf({ effect, events }: AutomatonHistory): PlacedOperation[] {
  return effect.map((effectOf, row) => {
    const complete = events.indexOf(-1 - row);
    return { row, effect: effectOf, invoke: events.indexOf(row), complete: complete < 0 ? neverCompleted : complete };
  });
}

describe('the search, on random automata', () => {
  const numRuns = oracleRuns(3000);
  it.each([
    { kind: 'valid by construction', mutated: false },
    { kind: 'with another effect for one operation', mutated: true },
  ])(
    `agrees with the definition on ${numRuns} histories: $kind`,
    ({ mutated }) => {
      fc.assert(
        fc.property(automatonHistory(12, mutated), (history) => {
          const expected = hasOrder(history);
          expect(mutated || expected).toBe(true);
          expect(judged(history)).toBe(expected ? 'valid' : 'invalid');
          const relaxed = searchJustInTime(problemOf(history), {}, { inexhaustible: true }).verdict;
          expect(expected && relaxed !== 'valid').toBe(false);
          const refuted = findRefuted(placedOf(history), problemOf(history).automaton);
          expect(expected && refuted !== undefined).toBe(false);
        }),
        { numRuns },
      );
    },
    oracleTimeoutMs,
  );
});

const never = -1;

/** Effects over so many states, by what each does. */
function blind(states: number, to: number): number[] {
  return Array.from({ length: states }, () => to);
}

function moves(states: number, ...pairs: readonly (readonly [from: number, to: number])[]): number[] {
  return Array.from({ length: states }, (_, state) => pairs.find(([from]) => from === state)?.[1] ?? never);
}

interface Example extends Omit<AutomatonHistory, 'effect'> {
  readonly title: string;
  readonly effect: readonly number[];
  readonly verdict: 'valid' | 'invalid';
}

/** Each is the smallest in which leaving the rule out, or exchanging it for a simpler one, gave a wrong answer. */
const examples: readonly Example[] = [
  {
    // 1 puts 0 there, 2 and 3 go on from there, and 4 hides it all.
    title: 'behind a blind operation, another one may come before the one that completes',
    verdict: 'valid',
    table: [blind(5, 0), moves(5, [0, 1]), moves(5, [1, 2]), blind(5, 3), moves(5, [3, 3])],
    initial: 4,
    effect: [0, 1, 2, 3, 4],
    events: [0, 1, 2, 3, -4, -3, 4, -5, -2, -1],
  },
  {
    title: 'and after it',
    verdict: 'valid',
    table: [blind(5, 0), moves(5, [0, 1]), moves(5, [1, 2]), blind(5, 3), moves(5, [3, 3])],
    initial: 4,
    effect: [0, 1, 2, 3, 4],
    events: [0, 1, 2, 3, -4, -2, 4, -5, -3, -1],
  },
  {
    // Of what moves 0 to 1 and 3 to 4, the one that began before 3 came is needed before that.
    title: 'saves an older operation by using a newer one of unknown outcome',
    verdict: 'valid',
    table: [blind(6, 0), moves(6, [0, 1], [3, 4]), moves(6, [1, 1]), blind(6, 3), moves(6, [4, 4])],
    initial: 5,
    effect: [0, 1, 2, 3, 1, 4, 4],
    events: [0, 1, 2, 3, -4, 4, 5, -6, -2, -3, 6, -7, -1],
  },
  {
    title: 'uses the newest of unknown outcome, and counts the older ones apart',
    verdict: 'valid',
    table: [blind(6, 0), moves(6, [0, 1], [3, 4]), moves(6, [1, 1]), blind(6, 3), moves(6, [4, 4])],
    initial: 5,
    effect: [0, 1, 2, 3, 1, 4, 4],
    events: [0, 1, 2, 3, -4, 4, 5, -6, -3, 6, -7, -1],
  },
  {
    // For 5 (1 to 2) either 0 or 3 and 4 come before it, for 6 (4 to 2) only 0 can: so 9 brings what 10 reads.
    // 12 comes after three of unknown outcome, or without them: only a walk that leaves nothing out goes on.
    title: 'keeps a configuration that has an older one of unknown outcome left',
    verdict: 'valid',
    table: [
      moves(12, [0, 1], [3, 4], [5, 1]),
      blind(12, 0),
      blind(12, 3),
      moves(12, [0, 6], [5, 6]),
      moves(12, [6, 1]),
      moves(12, [1, 2]),
      moves(12, [4, 2]),
      blind(12, 5),
      moves(12, [5, 5]),
      moves(12, [1, 1]),
      moves(12, [1, 11], [9, 10]),
      moves(12, [1, 7]),
      moves(12, [7, 8]),
      moves(12, [8, 9]),
      moves(12, [10, 10]),
    ],
    initial: 2,
    effect: [0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 9, 10, 11, 12, 13, 14],
    events: [
      0, 1, 2, 3, 4, 5, 6, 7, -8, -6, 8, -9, 9, 10, -11, -7, 11, -12, 12, 13, 14, 15, -13, 16, -17, -4, -5, -2, -3,
    ],
  },
  {
    title: 'a blind operation makes older what was used of a group, too',
    verdict: 'invalid',
    table: [blind(2, 1), moves(2, [1, 0]), blind(2, 0), moves(2, [1, 1])],
    initial: 0,
    effect: [0, 1, 2, 3],
    events: [0, 1, -2, 2, 3, -3, -4],
  },
  {
    title: 'what of a group is put behind a blind operation is one of the older ones',
    verdict: 'valid',
    table: [[3, 4, 0, 1, 2], blind(5, 0), moves(5, [2, 2])],
    initial: 1,
    effect: [0, 0, 0, 1, 2, 1, 0],
    events: [0, 1, 2, 3, 4, 5, -6, 6, -5],
  },
  {
    title: 'no more of a group are newer than began since',
    verdict: 'invalid',
    table: [[0, never, 3, 2], moves(4, [1, 0], [2, 0]), blind(4, 3)],
    initial: 3,
    effect: [0, 1, 1, 2, 2],
    events: [0, 1, 2, 3, 4, -2, -3],
  },
  {
    title: 'a configuration renewed earlier has fewer optional operations',
    verdict: 'valid',
    table: [[2, 2, never], [1, 2, 0], blind(3, 2)],
    initial: 0,
    effect: [0, 1, 2, 1, 0, 0],
    events: [0, 1, 2, -2, -3, 3, 4, -1, 5, -6, -5],
  },
];

describe('the search, where one rule decides', () => {
  it.each(examples)('$title', (history) => {
    expect(hasOrder(history) ? 'valid' : 'invalid').toBe(history.verdict);
    expect(judged(history)).toBe(history.verdict);
  });
});
