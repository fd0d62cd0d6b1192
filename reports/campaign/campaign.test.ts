import { describe, expect, it } from 'vitest';
import { renderJunit } from './junit.ts';
import { renderMarkdownSummary } from './markdown-summary.ts';
import type { SummaryRow } from './summary-row.ts';

const row = (number: number, more: Partial<SummaryRow> = {}): SummaryRow => ({
  title: `trial ${number}`,
  expected: 'valid',
  verdict: 'valid',
  sentence: 'Every operation fits one order.',
  reportPath: `trials/${number}/report.html`,
  replayCommand: `npx ordeal replay trials/${number}`,
  seconds: 1.5,
  ...more,
});

const rows: readonly SummaryRow[] = [
  row(1),
  row(2, { verdict: 'invalid', sentence: 'A read of k1 missed an acknowledged write.' }),
  row(3, { verdict: 'invalid', expected: 'invalid' }),
  row(4, { verdict: 'unknown', sentence: 'The partition never bit.' }),
  row(5, { verdict: 'valid', expected: 'invalid' }),
];

const attack = `\u001b[2J|</failure><img src=x onerror=alert(1)>\`]](javascript:1)\n"'&@you \ufffe`;
const hostile = [
  row(6, { verdict: 'invalid', title: attack, sentence: attack, reportPath: attack, replayCommand: attack }),
];
// oxlint-disable-next-line no-control-regex -- control characters are what must not be there.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe('renderMarkdownSummary', () => {
  it('says what was not as expected', () => {
    const lines = renderMarkdownSummary(rows).split('\n');
    expect(lines[0]).toBe('**5 trials: 2 valid, 2 invalid, 1 unknown; 3 not as expected**');
    expect(lines.slice(4, 9).map((line) => line.split(' | ')[0])).toEqual([
      '| ✓ valid',
      '| ✗ invalid, not valid',
      '| ✗ invalid',
      '| ? unknown, not valid',
      '| ✓ valid, not invalid',
    ]);
  });

  it('obeys no hostile text', () => {
    const summary = renderMarkdownSummary(hostile);
    expect(summary).not.toMatch(control);
    expect(summary).not.toMatch(/<img|\]\(|@you/);
    expect(summary.trimEnd().split('\n')).toHaveLength(5);
  });
});

describe('renderJunit', () => {
  it('passes what found what was expected, fails violations, and errs otherwise', () => {
    const xml = renderJunit(rows);
    expect(xml).toContain('<testsuite name="ordeal" tests="5" failures="1" errors="2" time="7.500">');
    expect(xml).toContain('<testcase classname="ordeal" name="trial 1" time="1.500"/>');
    expect(xml).toContain(
      '<failure type="invalid" message="A read of k1 missed an acknowledged write.">invalid instead of valid',
    );
    expect(xml).toContain('<testcase classname="ordeal" name="trial 3" time="1.500"/>');
    expect(xml).toContain('<error type="unknown" message="The partition never bit.">');
    expect(xml).toContain('valid instead of invalid');
  });

  it('obeys no hostile text', () => {
    const xml = renderJunit(hostile);
    expect(xml).not.toMatch(control);
    expect(xml).not.toMatch(/<img|\ufffe/);
    expect(xml.match(/<\/failure>/g)).toHaveLength(1);
  });
});
