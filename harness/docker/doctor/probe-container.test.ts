import { expect, it } from 'vitest';
import { findingsFrom, parseAnswers } from './probe-container.ts';

const states = (text: string) =>
  Object.fromEntries(findingsFrom(parseAnswers(text)).map(({ name, state }) => [name, state]));

it('judges what the probe container printed', () => {
  expect(states('drop ok\nnetem ok\nclock ok\ndisk 80539524\n')).toEqual({
    partitions: 'ok',
    netem: 'ok',
    clocks: 'ok',
    disk: 'ok',
  });
});

it('says why something does not work, and what little disk means', () => {
  const findings = findingsFrom(
    parseAnswers(
      'drop no: iptables: Permission denied \nnetem no: Error: Specified qdisc kind is unknown. \ndisk 1000000\n',
    ),
  );
  expect(findings.map(({ name, state, detail }) => [name, state, detail])).toEqual([
    ['partitions', 'missing', 'drop rules do not work: iptables: Permission denied'],
    ['netem', 'warn', 'the kernel has no netem: Error: Specified qdisc kind is unknown.'],
    ['clocks', 'missing', 'the preloaded clock does not move: no answer'],
    ['disk', 'warn', '1.0 GB free on the engine'],
  ]);
  for (const finding of findings) expect(finding.remedy).not.toBe('');
});
