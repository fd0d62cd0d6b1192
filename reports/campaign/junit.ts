/**
 * A campaign as JUnit XML, which every build server reads. An invalid verdict is a failure; unknown is an error, because
 * the test could not be carried out and must not pass for green.
 */
import { visibleText } from '../hostile-text.ts';
import { rowTitle, type SummaryRow } from './summary-row.ts';

export function renderJunit(rows: readonly SummaryRow[]): string {
  const count = (verdict: SummaryRow['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="ordeal" tests="${rows.length}" failures="${count('invalid')}" errors="${count('unknown')}" time="${seconds.toFixed(3)}">`,
    ...rows.map(testCase),
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase(row: SummaryRow): string {
  const { verdict, sentence, reportPath, replayCommand, seconds } = row;
  const start = `  <testcase classname="${xml(row.target)}" name="${xml(rowTitle(row))}" time="${seconds.toFixed(3)}"`;
  if (verdict === 'valid') return `${start}/>`;
  const element = verdict === 'invalid' ? 'failure' : 'error';
  const details = `${sentence}\nreport: ${reportPath}\nreplay: ${replayCommand}`;
  return `${start}>\n    <${element} type="${verdict}" message="${xml(sentence)}">${details.split('\n').map(xml).join('\n')}</${element}>\n  </testcase>`;
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
