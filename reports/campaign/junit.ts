/**
 * A campaign as JUnit XML, which every build server reads. A trial passes if it found what is expected of it. A violation
 * that is not expected is a failure; any other surprise (unknown, or an expected violation that did not show) is an error,
 * because the test could not be carried out as meant and must not pass for green.
 */
import { visibleText } from '../hostile-text.ts';
import type { SummaryRow } from './summary-row.ts';

type Outcome = 'passed' | 'failure' | 'error';

function outcomeOf({ verdict, expected }: SummaryRow): Outcome {
  if (verdict === expected) return 'passed';
  return verdict === 'invalid' ? 'failure' : 'error';
}

export function renderJunit(rows: readonly SummaryRow[]): string {
  const count = (outcome: Outcome): number => rows.filter((row) => outcomeOf(row) === outcome).length;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="ordeal" tests="${rows.length}" failures="${count('failure')}" errors="${count('error')}" time="${seconds.toFixed(3)}">`,
    ...rows.map(testCase),
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase(row: SummaryRow): string {
  const { title, verdict, expected, sentence, reportPath, replayCommand, seconds } = row;
  const start = `  <testcase classname="ordeal" name="${xml(title)}" time="${seconds.toFixed(3)}"`;
  const outcome = outcomeOf(row);
  if (outcome === 'passed') return `${start}/>`;
  const details = [`${verdict} instead of ${expected}`, sentence, `report: ${reportPath}`, `replay: ${replayCommand}`];
  return `${start}>\n    <${outcome} type="${verdict}" message="${xml(sentence)}">${details.map(xml).join('\n')}</${outcome}>\n  </testcase>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters, which XML forbids even as references, become visible escapes. */
function xml(hostile: string): string {
  return visibleText(hostile)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] as string);
}
