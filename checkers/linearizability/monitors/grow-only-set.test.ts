/** The monitor of grow-only sets against the definition. */
import { expect, it } from 'vitest';
import { growOnlySetKind, monitorGrowOnlySet, type GrowOnlySetOperations } from './grow-only-set.ts';
import type { InvalidAnswer, MonitorAnswer } from './monitor.ts';
import {
  columnsOf,
  faultOfAnswer,
  isLinearizable,
  mutate,
  randomFrom,
  runsPerCase,
  shuffled,
  spread,
  type Call,
  type Operation,
  type Random,
  type Sequential,
} from './monitor-oracle.testing.ts';

const { add, read } = growOnlySetKind;
const elementCount = 4;

/** Sets of elements are numbers here: element e is bit e. The result of a read is such a set, so is the state. */
const set: Sequential = {
  initial: '0',
  step(state, { kind, value, result }) {
    if (kind === add) return [String(Number(state) | (1 << value))];
    return Number(state) === result ? [state] : [];
  },
};

function elementsOf(bits: number): number[] {
  return Array.from({ length: elementCount + 1 }, (_, element) => element).filter(
    (element) => (bits >> element) % 2 === 1,
  );
}

function withReads(operations: readonly Operation[], random: Random): GrowOnlySetOperations {
  const seen = operations.map(({ kind, result }) => (kind === read ? shuffled(elementsOf(result), random) : []));
  const seenStart = new Int32Array(operations.length + 1);
  for (const [row, elements] of seen.entries()) seenStart[row + 1] = (seenStart[row] as number) + elements.length;
  return { ...columnsOf(operations), seen: Int32Array.from(seen.flat()), seenStart };
}

function played(twice: boolean, random: Random): Call[] {
  let state = 0;
  let next = 0;
  return Array.from({ length: 1 + random(8) }, () => {
    if (random(2) === 0) return { kind: read, value: 0, result: state };
    const value = twice ? random(elementCount) : Math.min(next++, elementCount);
    state |= 1 << value;
    return { kind: add, value, result: 0 };
  });
}

function anyCalls(twice: boolean, random: Random): Call[] {
  let next = 0;
  return Array.from({ length: 1 + random(7) }, () => {
    if (random(2) === 0) return { kind: read, value: 0, result: random(4) === 0 ? random(16) : (1 << random(4)) - 1 };
    return { kind: add, value: twice ? random(elementCount) : Math.min(next++, elementCount), result: 0 };
  });
}

function history(kind: 'any' | 'valid' | 'mutated', twice: boolean, random: Random): Operation[] {
  const calls = kind === 'any' ? anyCalls(twice, random) : played(twice, random);
  const operations = spread(calls, random, (call) => call);
  return shuffled(kind === 'mutated' ? mutate(operations, random) : operations, random);
}

/** The culprits, where reads see only what culprits add or nobody does. */
function alone(operations: readonly Operation[], { culprits }: InvalidAnswer): Operation[] {
  const chosen = culprits.map((row) => operations[row] as Operation);
  const added = (among: readonly Operation[]): number =>
    among.filter(({ kind }) => kind === add).reduce((bits, { value }) => bits | (1 << value), 0);
  const counted = added(chosen) | ~added(operations);
  return chosen.map((one) => (one.kind === read ? { ...one, result: one.result & counted } : one));
}

function faultOf(answer: MonitorAnswer, operations: readonly Operation[]): string | undefined {
  if (answer?.verdict !== 'invalid') return faultOfAnswer(answer, operations, set, () => operations);
  if (isLinearizable(operations, set)) return `wrongly invalid: ${answer.violation}`;
  return isLinearizable(alone(operations, answer), set) ? 'the culprits show nothing' : undefined;
}

it.each([
  { kind: 'any', twice: false, least: { valid: 0.05, invalid: 0.3 } },
  { kind: 'any', twice: true, least: { valid: 0.02, invalid: 0.3 } },
  { kind: 'valid', twice: false, least: { valid: 0.9, invalid: 0 } },
  { kind: 'valid', twice: true, least: { valid: 0.3, invalid: 0 } },
  { kind: 'mutated', twice: false, least: { valid: 0.5, invalid: 0.05 } },
  { kind: 'mutated', twice: true, least: { valid: 0.2, invalid: 0.02 } },
] as const)('agrees with the definition: $kind, elements added twice: $twice', ({ kind, twice, least }) => {
  const tally = { valid: 0, invalid: 0, none: 0 };
  for (let seed = 1; seed <= runsPerCase; seed++) {
    const random = randomFrom(seed);
    const operations = history(kind, twice, random);
    const answer = monitorGrowOnlySet(withReads(operations, random));
    tally[answer?.verdict ?? 'none']++;
    expect({ seed, fault: faultOf(answer, operations) }).toEqual({ seed, fault: undefined });
  }
  expect(tally.valid).toBeGreaterThanOrEqual(least.valid * runsPerCase);
  expect(tally.invalid).toBeGreaterThanOrEqual(least.invalid * runsPerCase);
});

it('does not judge a read that lists an element twice, also if another read saw it before', () => {
  const at = (kind: number, invoke: number): Operation => ({ kind, value: 1, result: 0, invoke, complete: invoke + 1 });
  const columns = columnsOf([at(add, 0), at(read, 2), at(read, 4)]);
  const seen = Int32Array.of(1, 1, 1);
  expect(monitorGrowOnlySet({ ...columns, seen, seenStart: Int32Array.of(0, 0, 1, 3) })).toBeNull();
});
