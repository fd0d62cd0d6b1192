import { describe, expect, it } from 'vitest';
import { renderJunit } from './junit.ts';
import { renderMarkdownSummary } from './markdown-summary.ts';
import type { SummaryRow } from './summary-row.ts';
import { renderSummaryTable } from './summary-table.ts';

const row = (number: number, more: Partial<SummaryRow> = {}): SummaryRow => ({
  target: 'store',
  configuration: 'replication=async',
  workload: 'register',
  faults: 'partition',
  claim: 'linearizable',
  verdict: 'valid',
  sentence: 'Every operation fits one order.',
  reportPath: `trials/${number}/report.html`,
  replayCommand: `npx ordeal replay trials/${number}`,
  seconds: 1.5,
  ...more,
});

const rows: readonly SummaryRow[] = [
  row(1),
  row(2, { verdict: 'invalid', sentence: 'A read of k1 missed an acknowledged write.', configuration: '', faults: '' }),
  row(3, { verdict: 'unknown', sentence: 'The partition never bit.', target: 'redis', workload: 'set' }),
];

const attack = `\u001b[2J|</failure><img src=x onerror=alert(1)>\`]](javascript:1)\n"'&@you \ufffe`;
const hostile = [
  row(4, {
    verdict: 'invalid',
    target: attack,
    configuration: attack,
    workload: attack,
    faults: attack,
    claim: attack,
    sentence: attack,
    reportPath: attack,
    replayCommand: attack,
  }),
];
// oxlint-disable-next-line no-control-regex -- control characters are what must not be there.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe('renderSummaryTable', () => {
  it('aligns trials and says where to look', () => {
    expect(renderSummaryTable(rows, { colour: false, width: 90 })).toMatchInlineSnapshot(`
      "verdict    target                   workload  faults     claim
      ✓ valid    store replication=async  register  partition  linearizable
        Every operation fits one order.
        report  trials/1/report.html
        replay  npx ordeal replay trials/1
      ✗ invalid  store                    register  none       linearizable
        A read of k1 missed an acknowledged write.
        report  trials/2/report.html
        replay  npx ordeal replay trials/2
      ? unknown  redis replication=async  set       partition  linearizable
        The partition never bit.
        report  trials/3/report.html
        replay  npx ordeal replay trials/3

      3 trials: 1 valid, 1 invalid, 1 unknown
      "
    `);
  });

  it('obeys no hostile text', () => {
    expect(renderSummaryTable(hostile, { colour: false, width: 90 })).not.toMatch(control);
  });
});

describe('renderMarkdownSummary', () => {
  it('is a table', () => {
    expect(renderMarkdownSummary(rows)).toMatchInlineSnapshot(`
      "**3 trials: 1 valid, 1 invalid, 1 unknown**

      | verdict | trial | claim | finding | replay |
      |---|---|---|---|---|
      | ✓ valid | store replication&#61;async, register, faults partition | linearizable | Every operation fits one order. | <code>npx ordeal replay trials/1</code> |
      | ✗ invalid | store, register, no faults | linearizable | A read of k1 missed an acknowledged write. | <code>npx ordeal replay trials/2</code> |
      | ? unknown | redis replication&#61;async, set, faults partition | linearizable | The partition never bit. | <code>npx ordeal replay trials/3</code> |
      "
    `);
  });

  it('obeys no hostile text', () => {
    const lines = renderMarkdownSummary(hostile).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    const cells = (lines[4] ?? '').replaceAll(/<\/?code>/g, '').split('|');
    expect(cells).toHaveLength(7);
    for (const cell of cells) expect(cell).not.toMatch(/[<>`[\]()*_@]|&(?!#\d+;)/);
  });
});

describe('renderJunit', () => {
  it('fails what is invalid and counts unknown as an error', () => {
    expect(renderJunit(rows)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="ordeal" tests="3" failures="1" errors="1" time="4.500">
        <testcase classname="store" name="store replication=async, register, faults partition" time="1.500"/>
        <testcase classname="store" name="store, register, no faults" time="1.500">
          <failure type="invalid" message="A read of k1 missed an acknowledged write.">A read of k1 missed an acknowledged write.
      report: trials/2/report.html
      replay: npx ordeal replay trials/2</failure>
        </testcase>
        <testcase classname="redis" name="redis replication=async, set, faults partition" time="1.500">
          <error type="unknown" message="The partition never bit.">The partition never bit.
      report: trials/3/report.html
      replay: npx ordeal replay trials/3</error>
        </testcase>
      </testsuite>
      "
    `);
  });

  it('stays well-formed', () => {
    const xml = renderJunit(hostile);
    expect(xml).not.toMatch(control);
    expect(xml.match(/<[a-z/?][^>]*>/g)?.map((tag) => /^<[/?]?[a-z]+/.exec(tag)?.[0])).toEqual([
      '<?xml',
      '<testsuite',
      '<testcase',
      '<failure',
      '</failure',
      '</testcase',
      '</testsuite',
    ]);
    expect(xml).not.toContain('\ufffe');
    expect(xml).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/);
  });
});
