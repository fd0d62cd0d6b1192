import { describe, expect, it } from 'vitest';
import type { Host } from '../../contract/host.ts';
import { parseConfiguration } from '../configuration.ts';
import { LeaseClock } from './lease-clock.ts';
import { NodeClockIds } from './node-clock-ids.ts';

/** A host whose clocks are set by hand, and what it sent. */
function hostWith(clocks: { monotonicMs: number; wallMs: number }): { host: Host; sent: unknown[] } {
  const sent: unknown[] = [];
  const host = {
    node: 'n1',
    peers: ['n2'],
    monotonicMs: () => clocks.monotonicMs,
    wallMs: () => clocks.wallMs,
    send: (_to: string, message: unknown) => void sent.push(message),
  };
  return { host: host as unknown as Host, sent };
}

const acquire = { type: 'acquire', key: 'l', atMs: 0 } as const;

describe('the lease clock', () => {
  it('begins with the time in the state machine and goes on by the monotonic clock', () => {
    const clocks = { monotonicMs: 7000, wallMs: 0 };
    const clock = new LeaseClock(hostWith(clocks).host, parseConfiguration({}), () => 500);
    expect(clock.stamp(acquire)).toEqual({ ...acquire, atMs: 500 });
    clocks.monotonicMs += 30.9;
    clocks.wallMs += 1_000_000;
    expect(clock.stamp(acquire)).toEqual({ ...acquire, atMs: 530 });
  });

  it('never lets a lease end early, whoever leads: the time between two leaders does not count', () => {
    const clocks = { monotonicMs: 0, wallMs: 0 };
    const { host } = hostWith(clocks);
    let stateMs = 0;
    const stamp = (clock: LeaseClock): number => {
      stateMs = Math.max(stateMs, (clock.stamp(acquire) as typeof acquire).atMs);
      return stateMs;
    };
    const first = new LeaseClock(host, parseConfiguration({}), () => stateMs);
    expect(stamp(first)).toBe(0);
    clocks.monotonicMs = 100;
    expect(stamp(first)).toBe(100);
    clocks.monotonicMs = 1000;
    const second = new LeaseClock(host, parseConfiguration({}), () => stateMs);
    expect(stamp(second)).toBe(100);
    clocks.monotonicMs = 1050;
    expect(stamp(second)).toBe(150);
  });

  it('with leaseClock=wall is the date that the node believes in', () => {
    const { host } = hostWith({ monotonicMs: 5, wallMs: 90_000 });
    const clock = new LeaseClock(host, parseConfiguration({ leaseClock: 'wall' }), () => 0);
    expect(clock.stamp(acquire)).toEqual({ ...acquire, atMs: 90_000 });
  });

  it('leaves other commands as they are', () => {
    const { host } = hostWith({ monotonicMs: 5, wallMs: 5 });
    const clock = new LeaseClock(host, parseConfiguration({}), () => 0);
    expect(clock.stamp({ type: 'release', key: 'l', token: 1 })).toEqual({ type: 'release', key: 'l', token: 1 });
  });
});

describe('identifiers made by a node', () => {
  const generate = { kind: 'execute', id: 1, command: { type: 'generate' } } as const;
  const result = (value: string): object => ({ kind: 'result', id: 1, value });

  it('differ until the clock goes back', () => {
    const clocks = { monotonicMs: 0, wallMs: 50 };
    const { host, sent } = hostWith(clocks);
    const node = new NodeClockIds(host, { receive: () => undefined });
    const times = [50, 50, 51, 50];
    for (const wallMs of times) {
      clocks.wallMs = wallMs;
      node.receive('client:1', generate);
    }
    expect(node.beliefs()).toEqual({ 'last identifier': 'n1-50-0' });
    expect(sent).toMatchObject(['n1-50-0', 'n1-50-1', 'n1-51-0', 'n1-50-0'].map(result));
  });

  it('are asked for by clients only; the node gets everything else', () => {
    const { host, sent } = hostWith({ monotonicMs: 0, wallMs: 0 });
    const received: unknown[] = [];
    const node = new NodeClockIds(host, {
      receive: (from, message) => void received.push([from, message]),
      stop: (done) => void received.push(done),
      beliefs: () => ({ role: 'leader' }),
    });
    node.receive('n2', generate);
    node.receive('client:1', { kind: 'status', id: 2 });
    const done = (): void => undefined;
    node.stop(done);
    expect(received).toEqual([['n2', generate], ['client:1', { kind: 'status', id: 2 }], done]);
    expect(node.beliefs()).toMatchObject({ role: 'leader' });
    expect(sent).toEqual([]);
  });
});
