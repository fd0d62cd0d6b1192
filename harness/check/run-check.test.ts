import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatEvent, type HistoryEvent, type Json } from '../../checkers/index.ts';
import { OrdealError } from '../errors.ts';
import { readHistory, runCheck, type CheckRequest } from './index.ts';

const limits = { timeLimitMs: 30_000, memoryLimitMb: 512 };

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'ordeal-check-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

type Draft = readonly [HistoryEvent['type'], number, string, Json];

function write(name: string, drafts: readonly Draft[], tail = ''): string {
  const file = path.join(directory, name);
  const lines = drafts.map(([type, process, f, value], index) =>
    formatEvent({ index, type, process, f, value, time: index * 1000 }),
  );
  writeFileSync(file, lines.map((line) => `${line}\n`).join('') + tail);
  return file;
}

const stale: readonly Draft[] = [
  ['invoke', 1, 'write', ['x', 1]],
  ['ok', 1, 'write', ['x', 1]],
  ['invoke', 2, 'read', ['x', null]],
  ['ok', 2, 'read', ['x', null]],
];

/** Sixteen appends at once, in any order, none of which explains the text that is then found. */
function tooHard(): Draft[] {
  const letters = 'a b c d e f g h i j k l m n o p'.split(' ');
  const appends = (type: Draft[0]): Draft[] =>
    letters.map((letter, process): Draft => [type, process, 'append', ['x', letter]]);
  const found = [...letters.slice(1), 'b'].join('');
  return [...appends('invoke'), ...appends('ok'), ['invoke', 99, 'get', ['x', null]], ['ok', 99, 'get', ['x', found]]];
}

const hard = { workload: 'kv-append', initial: '' } as const;

/** Additions of unlike amounts, all under way at once: only trying every subset shows that none explains the sums. */
function tooManySums(): Draft[] {
  const begun = Array.from({ length: 26 }, (_, number): Draft => ['invoke', number, 'add', 2 + 3 ** number]);
  const reads = [5, 1].flatMap((sum): Draft[] => [
    ['invoke', 999, 'read', null],
    ['ok', 999, 'read', sum],
  ]);
  return [...begun, ...reads, ...begun.map(([, process, f, value]): Draft => ['ok', process, f, value])];
}

async function check(file: string, more: Partial<CheckRequest> = {}) {
  return runCheck({ file, workload: 'register', ...limits, ...more });
}

describe('runCheck', () => {
  it('reads and judges a history in a thread', async () => {
    const report = await check(write('stale.jsonl', stale));
    expect(report).toMatchObject({
      result: { verdict: 'invalid', checker: 'linearizable', operations: 2, anomalies: [{ operations: [0, 2] }] },
      note: '',
      format: 'jsonl',
      eventCount: 4,
    });
    expect(report.readMs).toBeGreaterThan(0);
    expect(report.checkMs).toBeGreaterThan(0);
  });

  it('passes model, initial value and options', async () => {
    const file = write(
      'initial.jsonl',
      stale.slice(2).map(([type, process, f]) => [type, process, f, ['x', 'a']] as const),
    );
    expect((await check(file, { initial: 'a' })).result.verdict).toBe('valid');
    expect((await check(file, { model: 'eventual' })).result).toMatchObject({ verdict: 'unknown', model: 'eventual' });
    const bank = write('bank.jsonl', [
      ['invoke', 1, 'transfer', { from: '0', to: '1', amount: 1 }],
      ['invoke', 2, 'read', null],
      ['ok', 2, 'read', { 0: 1, 1: 1 }],
    ]);
    expect((await check(bank, { workload: 'bank', options: { total: 3 } })).result.verdict).toBe('invalid');
  });

  it('says that the last line was torn', async () => {
    const report = await check(write('torn.jsonl', stale, '{"index":4,"ty'));
    expect(report.note).toMatch(/^the last line \(line 5, 14 bytes\) is torn/);
    expect(report.result.verdict).toBe('invalid');
  });

  it('stops at its limit of time, and says how far it came', async () => {
    const report = await check(write('sums.jsonl', tooManySums()), { workload: 'counter', timeLimitMs: 1500 });
    expect(report.result.verdict).toBe('unknown');
    // The search stops itself and says how far it came, unless this machine is so busy that the worker had to be ended.
    expect(report.result.reasons[0]).toMatch(
      /^the search reached its limit on time after [\d,]+ configurations|^the check took longer than its limit/,
    );
  });

  it('ends by itself when even reading takes longer than the limit', async () => {
    const many = Array.from({ length: 400_000 }, (_, process): Draft => ['invoke', process, 'write', [process, 'é']]);
    const { result } = await check(write('large.jsonl', many), { ...hard, timeLimitMs: 100 });
    expect(result).toMatchObject({ verdict: 'unknown', reasons: ['the check took longer than its limit of 100 ms'] });
  });

  it('stops at its limit of memory for tables', async () => {
    const report = await check(write('hard.jsonl', tooHard()), { ...hard, memoryLimitMb: 64 });
    expect(report.result.verdict).toBe('unknown');
    expect(report.result.reasons[0]).toMatch(/limit on memory|more memory than its limit of 64 MB/);
  });

  it('survives a history that does not fit into its memory', async () => {
    const text = 'x'.repeat(1000);
    const many = Array.from({ length: 60_000 }, (_, index): Draft => [
      'invoke',
      index,
      'write',
      [index, `${text}${index}`],
    ]);
    const report = await check(write('large.jsonl', many), { memoryLimitMb: 16 });
    expect(report.result).toMatchObject({
      verdict: 'unknown',
      reasons: ['the check needed more memory than its limit of 16 MB'],
    });
  });

  it('is unknown when the checker crashes', async () => {
    // Nested too deeply for any recursion to survive.
    const file = path.join(directory, 'deep.jsonl');
    const deep = `${'['.repeat(200_000)}1${']'.repeat(200_000)}`;
    writeFileSync(file, `{"index":0,"type":"invoke","process":1,"f":"write","value":["x",${deep}],"time":0}\n`);
    const { result } = await check(file);
    expect(result).toMatchObject({ verdict: 'unknown', reasons: [expect.stringContaining('the checker crashed')] });
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const file = write('hard.jsonl', tooHard());
    const running = check(file, { ...hard, signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    expect((await running).result).toMatchObject({ verdict: 'unknown', reasons: ['the check was interrupted'] });
    expect((await check(file, { signal: controller.signal })).result.verdict).toBe('unknown');
  });

  it.each<[string, string, Partial<CheckRequest>, RegExp]>([
    ['a bad line', '{"index":0\n', {}, /bad\.jsonl:1:11: the text ends too early$/],
    [
      'two open operations',
      [0, 1]
        .map((index) => `{"index":${index},"type":"invoke","process":1,"f":"read","value":["x",null],"time":0}\n`)
        .join(''),
      {},
      /bad\.jsonl:2:1: process 1 invokes "read" while its "read" \(event 0\) is still open \(event 1\)$/,
    ],
    [
      'another workload',
      '{"index":0,"type":"invoke","process":1,"f":"read","value":["x",null],"time":0}\n',
      { workload: 'lock' },
      /there is no workload "lock"/,
    ],
    ['another model', '', { model: 'best' }, /there is no model "best"/],
    ['another format', '', { format: 'xml' }, /there is no format "xml"/],
    [
      'an event of another workload',
      '{"index":0,"type":"invoke","process":1,"f":"enqueue","value":["x",1],"time":0}\n',
      {},
      /bad\.jsonl:1:1: "enqueue" is not an operation of this object \(read, write, cas\) \(event 0\)$/,
    ],
    ['a wrong option', '', { workload: 'bank', options: { total: 'x' } }, /total of the bank checker must be a number/],
  ])('refuses %s', async (_, content, more, message) => {
    const file = path.join(directory, 'bad.jsonl');
    writeFileSync(file, content);
    const failure = await check(file, more).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OrdealError);
    expect((failure as OrdealError).message).toMatch(message);
    expect((failure as OrdealError).remedy).not.toBe('');
  });

  it('refuses a file that is not there, or is no file', async () => {
    await expect(check(path.join(directory, 'absent.jsonl'))).rejects.toMatchObject({ code: 'cannot-read' });
    await expect(check(directory)).rejects.toMatchObject({ code: 'cannot-read' });
  });
});

describe('readHistory', () => {
  it('gives the events, the format and a note', async () => {
    const history = await readHistory(write('read.jsonl', stale, '{'));
    expect(history.events).toHaveLength(4);
    expect(history.format).toBe('jsonl');
    expect(history.note).toContain('torn');
  });

  it('finds out the format', async () => {
    const file = path.join(directory, 'history.txt');
    writeFileSync(file, '({:type :invoke :f :read :process 1 :time 3})');
    expect(await readHistory(file)).toMatchObject({
      format: 'edn',
      note: '',
      events: [{ process: 1, f: 'read', time: 3 }],
    });
  });
});
