/** What an exploration says of itself: a line while it runs, and a summary at the end. */
import type { ChalkInstance } from 'chalk';
import { verdictExitCode, type Verdict } from '../../checkers/verdict.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf, formatCount, threeDigits } from '../../reports/quantities.ts';
import type { SearchOutcome, SearchProgress } from '../explore/explore.ts';
import type { Tally } from '../explore/tally.ts';
import { alignedRows } from './table.ts';
import { verdictWord } from './terminal.ts';

/** Half of the trials must have been earned, or nobody can tell. */
const leastValidShare = 0.5;

/** A node's program that threw is a finding as much as a claim that broke. */
export function verdictOf({ trials, fates }: Tally): Verdict {
  if (fates.invalid + fates.crashed > 0) return 'invalid';
  return fates.valid > 0 && fates.valid >= trials * leastValidShare ? 'valid' : 'unknown';
}

export function explorationExitCode(tally: Tally): number {
  return verdictExitCode[verdictOf(tally)];
}

function fatesText({ fates }: Tally): string {
  return Object.entries(fates)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${formatCount(count)} ${fate}`)
    .join(', ');
}

export function progressLine({ tally, elapsedMs, nextSeed, trials }: SearchProgress): string {
  const seconds = elapsedMs / 1000;
  return (
    `${seconds.toFixed(0).padStart(4)} s  up to seed ${nextSeed - 1}: ${fatesText(tally)}; ` +
    `${threeDigits(trials / seconds)} seeds/s`
  );
}

/** How often the labels of this group were reached, in order; `parts` splits a label into what its line is about and the rest. */
function coverage(tally: Tally, group: string, parts: (label: string) => [string, string]): Map<string, string> {
  const prefix = `${group} `;
  const byTopic = new Map<string, string>();
  for (const [label, count] of Object.entries(tally.reached).toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    if (!label.startsWith(prefix)) continue;
    const [topic, rest] = parts(visibleText(label.slice(prefix.length)));
    const before = byTopic.has(topic) ? `${byTopic.get(topic)}, ` : '';
    byTopic.set(topic, `${before}${rest === '' ? '' : `${rest} `}${formatCount(count)}`);
  }
  return byTopic;
}

/** The two groups that this finds in a label; one where it finds nothing is a topic of its own. */
function splitAt(pattern: RegExp): (label: string) => [string, string] {
  return (label) => {
    const [, topic, rest] = pattern.exec(label) ?? [];
    return [topic ?? label, rest ?? ''];
  };
}

const coverageGroups = [
  { title: 'faults attested', group: 'fault', parts: splitAt(/^([^:]*):(.*)$/) },
  { title: 'outcomes', group: 'outcome', parts: splitAt(/^(\S+ \S+) (.*)$/) },
  { title: 'nodes seen', group: 'node', parts: (label: string): [string, string] => ['', label] },
  { title: 'anomalies', group: 'anomaly', parts: (label: string): [string, string] => ['', label] },
] as const;

/** A group that is about several things has a line for each. */
function coverageLines(tally: Tally): string[] {
  return coverageGroups.flatMap(({ title, group, parts }) => {
    const byTopic = coverage(tally, group, parts);
    const flat = byTopic.get('');
    if (flat !== undefined) return [`${title}: ${flat}`];
    if (byTopic.size === 0) return [];
    return [title, ...alignedRows([...byTopic].map(([topic, text]) => [`  ${topic}`, text]))];
  });
}

const mostReasonsShown = 3;

function unknownLines({ unknownReasons, fates, trials }: Tally): string[] {
  if (fates.unknown === 0) return [];
  const ranked = Object.entries(unknownReasons).toSorted(([, left], [, right]) => right - left);
  return [
    `unknown ${threeDigits((100 * fates.unknown) / trials)} % of the trials, because`,
    ...ranked
      .slice(0, mostReasonsShown)
      .map(([reason, count]) => `  ${countOf(count, 'time')}: ${visibleText(reason)}`),
  ];
}

/** What was found, then what was reached. */
export function explorationLines(outcome: SearchOutcome, style: ChalkInstance): string[] {
  const { tally, elapsedMs, trials, ending } = outcome;
  const soFar = ending === 'interrupted' ? ' so far' : '';
  const seconds = elapsedMs / 1000;
  const lines = [
    '',
    `${verdictWord(style, verdictOf(tally))}${soFar}  ${countOf(tally.trials, 'trial')}: ${fatesText(tally)}`,
    ...tally.findings.slice(0, 5).map(({ seed, fate, sentence }) => `  seed ${seed} ${fate}: ${visibleText(sentence)}`),
    ...unknownLines(tally),
  ];
  for (const line of coverageLines(tally)) lines.push(style.dim(line));
  lines.push(
    `${threeDigits(trials / seconds)} seeds/s, ${formatCount(Math.round(tally.virtualMs / 1000))} virtual seconds, ` +
      `${countOf(tally.operations, 'operation')}, in ${seconds.toFixed(1)} s`,
  );
  return lines;
}
