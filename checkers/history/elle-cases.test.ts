import { describe, expect, it } from 'vitest';
import { parseElleCases } from './elle-cases.ts';

const file = 'cases.jsonl';
const one = {
  name: 'a',
  workload: 'list-append',
  kind: 'check',
  options: {},
  history: [{ index: 0, type: 'invoke', process: 0, value: [['append', 'x', 1]] }],
  expected: { valid: true },
};

function parse(...cases: unknown[]) {
  const text = cases.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return [...parseElleCases(text, { file })];
}

describe('parseElleCases', () => {
  it('reads a case a line; f is txn where it is left out', () => {
    const cases = parse(one, '', { ...one, name: 'b', flags: ['sparse-indices'] });
    expect(cases).toMatchObject([
      { name: 'a', workload: 'list-append', kind: 'check', options: {}, expected: { valid: true }, flags: [], line: 1 },
      { name: 'b', flags: ['sparse-indices'], line: 3 },
    ]);
    expect(cases[0]?.history.events).toMatchObject([{ type: 'invoke', f: 'txn', value: [['append', 'x', 1]] }]);
  });

  it('says where an event stands', () => {
    const [first] = parse({ name: 'a', workload: 'w', kind: 'check', history: [one.history[0]] });
    expect(first?.history.placeOf(0)).toEqual({ line: 1, column: 54 });
  });

  it.each([
    ['{"name":', 1, 9, 'the text ends too early'],
    ['7', 1, 1, 'expected a case (an object)'],
    ['{"name":7}', 1, 9, '"name" must be a string'],
    [{ ...one, workload: null }, 1, 24, '"workload" must be a string'],
    [{ ...one, history: {} }, 1, 76, '"history" must be an array of events'],
    [{ ...one, history: [{ type: 'bogus' }] }, 1, 85, '"type" is "bogus"; it must be one of invoke, ok, fail, info'],
    [{ ...one, flags: [1] }, 1, 179, '"flags" must be an array of strings'],
  ])('names line, column and reason: %j', (text, line, column, reason) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ name: 'HistoryFormatError', file, line, column, reason }),
    );
  });
});
