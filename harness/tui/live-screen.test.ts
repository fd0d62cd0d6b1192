import { render } from 'ink-testing-library';
import { createElement as h } from 'react';
import { describe, expect, it } from 'vitest';
import { LiveScreen } from './live-screen.ts';
import { advance, initialLiveState, type LiveSignal, type LiveState } from './live-state.ts';
import { completion, operation, planned, status } from './sample-signals.testing.ts';

function frame(state: LiveState, columns = 100, rows = 24): string {
  const { lastFrame, unmount } = render(h(LiveScreen, { state, elapsedMs: 61_000, columns, rows }));
  const shown = lastFrame() ?? '';
  unmount();
  return shown;
}

const running: LiveSignal = { type: 'event', event: { type: 'phase', phase: 'run', timeNs: 0 } };
const sample = advance(initialLiveState, [
  planned,
  running,
  ...operation(0, 4000, 4002),
  ...operation(1, 4000, 4020),
  completion(2, 'invoke', 4000),
  completion(2, 'info', 5000, { error: ['timeout', 'no answer in 1000 ms'], node: 'n3' }),
  status('n1', 'up', 5000, { role: 'primary' }),
  status('n2', 'up', 5000, { clockOffsetMs: -5000 }),
  status('n3', 'down', 5000, { role: 'unknown' }),
  {
    type: 'event',
    event: { type: 'fault-start', fault: 0, kind: 'kill', description: 'one: n3', nodes: ['n3'], timeNs: 4e9 },
  },
  { type: 'event', event: { type: 'fault-injected', fault: 0, observed: 'n3 is gone (137)', timeNs: 4.1e9 } },
]);

const outcome = (attestationStatus: 'attested' | 'not-attested'): LiveSignal => ({
  type: 'event',
  event: {
    type: 'fault-attestation',
    fault: 0,
    timeNs: 6e9,
    attestation: { status: attestationStatus, before: 'b', during: 'd', after: 'a', reason: 'it never bit' },
  },
});

describe('the live screen', () => {
  it('shows plan, phase, nodes, faults, rate, latency, results and errors', () => {
    expect(frame(sample)).toBe(
      [
        ' ordeal  redis · register · docker · 6 clients · seed 42  claims linearizable',
        ' running 00:05 / 00:20 ━━━━━━━━━━──────────────────────────────',
        '',
        ' n1       ● up      primary',
        ' n2       ● up      replica   clock -5 s',
        ' n3       ✗ down',
        ' faults   ◆ kill one: n3 biting …  n3 is gone (137)',
        ' rate     2 ops/s     ▁▁▁▁█▅',
        ' latency  p50 20 ms  p99 20 ms',
        ' results  ok 2  fail 0  info 1',
        ' errors   00:05 n3 read info: timeout: no answer in 1000 ms',
        ...Array.from({ length: 9 }, () => ''),
        '',
        ' Ctrl-C stops: heals, tears down, judges what there is',
      ].join('\n'),
    );
  });

  it('says so when it is stopping', () => {
    expect(frame(advance(sample, [{ type: 'interrupted' }]))).toContain('interrupted, running');
  });

  it.each([
    [100, 24],
    [80, 12],
    [40, 10],
    [20, 30],
  ])('stays inside %d x %d, whatever happens', (columns, rows) => {
    const crowded = advance(sample, [
      ...Array.from({ length: 30 }, (_, index) => status(`node${index}`, 'up', 6000, { detail: 'x'.repeat(200) })),
      ...Array.from({ length: 20 }, (_, fault): LiveSignal => {
        const description = `partition ${'very '.repeat(40)}long`;
        return { type: 'event', event: { type: 'fault-start', fault, kind: 'k', description, nodes: [], timeNs: 7e9 } };
      }),
      ...Array.from({ length: 50 }, () => completion(3, 'info', 8000, { error: ['e', 'long '.repeat(60)] })),
      { type: 'progress', line: 'p'.repeat(300) },
    ]);
    const lines = frame(crowded, columns, rows).split('\n');
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('shows an attested and a failed attestation by words, not by colour alone', () => {
    expect(frame(advance(sample, [outcome('attested')]))).toContain('✓ attested');
    expect(frame(advance(sample, [outcome('not-attested')]))).toContain('✗ not attested  it never bit');
  });
});
