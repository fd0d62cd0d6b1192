import { describe, expect, it } from 'vitest';
import {
  findModel,
  findPhenomenon,
  implies,
  isModel,
  judgeAnomalies,
  models,
  modelSources,
  permits,
  phenomenonAndLarger,
  phenomenonNames,
  weakestForbidding,
} from './index.ts';

const names = models.map((model) => model.name);
const pairs = names.flatMap((one) => names.map((other) => [one, other] as const));
const phenomena = phenomenonNames;
const keys = Object.keys(modelSources);
const isCited = (source: string): boolean =>
  /^by definition\b/.test(source) || keys.some((key) => source.startsWith(key));

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

  it('has unique names and aliases, summaries, and a source for every model and every edge', () => {
    const all = models.flatMap(({ name, aliases }) => [name, ...aliases]).map((name) => name.toLowerCase());
    expect(new Set(all).size).toBe(all.length);
    for (const model of models) {
      expect(model.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(model.summary).not.toBe('');
      expect(model).toSatisfy(({ source }: typeof model) => isCited(source));
      for (const weaker of model.implies) {
        expect(findModel(weaker.model).name).toBe(weaker.model);
        expect(weaker).toSatisfy(({ source }: typeof weaker) => isCited(source));
      }
    }
  });

  it('states no edge that follows from others', () => {
    const redundant = models.flatMap(({ name, implies: below }) =>
      below
        .filter(({ model }) => below.some((other) => other.model !== model && implies(other.model, model)))
        .map(({ model }) => `${name} implies ${model}`),
    );
    expect(redundant).toEqual([]);
  });

  it('knows Adya’s and other names', () => {
    const others = ['PL-1', 'PL-2', 'pl-2.99', 'PL-3', 'PL-SI', 'PL-2+', 'PL-3U', 'strong-serializable', 'ROLA'];
    expect(others.map((name) => findModel(name).name)).toEqual([
      'read-uncommitted',
      'read-committed',
      'repeatable-read',
      'serializable',
      'snapshot-isolation',
      'consistent-view',
      'update-serializable',
      'strict-serializable',
      'update-atomic',
    ]);
    expect(implies('PL-3', 'PL-SI')).toBe(true);
    expect([isModel('PL-SS'), isModel('PL-4')]).toEqual([true, false]);
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
    ['serializable', 'strong-session-snapshot-isolation', false],
    ['snapshot-isolation', 'strong-session-read-committed', false],
    ['strong-session-prefix', 'strong-session-read-committed', true],
    ['strong-session-causal', 'causal', true],
    ['causal-cerone', 'causal', false],
    ['parallel-snapshot-isolation', 'consistent-view', true],
    ['prefix', 'cursor-stability', false],
    ['update-serializable', 'prefix', false],
    ['repeatable-read', 'monotonic-view', false],
    ['causal', 'writes-follow-reads', true],
    ['pram', 'writes-follow-reads', false],
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

  it.each(phenomena)('%s is forbidden by models that exist, none of them above another, and has a source', (name) => {
    expect(findPhenomenon(name)).toSatisfy(({ source }: { source: string }) => isCited(source));
    const weakest = weakestForbidding(name);
    const forbidding = weakest === 'every' ? names : weakest;
    expect(forbidding.filter((model) => permits(model, name))).toEqual([]);
    expect(forbidding.length).toBeGreaterThan(0);
    if (weakest === 'every') return;
    const above = weakest.filter((one) => weakest.some((other) => other !== one && implies(one, other)));
    expect(above).toEqual([]);
  });

  it.each(phenomena)('%s: who forbids what it is a case of forbids it', (name) => {
    const broken = (findPhenomenon(name).isA ?? []).flatMap((larger) =>
      names.filter((model) => !permits(model, larger) && permits(model, name)),
    );
    expect(broken).toEqual([]);
  });

  it('without processes and real time are cases of those with them', () => {
    expect([...phenomenonAndLarger('G-single-item')].toSorted()).toEqual(
      ['G-single', 'G-single-item', 'G-nonadjacent', 'G-nonadjacent-item', 'G2', 'G2-item']
        .flatMap((name) => [name, `${name}-process`, `${name}-realtime`])
        .toSorted(),
    );
    expect(phenomenonAndLarger('G2-realtime')).toEqual(new Set(['G2-realtime']));
  });

  it('have one name each, and no name is made up', () => {
    expect(phenomena.map((name) => findPhenomenon(name).name)).toEqual(phenomena);
    expect(() => findPhenomenon('G3')).toThrow(RangeError);
  });

  it.each([
    ['G0', ['read-uncommitted']],
    ['G1a', ['read-committed']],
    ['G1c-process', ['strong-session-read-committed']],
    ['G-single', ['consistent-view']],
    ['G-single-item', ['repeatable-read', 'consistent-view']],
    ['G-single-item-realtime', ['strong-snapshot-isolation']],
    ['G-nonadjacent', ['snapshot-isolation']],
    ['G2-item', ['repeatable-read']],
    ['G2', ['serializable']],
    ['G2-process', ['strong-session-serializable']],
    ['G2-item-realtime', ['strict-serializable']],
    ['lost-update', ['cursor-stability', 'update-atomic']],
    ['internal', ['read-atomic']],
  ])('%s is forbidden from %j on', (name, weakest) => {
    expect(new Set(weakestForbidding(name))).toEqual(new Set(weakest));
  });

  it('no model permits to lose what was acknowledged', () => {
    expect(names.filter((name) => permits(name, 'lost-element'))).toEqual([]);
  });
});

describe('the verdict on all models', () => {
  it('names the weakest that are broken, all above them, and the strongest that are left', () => {
    expect(judgeAnomalies(['G-single-item', 'G2-item'])).toEqual({
      violated: ['repeatable-read', 'consistent-view'],
      alsoViolated: [
        'strict-serializable',
        'strong-session-serializable',
        'strong-snapshot-isolation',
        'strong-session-snapshot-isolation',
        'serializable',
        'snapshot-isolation',
        'update-serializable',
        'parallel-snapshot-isolation',
        'forward-consistent-view',
      ],
      consistentWith: [
        'strong-session-prefix',
        'strong-read-committed',
        'update-atomic',
        'monotonic-view',
        'monotonic-snapshot-read',
        'cursor-stability',
      ],
    });
  });

  it('claims nothing of models that were not looked for', () => {
    expect(judgeAnomalies([], 'PL-3').consistentWith).toEqual(['serializable']);
    expect(judgeAnomalies(['G2-item'], 'serializable').consistentWith).toEqual([
      'snapshot-isolation',
      'update-serializable',
    ]);
    expect(judgeAnomalies(['garbage-read']).consistentWith).toEqual([]);
  });

  it.each(phenomena)('%s: every model of transactions is violated, or left as implied by one that is left', (name) => {
    const { violated, alsoViolated, consistentWith } = judgeAnomalies([name]);
    const about = models.filter((model) => model.about === 'transactions').map((model) => model.name);
    for (const model of about) {
      const broken = violated.includes(model) || alsoViolated.includes(model);
      expect(broken).toBe(!permits(model, name));
      expect(broken).toBe(!consistentWith.some((kept) => implies(kept, model)));
      expect(broken).toBe(violated.some((weakest) => implies(model, weakest)));
    }
  });
});
