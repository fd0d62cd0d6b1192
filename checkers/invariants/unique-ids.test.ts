import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { done, operationsOf, type Step } from './histories.testing.ts';
import { checkUniqueIds } from './unique-ids.ts';

const generate = (process: number, id: number | string, type: 'ok' | 'info' | 'fail' = 'ok'): Step[] =>
  done(process, 'generate', null, type === 'ok' ? id : null, type);

it('finds an identifier that was handed out twice', () => {
  const result = checkUniqueIds({
    operations: operationsOf(...generate(1, 7), ...generate(2, '7'), ...generate(3, 7)),
  });
  expect(result).toMatchObject({ verdict: 'invalid', anomalyCount: 1 });
  expect(result.anomalies).toEqual([
    {
      type: 'duplicate-id',
      summary: 'process 1 got the identifier 7 at 1.000 s, process 3 got it again at 5.000 s',
      operations: [0, 4],
      culprit: 4,
      subject: '7',
      consequence: expect.stringContaining('same number'),
    },
  ]);
});

it('is unknown where nothing can be compared, and refuses what is no identifier', () => {
  expect(checkUniqueIds({ operations: operationsOf(...generate(1, 7), ...generate(2, 7, 'info')) })).toMatchObject({
    verdict: 'unknown',
    reasons: ['fewer than two identifiers were handed out: there is nothing to compare'],
  });
  expect(() => checkUniqueIds({ operations: operationsOf(...done(1, 'generate', null, null)) })).toThrow(
    '"generate" has the value null',
  );
  expect(() => checkUniqueIds({ operations: operationsOf(...done(1, 'next', 1)) })).toThrow('unique-ids');
});

it('agrees with counting', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { minLength: 2, maxLength: 12 }), (ids) => {
      const { anomalyCount } = checkUniqueIds({ operations: operationsOf(...ids.flatMap((id) => generate(1, id))) });
      expect(anomalyCount).toBe(ids.length - new Set(ids).size);
    }),
    { numRuns: 2000 },
  );
});

it('finds a name with two owners', () => {
  const claim = (process: number, name: string, type: 'ok' | 'fail'): Step[] =>
    done(process, 'claim', [name, process], [name, process], type);
  const operations = operationsOf(...claim(1, 'x', 'ok'), ...claim(2, 'y', 'ok'), ...claim(3, 'x', 'fail'));
  expect(checkUniqueIds({ operations, f: 'claim' })).toMatchObject({ verdict: 'valid' });
  const twice = operationsOf(...claim(1, 'x', 'ok'), ...claim(2, 'x', 'ok'));
  expect(checkUniqueIds({ operations: twice, f: 'claim' }).anomalies).toMatchObject([
    { type: 'duplicate-id', summary: 'process 1 got the name "x" at 1.000 s, process 2 got it again at 3.000 s' },
  ]);
  const nested = operationsOf(['invoke', 1, 'claim', ['x', 1]], ...claim(2, 'x', 'ok'), ['ok', 1, 'claim', ['x', 1]]);
  expect(checkUniqueIds({ operations: nested, f: 'claim' }).anomalies).toMatchObject([
    { culprit: 0, summary: 'process 2 got the name "x" at 2.000 s, process 1 got it again at 3.000 s' },
  ]);
});
