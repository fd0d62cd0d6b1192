/** What isolation levels of real databases give and do not give, each by the command that a user would type. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dockerIsAbsent } from '../../docker/require-docker.testing.ts';
import { runTrialForAnswer, type TrialAnswer } from './run-ordeal.testing.ts';

const absent = await dockerIsAbsent();

function typesOf(answer: TrialAnswer, permitted: boolean): Set<string> {
  const all = answer.checks.flatMap((check) => check.anomalies);
  return new Set(all.filter((anomaly) => (anomaly.permitted === true) === permitted).map(({ type }) => type));
}

const contended = '--workload-set keys=4 --rate 300 --time 8';

describe.skipIf(absent)('postgres', { timeout: 180_000 }, () => {
  it('is serializable at serializable, also when it is killed', async () => {
    const command = `postgres --set isolation=serializable --workload list-append --faults kill ${contended}`;
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid', reasons: [] });
    expect([...typesOf(answer, false), ...typesOf(answer, true)]).toEqual([]);
  });

  it('shows write skew at repeatable read, which its claim permits and serializability does not', async () => {
    const command = `postgres --set isolation=repeatable-read --workload list-append ${contended}`;
    const claimed = await runTrialForAnswer(command.split(' '));
    expect(claimed).toMatchObject({ exitCode: 0, verdict: 'valid' });
    expect(typesOf(claimed, true)).toContain('G2-item');
    const answer = await runTrialForAnswer(`${command} --model serializable`.split(' '));
    expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
    expect(typesOf(answer, false)).toContain('G2-item');
    expect(readFileSync(answer.report, 'utf8')).toContain('class="txn-box"');
  });

  it('loses updates at read committed, which permits it, and none at repeatable read', async () => {
    const command = 'postgres --workload lost-update --rate 200 --time 6 --set isolation=';
    const committed = await runTrialForAnswer(`${command}read-committed`.split(' '));
    expect(committed).toMatchObject({ exitCode: 0, verdict: 'valid' });
    expect(typesOf(committed, true)).toContain('lost-update');
    const repeatable = await runTrialForAnswer(`${command}repeatable-read`.split(' '));
    expect(repeatable).toMatchObject({ exitCode: 0, verdict: 'valid' });
    expect([...typesOf(repeatable, false), ...typesOf(repeatable, true)]).toEqual([]);
  });

  it('keeps serializability of rows that are read by predicate', async () => {
    const command = 'postgres --set isolation=serializable --workload closed-predicate --rate 200 --time 6';
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid', reasons: [] });
  });
});

describe.skipIf(absent)('redis', { timeout: 180_000 }, () => {
  it('runs its transactions one after the other', async () => {
    const command = `redis --set persistence=always --workload list-append --faults kill ${contended}`;
    const answer = await runTrialForAnswer(command.split(' '));
    expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid', reasons: [] });
  });
});
