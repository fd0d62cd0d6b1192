import { describe, expect, it } from 'vitest';
import type { TrialEvent } from '../record/trial-event.ts';
import type { TrialPlan } from '../record/plan.ts';
import { joinVerdict } from './judge.ts';
import { planTrial } from './plan-trial.ts';
import { tryTrial } from './try-trial.ts';

async function soundTrial(): Promise<{ plan: TrialPlan; tried: Awaited<ReturnType<typeof tryTrial>> }> {
  const asked = { target: 'store', backend: 'simulated' as const, set: {}, workload: 'register', faults: [], argv: [] };
  const plan = await planTrial({ ...asked, seed: 3, timeMs: 1000 });
  return { plan, tried: await tryTrial(plan, new AbortController().signal) };
}

describe('a system that does not come back after healing', () => {
  const stall: TrialEvent = { timeNs: 9e9, type: 'not-recovered', text: 'n2 did not become ready' };

  it('is found fault with in the simulated world, and with containers nobody can tell', async () => {
    const { plan, tried } = await soundTrial();
    expect(tried.verdict).toMatchObject({ verdict: 'valid', checks: [{ verdict: 'valid' }] });
    const check = { result: tried.verdict.checks[0] as (typeof tried.verdict.checks)[number], checkMs: 0 };
    const findings = { history: tried.history, events: [...tried.events, stall], check, reasons: [] };
    expect(joinVerdict(plan, findings)).toMatchObject({
      verdict: 'invalid',
      sentence: 'store (register) did not recover: n2 did not become ready',
      checks: [{ verdict: 'valid' }, { checker: 'liveness', verdict: 'invalid', anomalies: [{ type: 'no-recovery' }] }],
      reasons: [],
    });
    expect(joinVerdict({ ...plan, backend: 'docker' }, findings)).toMatchObject({
      verdict: 'unknown',
      reasons: ['n2 did not become ready'],
    });
  });
});
