import { describe, expect, it } from 'vitest';
import { findModel, findPhenomenon, implies, models, permits, type PhenomenonName } from './index.ts';

const names = models.map((model) => model.name);
const pairs = names.flatMap((one) => names.map((other) => [one, other] as const));
const phenomena: readonly PhenomenonName[] = [
  'nonlinearizable',
  'stale-read',
  'lost-element',
  'unexpected-element',
  'aborted-read',
  'duplicated-element',
  'wrong-total',
  'negative-balance',
  'missing-account',
  'unexpected-account',
];

describe('the lattice of models', () => {
  it('is a partial order', () => {
    expect(names.filter((one) => !implies(one, one))).toEqual([]);
    const both = pairs.filter(([one, other]) => one !== other && implies(one, other) && implies(other, one));
    expect(both).toEqual([]);
    const broken = pairs.flatMap(([one, other]) =>
      names.filter((third) => implies(one, other) && implies(other, third) && !implies(one, third)),
    );
    expect(broken).toEqual([]);
  });

  it('has unique names, summaries, and a source for every edge', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const model of models) {
      expect(model.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(model.summary).not.toBe('');
      for (const { model: weaker, source } of model.implies) {
        expect(findModel(weaker).name).toBe(weaker);
        expect(source).not.toBe('');
      }
    }
  });

  it.each([
    ['strict-serializable', 'read-uncommitted', true],
    ['strict-serializable', 'causal', true],
    ['serializable', 'snapshot-isolation', true],
    ['serializable', 'linearizable', false],
    ['snapshot-isolation', 'repeatable-read', false],
    ['repeatable-read', 'snapshot-isolation', false],
    ['linearizable', 'serializable', false],
    ['linearizable', 'eventual', true],
    ['sequential', 'eventual', false],
  ])('%s implies %s: %s', (stronger, weaker, answer) => {
    expect(implies(stronger, weaker)).toBe(answer);
  });

  it('lists the names for one that it does not know', () => {
    const remedy = `choose one of: ${names.join(', ')}`;
    expect(() => findModel('linearisable')).toThrow(
      expect.objectContaining({ name: 'InputError', message: 'there is no model "linearisable"', remedy }),
    );
    expect(() => implies('serializable', 'linearisable')).toThrow('there is no model "linearisable"');
  });
});

describe('phenomena', () => {
  it.each(phenomena)('%s: what a model forbids, every stronger model forbids', (phenomenon) => {
    const broken = pairs.filter(
      ([stronger, weaker]) =>
        implies(stronger, weaker) && !permits(weaker, phenomenon) && permits(stronger, phenomenon),
    );
    expect(broken).toEqual([]);
  });

  it.each(phenomena)('%s is forbidden by models that exist', (phenomenon) => {
    const { forbiddenBy, source } = findPhenomenon(phenomenon);
    expect(source).not.toBe('');
    const weakest = forbiddenBy === 'every' ? names : forbiddenBy;
    expect(weakest.filter((model) => permits(model, phenomenon))).toEqual([]);
  });

  it('no model permits to lose what was acknowledged', () => {
    expect(names.filter((name) => permits(name, 'lost-element'))).toEqual([]);
  });
});
