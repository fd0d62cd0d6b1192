import { describe, expect, it } from 'vitest';
import { StateMachine } from './state-machine.ts';

describe('the state machine', () => {
  it('keeps registers and sets apart, by key', () => {
    const machine = new StateMachine();
    machine.apply({ type: 'write', key: 'x', value: 1 });
    machine.apply({ type: 'add', key: 'x', element: 7 });
    machine.apply({ type: 'add', key: 'x', element: 5 });
    machine.apply({ type: 'add', key: 'x', element: 7 });
    expect(machine.query({ type: 'register', key: 'x' })).toBe(1);
    expect(machine.query({ type: 'elements', key: 'x' })).toEqual([7, 5]);
    expect(machine.query({ type: 'register', key: 'y' })).toBeNull();
    expect(machine.query({ type: 'elements', key: 'y' })).toEqual([]);
  });

  it('sets only if the register holds what was expected', () => {
    const machine = new StateMachine();
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 2 })).toBe(false);
    machine.apply({ type: 'write', key: 'x', value: 1 });
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 2 })).toBe(true);
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 3 })).toBe(false);
    expect(machine.query({ type: 'register', key: 'x' })).toBe(2);
  });

  it('carries out transactions on lists one operation after the other', () => {
    const machine = new StateMachine();
    const read = (key: string) => machine.apply({ type: 'lists', operations: [['r', key, null]] });
    const first = machine.apply({
      type: 'lists',
      operations: [
        ['r', 'x', null],
        ['append', 'x', 2],
        ['append', 'y', 1],
        ['append', 'x', 2],
        ['r', 'x', null],
      ],
    });
    const expected = [
      ['r', 'x', []],
      ['append', 'x', 2],
      ['append', 'y', 1],
      ['append', 'x', 2],
      ['r', 'x', [2, 2]],
    ];
    expect(first).toEqual(expected);
    machine.apply({ type: 'lists', operations: [['append', 'x', 3]] });
    expect(first).toEqual(expected);
    expect([read('x'), read('y')]).toEqual([[['r', 'x', [2, 2, 3]]], [['r', 'y', [1]]]]);
    machine.reset();
    expect(read('x')).toEqual([['r', 'x', []]]);
  });

  it('is empty again after a reset', () => {
    const machine = new StateMachine();
    machine.apply({ type: 'write', key: 'x', value: 1 });
    machine.reset();
    expect(machine.query({ type: 'register', key: 'x' })).toBeNull();
  });
});
