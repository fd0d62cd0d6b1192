import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';
import { StateMachine } from './state-machine.ts';
import type { Command } from './state-machine.ts';

const configuration = parseConfiguration({});

describe('the state machine', () => {
  it('keeps registers and sets apart, by key', () => {
    const machine = new StateMachine(configuration);
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
    const machine = new StateMachine(configuration);
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 2 })).toBe(false);
    machine.apply({ type: 'write', key: 'x', value: 1 });
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 2 })).toBe(true);
    expect(machine.apply({ type: 'compare-and-set', key: 'x', from: 1, to: 3 })).toBe(false);
    expect(machine.query({ type: 'register', key: 'x' })).toBe(2);
  });

  it('carries out transactions on lists one operation after the other', () => {
    const machine = new StateMachine(configuration);
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
    const machine = new StateMachine(configuration);
    machine.apply({ type: 'write', key: 'x', value: 1 });
    machine.reset();
    expect(machine.query({ type: 'register', key: 'x' })).toBeNull();
  });

  it('counts, and hands out a queue in the order of its elements', () => {
    const machine = new StateMachine(configuration);
    for (const amount of [5, -2]) machine.apply({ type: 'increase', key: 'x', amount });
    for (const element of [3, 1, 3]) machine.apply({ type: 'enqueue', key: 'x', element });
    expect([machine.query({ type: 'counter', key: 'x' }), machine.query({ type: 'counter', key: 'y' })]).toEqual([
      3, 0,
    ]);
    const take = () => machine.apply({ type: 'dequeue', key: 'x' });
    expect([take(), take(), take(), take()]).toEqual([3, 1, 3, null]);
  });

  /** Something of every kind. */
  const commands: readonly Command[] = [
    { type: 'write', key: 'x', value: 1 },
    { type: 'add', key: 'x', element: 7 },
    { type: 'lists', operations: [['append', 'x', 2]] },
    { type: 'increase', key: 'x', amount: 4 },
    { type: 'enqueue', key: 'x', element: 9 },
    { type: 'open-session' },
    { type: 'once', session: 1, number: 1, command: { type: 'increase', key: 'x', amount: 4 } },
  ];

  it('is restored from a snapshot, which later commands do not touch', () => {
    const machine = new StateMachine(configuration);
    for (const command of commands) machine.apply(command);
    const snapshot = machine.snapshot();
    const text = JSON.stringify(snapshot);
    const copy = new StateMachine(configuration);
    copy.apply({ type: 'write', key: 'y', value: 1 });
    copy.restore(JSON.parse(text));
    expect(JSON.stringify(copy.snapshot())).toBe(text);
    for (const command of commands) expect(copy.apply(command)).toEqual(machine.apply(command));
    expect(JSON.stringify(snapshot)).toBe(text);
    expect(copy.snapshot()).toEqual(machine.snapshot());
  });

  it('refuses what is no snapshot, and keeps its state', () => {
    const machine = new StateMachine(configuration);
    for (const command of commands) machine.apply(command);
    const before = machine.snapshot();
    const wrong = [
      null,
      [],
      { registers: 5 },
      { registers: [['x']] },
      { sets: [['x', ['y']]] },
      { queues: [[7, [1]]] },
      { sessions: { opened: 1, last: [[1, 'x', null]] } },
    ];
    for (const snapshot of wrong) expect(() => machine.restore(snapshot)).toThrow(TypeError);
    expect(machine.snapshot()).toEqual(before);
  });
});
