/**
 * The reference store in containers: what holds and what does not, each by the command that a user would type, and with the
 * same verdict in the simulated world.
 */
import { describe, expect, it } from 'vitest';
import { dockerIsAbsent } from '../../docker/require-docker.testing.ts';
import { runTrialForAnswer, type TrialAnswer } from './run-ordeal.testing.ts';

const absent = await dockerIsAbsent();

/** Those that are not permitted. */
const anomalyTypes = (answer: TrialAnswer): string[] =>
  answer.checks.flatMap((check) =>
    check.anomalies.filter(({ permitted }) => permitted !== true).map(({ type }) => type),
  );

function expectAttested({ faults }: TrialAnswer, asked: string | undefined): void {
  expect(faults.map(({ kind }) => kind).toSorted()).toEqual(expect.arrayContaining(asked?.split(',').toSorted() ?? []));
  expect(faults.filter(({ attestation }) => attestation.status !== 'attested')).toEqual([]);
}

const faultsOf = (command: string): string | undefined => / --faults ([a-z,-]+)/.exec(command)?.[1];

const holds = 'store --workload register --faults partition,kill,pause,clock --time 25';

const weak: readonly (readonly [what: string, command: string, anomaly: string])[] = [
  [
    'reads at any node are stale',
    'store --set reads=local --workload register --model linearizable --faults partition --time 10',
    'nonlinearizable',
  ],
  [
    'the last write wins by the clocks of several leaders: a client does not find what it wrote',
    'store --set replication=multi-leader --workload session-guarantees --model causal --faults clock --time 20',
    'read-your-writes',
  ],
  [
    'updates are lost at read committed',
    'store --set isolation=read-committed --workload lost-update --model snapshot-isolation --time 6',
    'lost-update',
  ],
  [
    'snapshots let write skew through',
    'store --set isolation=snapshot --workload write-skew --model serializable --time 6',
    'write-skew',
  ],
];

for (const backend of ['simulated', 'docker']) {
  describe.skipIf(backend === 'docker' && absent)(`the store, backend ${backend}`, () => {
    const run = (command: string): Promise<TrialAnswer> =>
      runTrialForAnswer([
        ...command.split(' '),
        '--backend',
        backend,
        ...(backend === 'simulated' ? ['--seed', '1'] : []),
      ]);

    it('keeps its claim under every fault where it is right', { timeout: 240_000 }, async () => {
      const answer = await run(holds);
      expect(answer).toMatchObject({ exitCode: 0, verdict: 'valid', reasons: [] });
      expectAttested(answer, faultsOf(holds));
    });

    it.each(weak)('%s', { timeout: 240_000 }, async (_what, command, anomaly) => {
      const answer = await run(command);
      expect(answer).toMatchObject({ exitCode: 1, verdict: 'invalid' });
      expect(anomalyTypes(answer)).toContain(anomaly);
      expectAttested(answer, faultsOf(command));
    });
  });
}
