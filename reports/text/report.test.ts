import { describe, expect, it } from 'vitest';
import { exampleTrial } from '../example-trial.testing.ts';
import { renderTextReport } from './report.ts';

const plain = { colour: false, width: 100 };

describe('renderTextReport', () => {
  it('tells the whole finding, verdict first', () => {
    expect(renderTextReport(exampleTrial(), plain)).toMatchInlineSnapshot(`
      "✗ INVALID  Not linearizable: a read of k0 missed a write that had been acknowledged before it
        began.
        store, simulated replication=async nodes=3 failoverMs=900
        workload register, 20 s, 800 operations: 762 ok, 28 fail, 10 info
        judged against linearizable (documented): Reads are answered by the primary, which the authors
          describe as linearizable.

      nonlinearizable
        Process 3 read k0 = 5 at 3.231 s, but process 1 had already replaced it by 6, acknowledged 36 ms
        before: a stale read.
         1  2.952 s  process 4 on n2  write k0 ← 5   ok after 2.07 ms
         2  3.195 s  process 1 on n2  cas k0: 5 ⇒ 6  ok after 649 µs
         3  3.231 s  process 3 on n1  read k0 → 5    ok after 2.13 ms  <- does not fit

      Faults
        ✓ attested      partition primary: n1 | n2 n3, 3.000 s to 6.200 s
            before: all 6 links were open; during: 4 of 6 links were closed: n1-n2, n2-n1, n1-n3, n3-n1;
            after: all 6 links were open
        ✓ attested      pause one: n3, 8.500 s to 10.600 s
            before: n3 answered in 2 ms; during: n3 was silent for 2.1 s; after: n3 answered in 3 ms
        ✓ attested      kill one: n1, 12.200 s to 14.000 s
            before: n1 ran, life 1; during: n1 did not run, exit code 137; after: n1 ran, life 2
        ✓ attested      clock one: n2 +4000 ms, 15.500 s to 17.800 s
            before: n2 was 1 ms off; during: n2 was 4001 ms ahead; after: n2 was 0 ms off

      Files
        report   ordeal-trials/20261121-101502-store/report.html
        history  ordeal-trials/20261121-101502-store/history.jsonl

      Replay
        npx ordeal run store --backend simulated --set replication=async --workload register --faults partition:primary,pause,kill,clock --clients 6 --rate 40 --time 20 --seed 4217
      "
    `);
  });

  it('keeps to the width, but for what must be copied whole', () => {
    const lines = renderTextReport(exampleTrial(), { colour: false, width: 60 }).split('\n');
    const copied = lines.findIndex((line) => line === 'Files');
    expect(lines.slice(0, copied).filter((line) => line.length > 60)).toEqual([]);
  });

  it('adds colours and nothing else', () => {
    const coloured = renderTextReport(exampleTrial(), { colour: true, width: 100 });
    expect(coloured).toContain('\u001b[31m');
    // oxlint-disable-next-line no-control-regex -- removes the styles.
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderTextReport(exampleTrial(), plain));
  });

  it('neutralises control characters wherever they come from', () => {
    const record = exampleTrial();
    const attack = '\u001b]0;owned\u0007\u001b[2J\r\u009b31m\u202e';
    const [check] = record.verdict.checks;
    const [anomaly] = check?.anomalies ?? [];
    const hostile = renderTextReport(
      {
        ...record,
        directory: `${record.directory}${attack}`,
        history: record.history.map((event) => ({
          ...event,
          f: event.f + attack,
          value: [attack, attack],
          error: attack,
          node: attack,
        })),
        plan: { ...record.plan, target: attack, options: { [attack]: attack }, replayCommand: attack },
        verdict: {
          ...record.verdict,
          sentence: attack,
          reasons: [`${attack} reason`],
          checks: [
            {
              ...(check as NonNullable<typeof check>),
              checker: attack,
              anomalies: [{ ...(anomaly as NonNullable<typeof anomaly>), type: attack, summary: attack }],
            },
          ],
          faults: record.verdict.faults.map((fault) => ({ ...fault, kind: attack, description: attack })),
        },
      },
      plain,
    );
    expect(hostile).toContain('\\x1b]0;owned\\x07\\x1b[2J\\r\\x9b31m\\u202e');
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there.
    expect(hostile.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('gives the reasons of an unknown verdict, and faults that never bit', () => {
    const record = exampleTrial();
    const [fault] = record.verdict.faults;
    const attestation = {
      status: 'not-attested',
      before: 'open',
      during: 'open',
      after: 'open',
      reason: 'no link was closed',
    } as const;
    const text = renderTextReport(
      {
        ...record,
        verdict: {
          ...record.verdict,
          verdict: 'unknown',
          sentence: 'Nobody can tell.',
          reasons: ['the fault partition is not attested: no link was closed'],
          checks: [],
          faults: [{ ...(fault as NonNullable<typeof fault>), attestation }],
        },
      },
      plain,
    );
    expect(text).toMatch(/^\? UNKNOWN {2}Nobody can tell\.\n/);
    expect(text).toContain('Because\n  the fault partition is not attested: no link was closed\n');
    expect(text).toContain('  ✗ not attested  partition primary: n1 | n2 n3, 3.000 s to 6.200 s');
    expect(text).toContain('not attested because: no link was closed');
  });
});
