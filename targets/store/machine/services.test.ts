import { describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import { parseConfiguration } from '../configuration.ts';
import { isCommand, isQuery, StateMachine, type Command } from '../state-machine.ts';

const machineWith = (set: Readonly<Record<string, unknown>> = {}): StateMachine =>
  new StateMachine(parseConfiguration({ lockLeaseMs: 100, ...set }));

describe('a lock', () => {
  const acquire = (machine: StateMachine, atMs: number): Json => machine.apply({ type: 'acquire', key: 'l', atMs });
  const renew = (machine: StateMachine, token: number, atMs: number): Json =>
    machine.apply({ type: 'renew', key: 'l', token, atMs });
  const release = (machine: StateMachine, token: number): Json => machine.apply({ type: 'release', key: 'l', token });

  it('is held until its lease is over also by a slower clock, and its tokens grow', () => {
    const machine = machineWith();
    expect([0, 99, 150, 151, 250, 302].map((atMs) => acquire(machine, atMs))).toEqual([1, null, null, 2, null, 3]);
    expect(machine.query({ type: 'lease-time' })).toBe(302);
  });

  it('is renewed by its holder as long as its lease lasts', () => {
    const machine = machineWith();
    acquire(machine, 0);
    expect([renew(machine, 1, 90), acquire(machine, 150), renew(machine, 1, 241)]).toEqual([true, null, false]);
    expect([acquire(machine, 241), renew(machine, 1, 245), renew(machine, 2, 245)]).toEqual([2, false, true]);
  });

  it('is released by its holder only', () => {
    const machine = machineWith();
    acquire(machine, 0);
    acquire(machine, 160);
    expect([release(machine, 1), acquire(machine, 170), release(machine, 2), release(machine, 2)]).toEqual([
      false,
      null,
      true,
      false,
    ]);
  });

  it('with a planted bug is released or renewed by a former holder', () => {
    const [released, renewed] = [
      machineWith({ bug: 'lock-released-by-anyone' }),
      machineWith({ bug: 'lease-renewed-after-expiry' }),
    ];
    for (const machine of [released, renewed]) for (const atMs of [0, 160]) acquire(machine, atMs);
    expect([release(released, 1), acquire(released, 170)]).toEqual([true, 3]);
    expect([renew(renewed, 1, 170), renew(renewed, 2, 170)]).toEqual([true, true]);
  });

  it.each([
    [{}, [true, true, false, true]],
    [{ locks: 'lease' }, [true, true, true, true]],
    [{ bug: 'fencing-not-checked' }, [true, true, true, true]],
  ])('with %j, its resource takes the tokens 1, 3, 2, 3: %j', (set, expected) => {
    const machine = machineWith(set);
    const write = (token: number): Json => machine.apply({ type: 'guarded-write', key: 'l', token, value: 0 });
    expect([1, 3, 2, 3].map(write)).toEqual(expected);
  });
});

describe('a partition of a log', () => {
  const publish = (machine: StateMachine, producer: number | null, number: number): Json =>
    machine.apply({ type: 'publish', key: 'p', value: number, producer, number });

  it('appends what a producer sends again once, and what is not numbered each time', () => {
    const machine = machineWith();
    expect(machine.apply({ type: 'new-producer', key: 'p' })).toBe(0);
    expect([publish(machine, 0, 1), publish(machine, 0, 2), publish(machine, 0, 2)]).toEqual([0, 1, 1]);
    expect([publish(machine, null, 7), publish(machine, null, 7)]).toEqual([2, 3]);
    expect(machine.query({ type: 'records', key: 'p', from: 1 })).toEqual([2, 7, 7]);
  });

  it('takes a producer that it does not know for one that does not number its records', () => {
    expect(publish(machineWith(), 4_000_000_000, 1)).toBe(0);
  });

  it('with a planted bug appends the last record again', () => {
    const machine = machineWith({ bug: 'duplicate-on-resend' });
    machine.apply({ type: 'new-producer', key: 'p' });
    expect([publish(machine, 0, 1), publish(machine, 0, 1)]).toEqual([0, 1]);
  });

  it.each([
    [{}, [true, false], [5]],
    [{ bug: 'zombie-consumer-not-fenced' }, [true, true], [5, 5]],
  ])('with %j, two consumers of one batch get %j', (set, answers, effects) => {
    const machine = machineWith(set);
    const consume = (): Json => machine.apply({ type: 'consume', key: 'p', offset: 0, values: [5] });
    expect([consume(), consume()]).toEqual(answers);
    expect(machine.query({ type: 'effects', key: 'p' })).toEqual(effects);
    expect(machine.query({ type: 'offset', key: 'p' })).toBe(1);
  });
});

describe('names and identifiers', () => {
  it('have one owner, and come once', () => {
    const machine = machineWith();
    const claim = (owner: number): Json => machine.apply({ type: 'claim', key: 'x', owner });
    expect([claim(1), claim(2), claim(1), machine.query({ type: 'owner', key: 'x' })]).toEqual([true, false, true, 1]);
    expect([machine.apply({ type: 'generate' }), machine.apply({ type: 'generate' })]).toEqual([1, 2]);
  });
});

describe('services', () => {
  const commands: readonly Command[] = [
    { type: 'acquire', key: 'l', atMs: 5 },
    { type: 'guarded-write', key: 'l', token: 1, value: 3 },
    { type: 'new-producer', key: 'p' },
    { type: 'publish', key: 'p', value: 4, producer: 0, number: 1 },
    { type: 'consume', key: 'p', offset: 0, values: [4] },
    { type: 'take-effect', key: 'p', values: [9] },
    { type: 'commit-offset', key: 'p', from: 1, offset: 2 },
    { type: 'claim', key: 'n', owner: 1 },
    { type: 'generate' },
    { type: 'renew', key: 'l', token: 1, atMs: 9 },
    { type: 'release', key: 'l', token: 1 },
  ];

  it('go on from a snapshot as they would have without', () => {
    const machine = machineWith();
    for (const command of commands) machine.apply(command);
    const text = JSON.stringify(machine.snapshot());
    const copy = machineWith();
    copy.restore(JSON.parse(text) as Json);
    expect(JSON.stringify(copy.snapshot())).toBe(text);
    for (const command of commands) expect(copy.apply(command)).toEqual(machine.apply(command));
    expect(copy.snapshot()).toEqual(machine.snapshot());
  });

  it('refuse snapshots that are none', () => {
    const wrong: readonly Json[] = [
      { locks: [] },
      { locks: { timeMs: 1 } },
      { locks: { timeMs: 1, locks: [['l', { token: 1 }]] } },
      { logs: [['p', { values: [1], effects: [], offset: 0 }]] },
      { logs: [['p', { values: [1], producers: [[1]], effects: [], offset: 0 }]] },
      { names: [['n', 'me']] },
      { ids: 'x' },
    ];
    for (const snapshot of wrong) expect(() => machineWith().restore(snapshot)).toThrow(TypeError);
  });

  it('tell well-formed commands and queries from others', () => {
    expect(commands.filter((command) => !isCommand(command))).toEqual([]);
    const wrongCommands: readonly Json[] = [
      { type: 'acquire', key: 'l' },
      { type: 'renew', key: 'l', atMs: 1 },
      { type: 'release', key: 'l', token: '1' },
      { type: 'guarded-write', key: 'l', token: 1, value: 0.5 },
      { type: 'publish', key: 'p', value: 1, producer: -1, number: 1 },
      { type: 'publish', key: 'p', value: 1, number: 1 },
      { type: 'consume', key: 'p', offset: -1, values: [] },
      { type: 'consume', key: 'p', offset: 0, values: Array.from({ length: 1000 }, () => 0) },
      { type: 'take-effect', key: 'p', values: 3 },
      { type: 'commit-offset', key: 'p', offset: 2 },
      { type: 'claim', key: 7, owner: 1 },
      { type: 'toString' },
    ];
    expect(wrongCommands.filter((command) => isCommand(command))).toEqual([]);
    expect(isQuery({ type: 'records', key: 'p', from: 0 })).toBe(true);
    expect(isQuery({ type: 'records', key: 'p', from: -1 })).toBe(false);
    expect(isQuery({ type: 'owner' })).toBe(false);
  });
});
