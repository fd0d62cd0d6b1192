import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../configuration.ts';
import { StateMachine, type Command, type PlainCommand } from '../state-machine.ts';

const increase: PlainCommand = { type: 'increase', key: 'x', amount: 1 };
const once = (session: number, number: number, command: PlainCommand = increase): Command => ({
  type: 'once',
  session,
  number,
  command,
});

function machineWith(values: Readonly<Record<string, unknown>> = {}): StateMachine {
  return new StateMachine(parseConfiguration(values));
}

const count = (machine: StateMachine): unknown => machine.query({ type: 'counter', key: 'x' });

describe('sessions of clients', () => {
  it('carry out each number once, and answer what was answered', () => {
    const machine = machineWith();
    const generate: PlainCommand = { type: 'generate' };
    expect([machine.apply({ type: 'open-session' }), machine.apply({ type: 'open-session' })]).toEqual([1, 2]);
    const answers = [once(1, 1, generate), once(2, 1, generate), once(1, 1, generate), once(1, 2, generate)];
    expect(answers.map((command) => machine.apply(command))).toEqual([[1], [2], [1], [3]]);
  });

  it('do not carry out a number below the last, which nobody waits for', () => {
    const machine = machineWith();
    machine.apply({ type: 'open-session' });
    for (const number of [1, 2, 1, 2]) machine.apply(once(1, number));
    expect(count(machine)).toBe(2);
  });

  it('end when more are opened than fit, the longest silent first; then nothing is carried out', () => {
    const machine = machineWith({ maxSessions: 2 });
    for (let opened = 0; opened < 2; opened++) machine.apply({ type: 'open-session' });
    machine.apply(once(1, 1));
    machine.apply({ type: 'open-session' });
    expect([once(2, 1), once(1, 2), once(3, 1)].map((command) => machine.apply(command))).toEqual([
      null,
      [null],
      [null],
    ]);
    expect(count(machine)).toBe(3);
  });

  it('are in snapshots, in the order in which they end', () => {
    const machine = machineWith({ maxSessions: 2 });
    for (let opened = 0; opened < 2; opened++) machine.apply({ type: 'open-session' });
    machine.apply(once(1, 1));
    const copy = machineWith({ maxSessions: 2 });
    copy.restore(machine.snapshot());
    expect(copy.apply(once(1, 1))).toEqual([null]);
    expect(copy.apply({ type: 'open-session' })).toBe(3);
    expect(copy.apply(once(2, 1))).toBeNull();
    expect(count(copy)).toBe(1);
  });

  it('are broken by the planted bugs', () => {
    const twice = machineWith({ bug: 'applies-retry-twice' });
    twice.apply({ type: 'open-session' });
    for (const number of [1, 1]) twice.apply(once(1, number));
    expect(count(twice)).toBe(2);
    const forgetful = machineWith({ bug: 'session-table-lost-in-snapshot' });
    forgetful.apply({ type: 'open-session' });
    forgetful.restore(forgetful.snapshot());
    expect(forgetful.apply(once(1, 1))).toBeNull();
  });
});
