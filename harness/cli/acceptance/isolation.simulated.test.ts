/** Transactions on the embedded store, simulated: the same seed gives the same verdict on every machine. */
import { expect, it } from 'vitest';
import { runTrialForAnswer } from './run-ordeal.testing.ts';

const faults = '--workload list-append --faults partition:primary,kill --time 30 --seed 3';

it('Raft keeps transactions strict serializable under faults', { timeout: 120_000 }, async () => {
  const answer = await runTrialForAnswer(`store --set replication=sync ${faults}`.split(' '));
  expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid', reasons: [] });
});

it('asynchronous failover breaks them, with a reason in the values that were read', { timeout: 120_000 }, async () => {
  const answer = await runTrialForAnswer(`store --set replication=async ${faults}`.split(' '));
  expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
  expect(answer.sentence).toMatch(/is not strict-serializable: .*T\d+/);
});
