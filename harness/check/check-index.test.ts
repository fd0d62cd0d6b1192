import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkIndex } from './index.ts';
import { sharedHistoriesIndex } from './shared-histories.testing.ts';

const limits = { timeLimitMs: 30_000, memoryLimitMb: 512 };
const shared = sharedHistoriesIndex();
if (shared === undefined)
  console.warn('skipped: there are no reference histories in ../shared/histories beside this checkout');

describe.skipIf(shared === undefined)('the reference histories', () => {
  it.each([
    ['etcd', 52],
    ['knossos', 61],
    ['elle-cli', 5],
  ])('%s: every known verdict is found', async (folder, count) => {
    const report = await checkIndex(shared ?? '', { ...limits, filter: (row) => row.file.startsWith(`${folder}/`) });
    const checkMs = report.rows.reduce((sum, row) => sum + row.checkMs, 0);
    console.log(
      `${folder}: ${report.rows.length} histories checked in ${checkMs.toFixed(0)} ms (${report.totalMs.toFixed(0)} ms in all)`,
    );
    expect(report.rows.filter((row) => !row.agrees)).toEqual([]);
    expect(report.rows).toHaveLength(count);
    expect(new Set(report.rows.map((row) => row.verdict))).toEqual(new Set(['valid', 'invalid']));
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
      { ...row, workload: 'stack' },
      { ...row, format: 'cobra-dir' },
      { ...row, expected: {} },
      7,
    ];
    const seen: string[] = [];
    const report = await checkIndex(index(rows), { ...limits, onRow: (result) => seen.push(result.verdict) });
    expect(report.unsupported).toBe(4);
    expect(report.rows).toMatchObject([
      { file: 'good.edn', expected: 'valid', verdict: 'valid', agrees: true, operations: 1 },
      { verdict: 'invalid', agrees: false, summary: expect.stringContaining('read 3') },
    ]);
    expect(seen).toEqual(['valid', 'invalid']);
  });

  it.each([
    ['{', 'bad-index'],
    ['{}', 'bad-index'],
    [[{ ...row, file: '../../etc/passwd' }], 'bad-index'],
    [[{ ...row, file: 'absent.edn' }], 'cannot-read'],
  ])('that cannot be used is refused: %j', async (rows, code) => {
    await expect(checkIndex(index(rows), limits)).rejects.toMatchObject({ name: 'OrdealError', code });
  });

  it('that is not there is refused', async () => {
    await expect(checkIndex(path.join(directory, 'nowhere.json'), limits)).rejects.toMatchObject({ code: 'bad-index' });
  });
});
