import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCases, checkIndex } from './index.ts';
import { sharedHistoriesIndex } from './shared-histories.testing.ts';

const limits = { timeLimitMs: 30_000, memoryLimitMb: 512 };
const shared = sharedHistoriesIndex();
if (shared === undefined)
  console.warn('skipped: there are no reference histories in ../shared/histories beside this checkout');

describe.skipIf(shared === undefined)('the reference histories', () => {
  it.each([
    ['etcd', 52],
    ['knossos', 63],
    ['kv', 4],
    ['limo', 20],
    ['polylin', 6],
    ['elle-cli', 11],
    ['elle', 438],
    ['awdit', 30],
    ['cobra', 4],
    ['dbcop-bincode', 122],
    ['polysi-text', 2],
  ])('%s: every known verdict is found', async (folder, count) => {
    const report = await checkIndex(shared ?? '', { ...limits, filter: (file) => file.startsWith(`${folder}/`) });
    const checkMs = report.rows.reduce((sum, row) => sum + row.checkMs, 0);
    console.log(
      `${folder}: ${report.rows.length} histories checked in ${checkMs.toFixed(0)} ms (${report.totalMs.toFixed(0)} ms in all)`,
    );
    expect(report.rows.filter((row) => !row.agrees && !row.disputed)).toEqual([]);
    expect(report.rows.length + report.skipped.length).toBe(count);
    expect(report.rows.length).toBeGreaterThan(0);
    expect(report.rows.map((row) => row.verdict)).toContain('invalid');
  });
});

describe('an index', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'ordeal-index-'));
    writeFileSync(
      path.join(directory, 'good.edn'),
      '[{:type :invoke :f :read :process 1} {:type :ok :f :read :process 1 :value 3}]',
    );
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function index(rows: unknown): string {
    const file = path.join(directory, 'index.json');
    writeFileSync(file, typeof rows === 'string' ? rows : JSON.stringify(rows));
    return file;
  }

  const row = {
    file: 'good.edn',
    format: 'edn',
    workload: 'cas-register',
    model: 'linearizable',
    initial: 3,
    expected: 'valid',
  };

  it('is compared row by row; what is not supported is counted', async () => {
    const rows = [
      row,
      { ...row, initial: null },
      { ...row, workload: 'tape' },
      { ...row, format: 'tape' },
      { ...row, model: 'perfect' },
      { ...row, expected: {} },
      7,
    ];
    const seen: string[] = [];
    const report = await checkIndex(index(rows), { ...limits, onRow: (result) => seen.push(result.verdict) });
    expect(report.skipped.map(({ reason }) => reason)).toEqual([
      'the workload tape is not judged yet',
      'the format tape is not read yet',
      'the model perfect is not judged yet',
      'no verdict is stated',
      'the row names no file',
    ]);
    expect(report.rows).toMatchObject([
      { file: 'good.edn', expected: 'valid', verdict: 'valid', agrees: true, operations: 1 },
      { verdict: 'invalid', agrees: false, summary: expect.stringContaining('read 3') },
    ]);
    expect(seen).toEqual(['valid', 'invalid']);
  });

  it('may expect a verdict for each of several models', async () => {
    const model = ['linearizable', 'perfect', 'sequential'];
    const expected = { linearizable: 'invalid', perfect: 'valid', sequential: 'unknown' };
    const report = await checkIndex(index([{ ...row, initial: 4, model, expected }]), limits);
    expect(report.rows.map((one) => [one.model, one.expected])).toEqual([
      ['linearizable', 'invalid'],
      ['sequential', 'unknown'],
    ]);
    expect(report.rows[0]?.agrees).toBe(true);
    expect(report.skipped).toMatchObject([{ file: 'good.edn', reason: 'the model perfect is not judged yet' }]);
  });

  it('names checkers of Jepsen as models', async () => {
    const event = '{:type :invoke :f :add :value 1 :process 1} {:type :ok :f :add :value 1 :process 1}';
    const read = '{:type :invoke :f :read :process 1} {:type :ok :f :read :value #{1} :process 1}';
    writeFileSync(path.join(directory, 'set.edn'), `[${event} ${read}]`);
    const set = { file: 'set.edn', format: 'edn', expected: 'valid' };
    const rows = [
      { ...set, workload: 'set', model: 'set' },
      { ...set, workload: 'set-full', model: 'set-full' },
    ];
    const report = await checkIndex(index(rows), limits);
    expect(report.rows).toMatchObject([
      { workload: 'set', model: 'set', verdict: 'valid' },
      { workload: 'set-full', model: 'set-full', verdict: 'valid' },
    ]);
  });

  it('has the cases of a file of cases', async () => {
    const history = [
      { type: 'invoke', f: 'read', process: 1, value: null },
      { type: 'ok', f: 'read', process: 1, value: 3 },
    ];
    const one = { name: 'a', workload: 'cas-register', kind: 'check', history, expected: { valid: false } };
    const cases = [
      one,
      { ...one, name: 'b', workload: 'txn-of-tomorrow' },
      { ...one, name: 'c', kind: 'anomaly-cases' },
      { ...one, name: 'd', kind: 'performance' },
    ];
    const file = path.join(directory, 'cases.jsonl');
    writeFileSync(file, cases.map((line) => JSON.stringify(line)).join('\n'));
    const report = await checkIndex(index([{ file: 'cases.jsonl', format: 'elle-cases' }]), limits);
    expect(report.rows).toMatchObject([{ file: 'cases.jsonl', caseName: 'a', verdict: 'invalid', agrees: true }]);
    expect(report.skipped).toMatchObject([
      { caseName: 'b', reason: 'the workload txn-of-tomorrow is not judged yet' },
      { caseName: 'c', reason: 'no verdict is stated' },
      { caseName: 'd', reason: 'a case of the kind performance is not judged yet' },
    ]);
    const direct = await checkCases(file, limits);
    expect({ ...direct, rows: direct.rows.length }).toMatchObject({ rows: 1, skipped: report.skipped });
  });

  it.each([
    ['{', 'bad-index'],
    ['{}', 'bad-index'],
    [[{ ...row, file: '../../etc/passwd' }], 'bad-index'],
    [[{ file: 'absent.jsonl', format: 'elle-cases' }], 'cannot-read'],
  ])('that cannot be used is refused: %j', async (rows, code) => {
    await expect(checkIndex(index(rows), limits)).rejects.toMatchObject({ name: 'OrdealError', code });
  });

  it('goes on after a history that cannot be read', async () => {
    const report = await checkIndex(index([{ ...row, file: 'absent.edn' }, row]), limits);
    expect(report.rows).toMatchObject([
      { verdict: 'unknown', agrees: false, summary: expect.stringContaining('cannot read') as string },
      { verdict: 'valid', agrees: true },
    ]);
  });

  it('that is not there is refused', async () => {
    await expect(checkIndex(path.join(directory, 'nowhere.json'), limits)).rejects.toMatchObject({ code: 'bad-index' });
  });
});
