import { describe, expect, it } from 'vitest';
import type { TrialEvent } from '../record/trial-event.ts';
import { progressLines } from './progress-lines.ts';

function watch(elapsedMs: () => number = () => 0) {
  const lines: string[] = [];
  const observer = progressLines((line) => lines.push(line), elapsedMs);
  const at = (timeMs: number, event: object) => observer.event?.({ timeNs: timeMs * 1e6, ...event } as TrialEvent);
  const operation = (timeMs: number, type: 'ok' | 'fail' | 'info', process: number | string = 1) =>
    observer.history?.({ index: 0, type, process, f: 'read', value: null, time: timeMs * 1e6 });
  return { lines, at, operation, observer };
}

describe('progress as plain lines', () => {
  it('tells a trial from set-up to its end, on the trial clock once it runs', () => {
    let elapsedMs = 0;
    const { lines, at, operation, observer } = watch(() => elapsedMs);
    at(0, { type: 'phase', phase: 'set-up' });
    elapsedMs = 12_000;
    observer.progress?.('building image ordeal/redis');
    at(0, { type: 'phase', phase: 'run' });
    for (let ms = 0; ms <= 5000; ms += 10) operation(ms, ms % 1000 === 0 ? 'info' : 'ok');
    operation(5001, 'ok', 'nemesis');
    at(6000, { type: 'fault-start', fault: 0, kind: 'kill', description: 'one: n1', nodes: ['n1'] });
    at(6100, { type: 'fault-injected', fault: 0, observed: 'n1 is gone' });
    at(8000, { type: 'fault-healing', fault: 0 });
    at(8100, { type: 'fault-healed', fault: 0 });
    const attestation = { status: 'attested', before: 'up', during: 'gone', after: 'a new life', reason: '' };
    at(8200, { type: 'fault-attestation', fault: 0, attestation });
    const failed = { ...attestation, status: 'not-attested', reason: 'it never died' };
    at(9000, { type: 'fault-attestation', fault: 1, attestation: failed });
    at(9100, { type: 'note', text: 'logs\u001b[2J' });
    at(9200, { type: 'phase', phase: 'heal' });
    expect(lines).toEqual([
      '00:00  set-up',
      '00:12    building image ordeal/redis',
      '00:00  run',
      '00:05    100 ops/s (ok 495, fail 0, info 6)',
      '00:06    fault 1: kill one: n1',
      '00:06    fault 1 bites: n1 is gone',
      '00:08    fault 1 healed',
      '00:08    fault 1 attested (after it: a new life)',
      '00:09    fault 2 NOT ATTESTED: it never died',
      '00:09    note: logs\\x1b[2J',
      '00:09  heal',
    ]);
  });

  it('says a node only when its state, role or clock changed', () => {
    const { lines, at } = watch();
    const status = { type: 'node-status', node: 'n1', state: 'up', role: 'primary', clockOffsetMs: 0, detail: '' };
    at(1000, { type: 'phase', phase: 'run' });
    at(1000, status);
    at(2000, { ...status, clockOffsetMs: 3 });
    at(3000, { ...status, clockOffsetMs: -5012 });
    at(4000, { ...status, clockOffsetMs: -5031 });
    at(5000, { ...status, state: 'silent' });
    at(6000, { ...status, state: 'down', role: 'unknown' });
    expect(lines.slice(1)).toEqual([
      '00:01    n1: up, primary',
      '00:03    n1: up, primary, clock -5 s',
      '00:05    n1: silent',
      '00:06    n1: down',
    ]);
  });
});
