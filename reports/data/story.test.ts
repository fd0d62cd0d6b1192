import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../harness/record/trace-event.ts';
import { exampleStory } from '../example-story.testing.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { storyLines } from '../text/story.ts';
import { storyOf, type ReportStory } from './story.ts';

function story(): ReportStory {
  const told = storyOf(exampleStory());
  if (told === null) throw new Error('the example is traced');
  return told;
}

describe('a story', () => {
  it('is not told of a trial that was not traced', () => {
    expect(storyOf(exampleTrial())).toBeNull();
    expect(storyLines(exampleTrial())).toEqual([]);
  });

  it('says in order who asked what, what broke, and what nodes came to believe', () => {
    expect(storyLines(exampleStory()).map(({ clock, text }) => `${clock} ${text}`)).toEqual([
      '0.100 s process 0 (at n1) begins write k0 ← 1',
      '0.112 s process 0: write k0 ← 1: ok',
      '0.400 s partition primary: n1 | n2 n3',
      '0.700 s n2 believes: role leader, term 2',
      '0.703 s n3 believes: term 2',
      '0.900 s process 1 (at n2) begins write k0 ← 2',
      '0.915 s process 1: write k0 ← 2: ok',
      '0.950 s n3 paused',
      '1.000 s process 0 (at n1) begins read k0',
      '1.004 s process 0: read k0 → 1: ok',
    ]);
    expect(
      story()
        .steps.filter(({ culprit }) => culprit)
        .map(({ who, timeNs }) => [who, timeNs]),
    ).toEqual([['0', 1.004e9]]);
  });

  it('calls a transaction what the explanation calls it', () => {
    const trial = exampleStory();
    const graph = { transactions: [{ operation: 4, label: 'T7', text: '' }], edges: [] };
    const checks = trial.verdict.checks.map((check) => ({
      ...check,
      anomalies: check.anomalies.map((anomaly) => ({ ...anomaly, graph })),
    }));
    const texts = storyLines({ ...trial, verdict: { ...trial.verdict, checks } }).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('T7'))).toEqual([
      'process 0 (at n1) begins T7: k0',
      'process 0: T7: k0 → 1: ok',
    ]);
  });

  it('shows every message while there are few; else those that changed their receiver or that a fault swallowed', () => {
    const shown = ({ messages, omitted }: ReportStory): unknown => [
      messages.map(({ from, to, lost, arrivals }) => [from, to, lost, arrivals.length].join(' ')),
      omitted.messages,
    ];
    const changing = ['n1 n2  1', 'n1 n3  1', 'n1 n2 cut 0'];
    expect(shown(story())).toEqual([[...changing, 'n2 n3  1', 'n2 n3  1'], 0]);
    const trial = exampleStory();
    const heartbeats = Array.from({ length: 50 }, (_, number): TraceEvent[] => [
      { timeNs: 0.8e9 + number, type: 'send', id: 100 + number, from: 'n2', to: 'n3', kind: 'append', text: '{}' },
      { timeNs: 0.801e9 + number, type: 'deliver', id: 100 + number },
    ]);
    const long = storyOf({ ...trial, trace: [...trial.trace, ...heartbeats.flat()] });
    expect(long === null ? null : shown(long)).toEqual([[...changing, 'n2 n3  1'], 51]);
  });

  it('begins with what the nodes believed before the first operation, and knows when one stood still', () => {
    const { beginning, gaps } = story();
    expect(beginning[0]).toEqual({ node: 'n1', beliefs: 'role leader, term 1, log 0' });
    expect(beginning).toHaveLength(3);
    expect(gaps).toEqual([{ node: 'n3', startNs: 0.95e9, endNs: 1.004e9, state: 'paused' }]);
  });

  it('of a long trial tells the operations of its first anomaly', () => {
    const long = exampleTrial(100);
    const told = storyOf({ ...long, trace: exampleStory().trace });
    const [anomaly] = long.verdict.checks[0]?.anomalies ?? [];
    expect(told?.operations.map(({ index }) => index)).toEqual(anomaly?.operations);
    expect(told?.omitted.operations).toBeGreaterThan(100);
  });
});
