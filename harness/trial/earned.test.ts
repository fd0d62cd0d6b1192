import { describe, expect, it } from 'vitest';
import type { Operation } from '../../checkers/history/event.ts';
import type { FaultRecord } from '../record/verdict-record.ts';
import { register } from '../workloads/register.ts';
import { countOperations, hasContention, unattested, unearned } from './earned.ts';

function operation(
  process: number,
  f: string,
  key: string,
  from: number,
  to: number,
  type: Operation['type'] = 'ok',
): Operation {
  const index = from;
  return {
    index,
    completionIndex: to,
    process,
    f,
    invoked: [key, null],
    value: [key, 1],
    type,
    invokeTimeNs: from,
    completeTimeNs: to,
  };
}

const overlapping = [operation(0, 'write', 'x', 0, 10), operation(1, 'read', 'x', 5, 15)];

function reasonsFor(operations: readonly Operation[], faults: readonly FaultRecord[] = [], planned = faults.length) {
  return [...unearned(register, operations, countOperations(operations)), ...unattested(faults, planned)];
}

describe('unearned', () => {
  it('has nothing against overlapping reads and writes', () => {
    expect(reasonsFor(overlapping)).toEqual([]);
  });

  it('says so when no operation of a needed kind succeeded', () => {
    expect(reasonsFor([operation(0, 'write', 'x', 0, 10), operation(1, 'read', 'x', 5, 15, 'info')])).toEqual([
      'no read ever succeeded, so there is nothing to judge',
    ]);
    expect(reasonsFor([])).toHaveLength(2);
  });

  it('says so when nothing overlapped, per key', () => {
    const apart = [operation(0, 'write', 'x', 0, 10), operation(1, 'read', 'y', 5, 15)];
    expect(reasonsFor(apart)).toEqual([
      expect.stringContaining('no two operations on the same object ever overlapped'),
    ]);
    expect(hasContention(apart, false)).toBe(true);
  });

  it('remembers the longest operation, not the latest', () => {
    const nested = [
      operation(0, 'read', 'x', 0, 100, 'info'),
      operation(1, 'write', 'x', 100, 101),
      operation(2, 'read', 'x', 102, 103),
    ];
    expect(hasContention(nested, true)).toBe(false);
    expect(
      hasContention(
        [operation(0, 'read', 'x', 0, 100), operation(1, 'write', 'y', 1, 2), operation(2, 'read', 'x', 50, 60)],
        true,
      ),
    ).toBe(true);
  });

  it('says so when a planned fault was not attested, or never happened', () => {
    const attestation = {
      status: 'not-attested',
      before: '',
      during: '',
      after: '',
      reason: 'the rule vanished',
    } as const;
    const fault: FaultRecord = {
      fault: 0,
      kind: 'partition',
      description: 'n1 | n2',
      nodes: ['n1'],
      startNs: 0,
      endNs: 1,
      attestation,
    };
    expect(reasonsFor(overlapping, [fault])).toEqual([
      'the fault partition (n1 | n2) is not attested: the rule vanished',
    ]);
    expect(reasonsFor(overlapping, [], 2)).toEqual(['2 of 2 planned faults never happened']);
  });
});
