import { expect, it } from 'vitest';
import { describeModels, modelLines } from './model-description.ts';

it('describes a model by any of its names', () => {
  const [model, ...others] = describeModels('PL-2+');
  expect(others).toEqual([]);
  expect(model).toMatchObject({
    name: 'consistent-view',
    weaker: ['monotonic-view', 'cursor-stability', 'monotonic-atomic-view', 'read-committed', 'read-uncommitted'],
  });
  expect(model?.firstToForbid).toContain('G-single');
  expect(model?.forbids).toContain('lost-update');
  expect(model?.literature[0]).toMatch(/^Adya: A\. Adya/);
  expect(modelLines([model as never], true).join('\n')).toContain('implies cursor-stability: Adya, chapter 4');
});

it('lists all of them', () => {
  const lines = modelLines(describeModels(), false);
  expect(lines).toContain(
    'snapshot-isolation (SI, PL-SI, generalized-snapshot-isolation): a transaction reads one consistent snapshot, and no two that overlap write the same item',
  );
  expect(lines.filter((line) => !line.startsWith(' '))).toHaveLength(describeModels().length);
});

it('knows no others', () => {
  expect(() => describeModels('PL-4')).toThrow('there is no model "PL-4"');
});
