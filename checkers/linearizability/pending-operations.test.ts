/** What the search takes a walk back to must be what it was: the operations under way, to the last detail. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blindKind, noDeadline, none, otherKind, PendingOperations, readOnlyKind } from './pending-operations.ts';

const kinds = Uint8Array.from([readOnlyKind, blindKind, otherKind, blindKind]);
const slots = 40;

interface Step {
  readonly effect: number;
  readonly indeterminate: boolean;
  /** Ends one of those under way first, if there is any: which. */
  readonly ends: number | null;
}

const step = fc.record<Step>({
  effect: fc.nat(kinds.length - 1),
  indeterminate: fc.boolean(),
  ends: fc.option(fc.nat(slots)),
});

/** All that the search reads. Slots have numbers only where they must be the same: which free one comes next matters to nobody. */
function view(pending: PendingOperations, withSlots = false): unknown {
  const under = [...pending.operationIn.entries()].filter(([, operation]) => operation !== none);
  const bit = (bits: Int32Array, slot: number): boolean => ((bits[slot >>> 5] as number) & (1 << (slot & 31))) !== 0;
  const chain = (effect: number): number[] => {
    const operations: number[] = [];
    for (let slot = pending.first[effect] as number; slot !== none; slot = pending.following[slot] as number) {
      operations.push(pending.operationIn[slot] as number);
    }
    return operations;
  };
  const inOrder = under.toSorted(([, left], [, right]) => left - right);
  const places = inOrder.map(([slot, operation]) => ({
    slot: withSlots ? slot : 'any',
    operation,
    invoke: pending.invokeIn[slot],
    effect: pending.effectIn(slot),
    bits: [pending.reads, pending.blind, pending.others].map((bits) => bit(bits, slot)),
  }));
  const groups = pending.groupEffects.map((effect, group) => ({
    effect,
    number: pending.group(effect),
    begun: [...(pending.begun[group] as number[])],
    operations: [...(pending.groupOperations[group] as number[])],
  }));
  const ungrouped = [...kinds.keys()].filter((effect) => pending.group(effect) === none);
  const used = [pending.reads, pending.blind, pending.others].map((bits) => (withSlots ? [...bits] : []));
  const effects = pending.effects.toSorted((left, right) => left - right);
  return { places, groups, ungrouped, used, effects, chains: effects.map(chain) };
}

/** Each operation that completes has a deadline of its own, not in the order of invocation. */
const deadlineOf = (operation: number): number => 1000 + ((operation * 37) % 101) * 1000 + operation;

/** Operations numbered by step. */
function newPending(steps: readonly Step[]): PendingOperations {
  const effectOf = Int32Array.from(steps, ({ effect }) => effect);
  const deadlines = steps.map(({ indeterminate }, number) => (indeterminate ? noDeadline : deadlineOf(number)));
  return new PendingOperations(effectOf, kinds, Int32Array.from(deadlines), new Int32Array(steps.length), slots);
}

function walk(pending: PendingOperations, steps: readonly Step[], from: number, to: number): void {
  for (let number = from; number < to; number++) {
    const { indeterminate, ends } = steps[number] as Step;
    const under = pending.operationIn.filter((operation) => operation !== none).toSorted();
    if (under.length > 0 && (ends !== null || under.length === slots))
      pending.end(under[(ends ?? 0) % under.length] as number);
    pending.begin(number, number);
    if (indeterminate && number % 7 === 0) pending.readsAreKnown();
  }
}

it('goes back to where it was, and on from there as before', () => {
  let ended = 0;
  const property = fc.property(fc.array(step, { minLength: 2, maxLength: 60 }), fc.nat(59), (steps, at) => {
    const middle = at % steps.length;
    const pending = newPending(steps);
    walk(pending, steps, 0, middle);
    const snapshot = pending.snapshot();
    const before = view(pending, true);
    walk(pending, steps, middle, steps.length);
    const after = view(pending);
    pending.restore(snapshot);
    expect(view(pending, true)).toEqual(before);
    // Reads under way are new again: a configuration from before the point may not have placed them.
    const reading = pending.reads.some((word) => word !== 0);
    expect(pending.hasNewReads || !reading).toBe(true);
    expect([...pending.newReads]).toEqual([...pending.reads]);
    walk(pending, steps, middle, steps.length);
    expect(view(pending)).toEqual(after);
    if (steps.some(({ ends }) => ends !== null)) ended++;
    pending.forget();
    expect(view(pending)).toEqual(view(newPending(steps)));
  });
  fc.assert(property, { numRuns: 2000 });
  expect(ended).toBeGreaterThan(1000);
});

it('has every slot once, also after it went back', () => {
  const steps = Array.from({ length: slots }, (): Step => ({ effect: 1, indeterminate: false, ends: null }));
  const pending = newPending(steps);
  walk(pending, steps, 0, slots / 2);
  pending.restore(pending.snapshot());
  walk(pending, steps, slots / 2, slots);
  expect(Array.from(pending.operationIn).toSorted((left, right) => left - right)).toEqual([...steps.keys()]);
});

it('keeps operations of one effect in the order of their deadlines', () => {
  const steps = Array.from({ length: 30 }, (): Step => ({ effect: 1, indeterminate: false, ends: null }));
  const pending = newPending(steps);
  walk(pending, steps, 0, steps.length);
  const deadlines: number[] = [];
  for (let slot = pending.first[1] as number; slot !== none; slot = pending.following[slot] as number) {
    deadlines.push(deadlineOf(pending.operationIn[slot] as number));
  }
  expect(deadlines).toHaveLength(30);
  expect(deadlines).toEqual(deadlines.toSorted((left, right) => left - right));
});
