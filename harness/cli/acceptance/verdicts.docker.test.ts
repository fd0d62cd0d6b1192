/** The promises of the first release on real systems, each by the command that a user would type. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dockerIsAbsent } from '../../docker/require-docker.testing.ts';
import { runTrialForAnswer, type TrialAnswer } from './run-ordeal.testing.ts';

const absent = await dockerIsAbsent();
const anomalyTypes = (answer: TrialAnswer): string[] =>
  answer.checks.flatMap((check) => check.anomalies.map((anomaly) => anomaly.type));

function expectAttested(answer: TrialAnswer, kinds: readonly string[]): void {
  expect(answer.reasons).toEqual([]);
  expect(new Set(answer.faults.map((fault) => fault.kind))).toEqual(new Set(kinds));
  expect(answer.faults.filter((fault) => fault.attestation.status !== 'attested')).toEqual([]);
}

describe.skipIf(absent)('redis', () => {
  it('without persistence loses acknowledged elements when it is killed', { timeout: 180_000 }, async () => {
    const command = 'redis --workload set --faults kill --set persistence=none --time 20';
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
    expect(anomalyTypes(answer)).toContain('lost-element');
  });

  it('with every write synced to disk loses nothing when it is killed', { timeout: 180_000 }, async () => {
    const command = 'redis --workload set --faults kill --set persistence=always --time 20';
    const answer = await runTrialForAnswer(command.split(' '));
    expectAttested(answer, ['kill']);
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid' });
  });

  it('read from replicas is not linearizable under partitions', { timeout: 180_000 }, async () => {
    const command =
      'redis --set topology=replicated --set reads=replica --workload register --faults partition --time 20';
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
    expect(answer.sentence).toMatch(/not linearizable/);
    expect(readFileSync(answer.report, 'utf8')).toContain('not linearizable');
  });

  it('standing alone stays linearizable under pauses and clock faults', { timeout: 180_000 }, async () => {
    const answer = await runTrialForAnswer('redis --workload register --faults pause,clock --time 20'.split(' '));
    expectAttested(answer, ['pause', 'clock']);
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid' });
  });
});

describe.skipIf(absent)('postgres', () => {
  it('keeps the bank at serializable when it is killed and paused', { timeout: 180_000 }, async () => {
    const command = 'postgres --workload bank --set isolation=serializable --faults kill,pause --time 20';
    const answer = await runTrialForAnswer(command.split(' '));
    expectAttested(answer, ['kill', 'pause']);
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid' });
  });
});

describe.skipIf(absent)('store in containers', () => {
  it('with asynchronous replication breaks under partitions', { timeout: 240_000 }, async () => {
    const command = 'store --backend docker --set replication=async --workload register --faults partition --time 30';
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
    expect(anomalyTypes(answer)).toContain('nonlinearizable');
  });

  it('with synchronous replication keeps its claim under every fault', { timeout: 300_000 }, async () => {
    const faults = ['partition', 'flapping', 'pause', 'kill', 'crash-loop', 'restart', 'membership', 'clock'];
    const command = `store --backend docker --set replication=sync --faults ${faults.join(',')} --time 60`;
    const answer = await runTrialForAnswer(command.split(' '));
    expectAttested(answer, faults);
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid' });
  });
});
