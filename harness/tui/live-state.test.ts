import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, initialLiveState, latencyQuantileMs, operationsPerSecond, type LiveSignal } from './live-state.ts';
import { completion, operation, planned, status } from './sample-signals.testing.ts';

const faultStart: LiveSignal = {
  type: 'event',
  event: { type: 'fault-start', fault: 0, kind: 'partition', description: 'n1 | n2 n3', nodes: ['n1'], timeNs: 2e9 },
};
const injected: LiveSignal = {
  type: 'event',
  event: { type: 'fault-injected', fault: 0, observed: '4 of 6 links blocked', timeNs: 2.1e9 },
};

function attestation(outcome: 'attested' | 'not-attested', reason: string): LiveSignal {
  const attested = {
    status: outcome,
    before: 'all links open',
    during: '4 of 6 blocked',
    after: 'all links open',
    reason,
  };
  return { type: 'event', event: { type: 'fault-attestation', fault: 0, attestation: attested, timeNs: 6e9 } };
}

describe('the state of the live screen', () => {
  it('knows every node of the plan before any has answered', () => {
    const { nodes, phase } = advance(initialLiveState, [planned]);
    expect([...nodes.keys()]).toEqual(['n1', 'n2', 'n3']);
    expect(nodes.get('n1')?.state).toBe('waiting');
    expect(phase).toBe('planning');
  });

  it('counts results of clients, not of the nemesis, and measures latency from invocation to ok', () => {
    const state = advance(initialLiveState, [
      ...operation(0, 100, 102),
      completion(1, 'invoke', 110),
      completion(1, 'fail', 120),
      completion(2, 'invoke', 111),
      completion(2, 'info', 1111, { error: ['timeout', 'no answer'], node: 'n3' }),
      completion('nemesis', 'info', 1200),
    ]);
    expect([state.ok, state.fail, state.info]).toEqual([1, 1, 1]);
    expect(state.latenciesMs).toEqual([2]);
    expect(state.errors).toEqual([{ timeNs: 1.111e9, text: 'n3 read info: timeout: no answer' }]);
    expect(state.nowNs).toBe(1.2e9);
  });

  it('keeps no error that the workload plans for', () => {
    const state = advance(initialLiveState, [
      completion(0, 'fail', 1, { error: ['precondition', 'it did not hold 5'] }),
      completion(0, 'fail', 2, { error: ['aborted', 'insufficient funds'] }),
      completion(0, 'fail', 3, { error: ['no-connection', 'refused'] }),
    ]);
    expect(state.fail).toBe(3);
    expect(state.errors.map((error) => error.text)).toEqual(['read fail: no-connection: refused']);
  });

  it('follows a fault from its start to its attestation', () => {
    const begun = advance(initialLiveState, [faultStart, injected]);
    expect(begun.faults).toMatchObject([{ stage: 'biting', attestation: 'pending', observed: '4 of 6 links blocked' }]);
    const healed: LiveSignal = { type: 'event', event: { type: 'fault-healed', fault: 0, timeNs: 5e9 } };
    const over = advance(begun, [healed, attestation('attested', '')]);
    expect(over.faults).toMatchObject([{ stage: 'healed', attestation: 'attested', observed: '4 of 6 blocked' }]);
    const failed = advance(begun, [healed, attestation('not-attested', 'the rule vanished')]);
    expect(failed.faults).toMatchObject([{ attestation: 'not-attested', observed: 'the rule vanished' }]);
  });

  it('gives operations a second of the last full second, and zero when nothing completes any more', () => {
    const busy = [0, 1, 2].flatMap((second) =>
      Array.from({ length: 10 * (second + 1) }, (_, index) =>
        operation(0, second * 1000 + index, second * 1000 + index + 1),
      ).flat(),
    );
    const state = advance(initialLiveState, busy);
    expect(state.perSecond).toEqual([10, 20, 30]);
    expect(operationsPerSecond(state)).toBe(20);
    expect(operationsPerSecond(advance(state, [status('n1', 'up', 3500)]))).toBe(30);
    expect(operationsPerSecond(advance(state, [status('n1', 'up', 9000)]))).toBe(0);
  });

  it('keeps a bounded window however long the trial', () => {
    let state = initialLiveState;
    for (let second = 0; second < 500; second++) {
      const signals = Array.from({ length: 20 }, (_, index) =>
        operation(0, second * 1000 + index, second * 1000 + index + 1),
      );
      state = advance(state, signals.flat());
    }
    const late = advance(state, [completion(0, 'info', 90_000_000, { error: 'late' })]);
    expect(late.perSecond.length).toBeLessThanOrEqual(120);
    expect(late.latenciesMs.length).toBe(1000);
    expect(late.ok).toBe(10_000);
  });

  it('answers quantiles of the latencies it has, null without any', () => {
    expect(latencyQuantileMs(initialLiveState, 0.5)).toBeNull();
    const hundred = Array.from({ length: 100 }, (_, index) =>
      operation(0, index * 1000, index * 1000 + index + 1),
    ).flat();
    const state = advance(initialLiveState, hundred);
    expect(latencyQuantileMs(state, 0.5)).toBe(51);
    expect(latencyQuantileMs(state, 0.99)).toBe(100);
  });

  it('never lets a control character through', () => {
    const state = advance(initialLiveState, [
      completion(0, 'info', 1, { error: ['x', '\u001b[2Jgone\u202e'], node: 'n\u00071' }),
      status('n1', 'up', 2, { role: '\u001b]0;title\u0007', detail: 'a\nb' }),
      { type: 'progress', line: 'pull\rpush' },
    ]);
    const texts = [
      state.progress,
      ...state.errors.map((error) => error.text),
      JSON.stringify([...state.nodes.values()]),
    ];
    // oxlint-disable-next-line no-control-regex -- their absence is the point
    for (const text of texts) expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('does not depend on how signals are batched, and never changes the state it was given', () => {
    const signal = fc.oneof(
      fc.constant(planned),
      fc.constant(faultStart),
      fc.constant(injected),
      fc
        .tuple(fc.nat(3), fc.constantFrom('invoke', 'ok', 'fail', 'info'), fc.nat(300_000))
        .map(([process, type, timeMs]) =>
          completion(process, type as 'ok', timeMs, type === 'info' ? { error: 'e' } : {}),
        ),
      fc.tuple(fc.constantFrom('n1', 'n2'), fc.nat(300_000)).map(([node, timeMs]) => status(node, 'up', timeMs)),
    );
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 60 }), (signals) => {
        const frozen = JSON.stringify(initialLiveState);
        const together = advance(initialLiveState, signals);
        const oneByOne = signals.reduce((state, one) => advance(state, [one]), initialLiveState);
        expect(oneByOne).toEqual(together);
        expect(JSON.stringify(initialLiveState)).toBe(frozen);
      }),
    );
  });
});
