import { expect, it } from 'vitest';
import type { Message } from '../../contract/host.ts';
import { parseConfiguration } from '../configuration.ts';
import { MemoryDisk } from '../storage/memory-disk.testing.ts';
import { LocalReads } from './local-reads.ts';

/** A copy whose place in the log the test moves by hand; `answers` are the values that clients got, null for a refusal. */
function copyAt(at: { applied: number; last: number }) {
  const answers: (number | null)[] = [];
  const patience: (() => void)[] = [];
  const unsynced: (() => void)[] = [];
  const host = {
    node: 'n1',
    peers: ['n2', 'n3'],
    random: { below: () => 0 },
    disk: new MemoryDisk(),
    monotonicMs: () => 0,
    wallMs: () => 0,
    setTimer: (_delayMs: number, callback: () => void) => {
      patience.push(callback);
      return { cancel() {} };
    },
    send: (_to: string, message: Message) =>
      void answers.push(message['kind'] === 'result' ? (message['value'] as number) : null),
    log() {},
  };
  const reads = new LocalReads({
    host,
    configuration: parseConfiguration({ reads: 'local', sessions: 'sticky' }),
    appliedIndex: () => at.applied,
    lastIndex: () => at.last,
    query: () => at.applied,
    flush: (done) => void unsynced.push(done),
  });
  const ask = (): void => reads.ask({ address: 'client:1', id: 1 }, { type: 'register', key: 'x' }, 0);
  const sync = (): void => unsynced.splice(0).forEach((done) => done());
  return { at, ask, answers, reads, sync, loseAllPatience: () => patience.splice(0).forEach((end) => end()) };
}

it('answers from what the disk holds, and from nothing else', () => {
  const { at, ask, sync, answers } = copyAt({ applied: 0, last: 0 });
  at.applied = at.last = 7;
  ask();
  at.applied = at.last = 8;
  expect(answers).toEqual([]);
  sync();
  expect(answers).toEqual([7]);
});

it('after a start refuses until all that its log held is applied again: it may have answered from that', () => {
  const { at, ask, sync, reads, answers, loseAllPatience } = copyAt({ applied: 0, last: 9 });
  at.applied = 8;
  reads.onApplied();
  ask();
  loseAllPatience();
  expect(answers).toEqual([null]);
  ask();
  at.applied = 9;
  reads.onApplied();
  sync();
  expect(answers).toEqual([null, 9]);
});

it('does not wait for what a leader removed from its log', () => {
  const { at, ask, sync, answers } = copyAt({ applied: 5, last: 9 });
  at.last = at.applied = 6;
  ask();
  sync();
  expect(answers).toEqual([6]);
});
