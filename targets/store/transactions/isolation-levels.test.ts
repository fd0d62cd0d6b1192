/** Each anomaly appears exactly below its level: every level against every model, over many interleavings. */
import { describe, expect, it } from 'vitest';
import { checkIsolation } from '../../../checkers/isolation/check-isolation.ts';
import { implies } from '../../../checkers/models/index.ts';
import type { ListOperation, RowOperation } from '../../contract/client.ts';
import { between, chance } from '../../contract/random.ts';
import type { Random } from '../../contract/random.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { Interleaving } from './interleaving.testing.ts';
import { isolationClaim, isolationLevels } from './isolation-level.ts';
import type { IsolationLevel } from './isolation-level.ts';
import { transactionBugs } from './transaction-bugs.ts';

/** Mulberry32: the tests of this floor do not see the harness's. */
function seeded(seed: number): Random {
  let state = seed;
  return {
    below: (limit) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}

function listTransactions(random: Random): ListOperation[][] {
  let value = 0;
  return Array.from({ length: 60 }, () =>
    Array.from({ length: between(random, 1, 4) }, (): ListOperation => {
      const key = `list${random.below(3)}`;
      return chance(random, 0.5) ? ['r', key, null] : ['append', key, ++value];
    }),
  );
}

/** Rows are inserted once, and changed by who has read them; changes keep the remainder that selects them. */
function rowTransactions(random: Random): RowOperation[][] {
  const remainders: number[] = [];
  let values = 0;
  const operations = (): RowOperation[] => {
    if (chance(random, 0.4)) return [['rp', ['mod', 2, random.below(2)], null]];
    if (remainders.length < 2 || chance(random, 0.3)) {
      const remainder = random.below(2);
      return [['insert', `row${remainders.push(remainder) - 1}`, 2 * ++values + remainder]];
    }
    const row = Math.max(0, remainders.length - 1 - random.below(4));
    const read: RowOperation = ['r', `row${row}`, null];
    return chance(random, 0.5) ? [read] : [read, ['w', `row${row}`, 2 * ++values + (remainders[row] as number)]];
  };
  return Array.from({ length: 40 }, () => Array.from({ length: between(random, 1, 3) }, operations).flat());
}

const seeds = 12;
const levels = Object.keys(isolationLevels) as IsolationLevel[];
const models = [
  'read-uncommitted',
  'read-committed',
  'repeatable-read',
  'snapshot-isolation',
  'serializable',
  'strict-serializable',
];

const withoutIndex = { index: 'none', bug: 'none' } as const;

const workloads = [
  { workload: 'list-append', transactions: listTransactions },
  { workload: 'predicate', transactions: rowTransactions },
] as const;

/** The models that some run of this level broke. */
function brokenModels(
  isolation: IsolationLevel,
  seed: number,
  set: Pick<StoreConfiguration, 'index' | 'bug'> = withoutIndex,
): string[] {
  return workloads.flatMap(({ workload, transactions }) => {
    // What is lost with an update may be elements of a list, which no model of lists allows.
    if (workload === 'list-append' && isolation === 'snapshot-last-committer-wins') return [];
    // Lists have no index.
    if (workload === 'list-append' && set.index !== 'none') return [];
    const random = seeded(seed);
    const interleaving = new Interleaving({ isolation, ...set }, 5, random);
    interleaving.run(transactions(random));
    const operations = interleaving.history;
    return models.filter(
      (model) => checkIsolation({ operations, workload, model, initial: null }).verdict === 'invalid',
    );
  });
}

describe('isolation levels', () => {
  it.each(levels)('%s breaks what it does not promise, and nothing that it does', (level) => {
    const broken = new Set(Array.from({ length: seeds }, (_, seed) => brokenModels(level, seed + 1)).flat());
    const claimed = isolationClaim(level).model;
    expect(models.filter((model) => broken.has(model))).toEqual(models.filter((model) => !implies(claimed, model)));
  });

  it.each(levels)('%s keeps what it promises when predicates are read through an index', (level) => {
    const set = { index: 'local', bug: 'none' } as const;
    const broken = new Set(Array.from({ length: seeds }, (_, seed) => brokenModels(level, seed + 1, set)).flat());
    expect(models.filter((model) => broken.has(model) && implies(isolationClaim(level).model, model))).toEqual([]);
  });
});

describe('planted bugs of the engine', () => {
  const ofEngine = transactionBugs.filter(({ name }) => name !== 'commit-acknowledged-before-log');
  it.each(ofEngine.map(({ name, set }) => [name, set['isolation'] as IsolationLevel, set['index'] ?? 'none'] as const))(
    '%s breaks %s',
    (bug, level, index) => {
      const claimed = isolationClaim(level).model;
      const set = { index: index as StoreConfiguration['index'], bug };
      const isFound = (seed: number): boolean =>
        brokenModels(level, seed, set).some((model) => implies(claimed, model));
      expect(Array.from({ length: 100 }, (_, seed) => seed + 1).some(isFound)).toBe(true);
    },
  );
});
