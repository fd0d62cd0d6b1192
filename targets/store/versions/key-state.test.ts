import { describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import { withDot } from './causal-context.ts';
import type { CausalContext } from './causal-context.ts';
import { counterValue, isKeyState, mergeStates, unionOfSiblings } from './key-state.ts';
import type { KeyState, SiblingsState, TotalsState } from './key-state.ts';

const merge = (left: KeyState, right: KeyState): KeyState => mergeStates(left, right, 'none');

function written(actor: string, count: number, read: CausalContext, ...elements: number[]): SiblingsState {
  const dot = [actor, count] as const;
  return { type: 'siblings', context: withDot(read, dot), siblings: [{ dot, elements }] };
}

const first = written('n1/1', 1, {}, 1);
const beside = written('n2/1', 1, {}, 2);
const after = written('n1/1', 2, first.context, 1, 3);
const samples: Readonly<Record<string, readonly KeyState[]>> = {
  latest: [
    { type: 'latest', stamp: [5, 0, 'n1/1'], value: 1 },
    { type: 'latest', stamp: [5, 1, 'n1/1'], value: 2 },
    { type: 'latest', stamp: [5, 1, 'n2/1'], value: 3 },
  ],
  siblings: [first, beside, after, written('n1/1', 4, {}, 9)],
  elements: [
    { type: 'elements', elements: [1, 2] },
    { type: 'elements', elements: [2, 3] },
    { type: 'elements', elements: [] },
  ],
  totals: [
    { type: 'totals', totals: { 'n1/1': [3, 0] } },
    { type: 'totals', totals: { 'n1/1': [5, 1] } },
    { type: 'totals', totals: { 'n2/1': [1, 4] } },
  ],
};

/** As a set: siblings stand in no order. */
const shown = (state: KeyState): unknown =>
  state.type === 'siblings'
    ? { ...state, siblings: state.siblings.map((one) => JSON.stringify(one)).toSorted() }
    : state;

describe.each(Object.entries(samples))('merging %s', (_type, states) => {
  it('knows no order, and nothing twice', () => {
    for (const one of states) {
      expect(merge(one, one)).toBe(one);
      for (const other of states) {
        expect(shown(merge(one, other))).toEqual(shown(merge(other, one)));
        expect(merge(merge(one, other), other)).toEqual(merge(one, other));
        for (const third of states) {
          expect(shown(merge(merge(one, other), third))).toEqual(shown(merge(one, merge(other, third))));
        }
      }
    }
  });
});

describe('siblings', () => {
  it('stay side by side, until a write replaces what its writer had read', () => {
    const both = merge(first, beside) as SiblingsState;
    expect(unionOfSiblings(both)).toEqual([1, 2]);
    expect(merge(both, after)).toMatchObject({ siblings: [beside.siblings[0], after.siblings[0]] });
    const replaced = written('n2/1', 2, both.context, 1, 2, 4);
    expect(merge(both, replaced)).toMatchObject({ siblings: replaced.siblings });
    expect(merge(replaced, first)).toBe(replaced);
  });

  it('are not taken for replaced because a later write of the same node is known', () => {
    expect(merge(written('n1/1', 2, {}, 5), first)).toMatchObject({ siblings: [{ elements: [5] }, { elements: [1] }] });
  });
});

it('a counter is the sum of what each node counted', () => {
  const [low, high, other] = samples['totals'] as readonly TotalsState[] as [TotalsState, TotalsState, TotalsState];
  expect(counterValue(merge(merge(low, high), other) as TotalsState)).toBe(5 - 1 + 1 - 4);
});

describe('what comes over a socket', () => {
  it.each(Object.values(samples).flat())('is accepted: %j', (state) => {
    expect(isKeyState(JSON.parse(JSON.stringify(state)))).toBe(true);
  });

  const refused: readonly Json[] = [
    null,
    7,
    [],
    { type: 'other' },
    { type: 'latest', stamp: [1, 2], value: 3 },
    { type: 'latest', stamp: [1, 2 ** 52, 'n1/1'], value: 3 },
    { type: 'latest', stamp: [1, 2, 'n1/1'], value: 'x' },
    { type: 'siblings', context: { 'n1/1': [] }, siblings: [] },
    { type: 'siblings', context: { constructor: [1] }, siblings: [] },
    { type: 'siblings', context: {}, siblings: [{ dot: ['n1/1', -1], elements: [] }] },
    { type: 'elements', elements: [1.5] },
    { type: 'totals', totals: { 'n1/1': [1] } },
  ];
  it.each(refused.map((state) => [JSON.stringify(state), state] as const))('is refused: %s', (_text, state) => {
    expect(isKeyState(state)).toBe(false);
  });
});
