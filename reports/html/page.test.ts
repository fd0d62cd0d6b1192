import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { renderHtmlReport } from './page.ts';

const page = renderHtmlReport(exampleTrial());
const sizeBytes = (text: string): number => Buffer.byteLength(text);

/** Twenty thousand operations of which every tenth reads a set that has grown to thousands of elements. */
function bigSets(): TrialRecord {
  const record = exampleTrial(1000);
  const elements: number[] = [];
  const history = record.history.map((event): HistoryEvent => {
    if (typeof event.process === 'string') return event;
    if (event.f !== 'read') {
      if (event.type === 'invoke') elements.push(event.index);
      return { ...event, f: 'add', value: event.index };
    }
    const seen = event.type === 'ok' && event.index % 5 === 0;
    return { ...event, value: seen ? elements.slice() : null };
  });
  const logs = record.logs.map((log) => ({ ...log, text: '<log & "line">\n'.repeat(4500) }));
  return { ...record, history, logs };
}

describe('renderHtmlReport', () => {
  it('is one document without anything from outside', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<style/g)).toHaveLength(1);
    const addresses = [...page.matchAll(/(?:src|href|action|data)="([^"]*)"/g)].map((match) => match[1] as string);
    expect(addresses.filter((address) => !/^(#|data:image\/svg)/.test(address))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|\son[a-z]+="| style="/);
  });

  it('admits its own style and script by hash and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hashOf = (element: string): string => {
      const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? '';
      return `&#39;sha256-${createHash('sha256').update(content).digest('base64')}&#39;`;
    };
    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `script-src ${hashOf('script')}`,
      `style-src ${hashOf('style')}`,
      'img-src data:',
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
  });

  it('has a heading for every part and labels that exist', () => {
    const headings = [...page.matchAll(/<h([123])[^>]*>([^<]*)/g)].map(
      (match) => [Number(match[1]), match[2]] as const,
    );
    expect(headings.filter(([level]) => level === 1)).toHaveLength(1);
    expect(headings.filter(([level]) => level === 2).map(([, text]) => text)).toEqual([
      'What went wrong',
      'The trial in time',
      'Faults, and whether they bit',
      'What was judged',
      'The plan',
      'Node logs',
      'Replay',
    ]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/(?:labelledby=|describedby=|href=)"#?([\w-]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(15);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('is the same bytes for the same record', () => {
    expect(renderHtmlReport(exampleTrial())).toBe(page);
  });

  it('stays under two megabytes with twenty thousand operations', () => {
    const many = exampleTrial(1000);
    expect(many.history.length).toBeGreaterThan(39_000);
    expect(sizeBytes(renderHtmlReport(many))).toBeLessThan(1_000_000);
    expect(sizeBytes(renderHtmlReport(bigSets()))).toBeLessThan(2_000_000);
  });

  it('stays bounded when there are many more', () => {
    const many = exampleTrial(1000);
    const hostileText = '<&>"\u0007'.repeat(100);
    const long = {
      ...many,
      history: many.history.map((event) => ({ ...event, value: [hostileText + event.index, null] })),
    };
    expect(sizeBytes(renderHtmlReport(long))).toBeLessThan(6_000_000);
  });

  it('says what is permitted, and why nobody can tell', () => {
    const record = exampleTrial();
    const [check] = record.verdict.checks;
    const [anomaly] = check?.anomalies ?? [];
    const checks = [
      {
        ...(check as NonNullable<typeof check>),
        verdict: 'valid',
        anomalies: [{ ...(anomaly as NonNullable<typeof anomaly>), permitted: true }],
      },
    ] as const;
    const verdict = { ...record.verdict, verdict: 'unknown', checks, reasons: ['the partition never bit'] } as const;
    const unknown = renderHtmlReport({ ...record, verdict });
    expect(unknown).toContain('<p class="word">Unknown</p>');
    expect(unknown).toContain('Why nobody can tell');
    expect(unknown).toContain('<li>the partition never bit</li>');
    expect(unknown).toContain('Permitted by the claim');
    expect(unknown).not.toContain('What went wrong');
  });
});
