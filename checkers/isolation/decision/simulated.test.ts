/** Histories of simulated databases, whose level is known by construction, and the laws between the levels. */
import { describe, expect, it } from 'vitest';
import { simulateTransactions, type SimulatedLevel } from '../random-transactions.testing.ts';
import { readTransactions } from '../read-transactions.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { decideWeak, weakLevels, type WeakLevel } from '../weak/decide-weak.ts';
import { decide } from './decide.ts';
import { decidedModels, type DecidedModel } from './decision.ts';

const kept: readonly (readonly [SimulatedLevel, readonly DecidedModel[]])[] = [
  ['serial', decidedModels],
  ['stale-serial', ['serializable', 'snapshot-isolation']],
  ['snapshot-isolation', ['snapshot-isolation', 'strong-session-snapshot-isolation', 'strong-snapshot-isolation']],
];

function simulated(level: SimulatedLevel, workload: 'list-append' | 'rw-register', seed: number): TransactionColumns {
  const shape = { level, workload, seed, transactions: 80, clients: 6, keys: 4, mostMicroOps: 4 };
  return readTransactions(simulateTransactions(shape).operations, workload);
}

describe.each(['list-append', 'rw-register'] as const)('%s', (workload) => {
  it.each(kept)('a database that runs %s keeps its levels', (level, models) => {
    const wrong = Array.from({ length: 40 }, (_, seed) => seed).flatMap((seed) =>
      models
        .map((model) => ({ seed, model, verdict: decide(simulated(level, workload, seed), model).verdict }))
        .filter(({ verdict }) => verdict !== 'valid'),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['lost-updates', 'read-committed', 'no-isolation'] as const)('one that runs %s does not', (level) => {
    const broken = Array.from({ length: 20 }, (_, seed) =>
      decide(simulated(level, workload, seed), 'snapshot-isolation'),
    );
    expect(broken.filter(({ verdict }) => verdict === 'invalid').length).toBeGreaterThan(15);
  });

  it('what is valid at a level is valid at every weaker one', () => {
    const weaker: readonly (readonly [DecidedModel | WeakLevel, DecidedModel | WeakLevel])[] = [
      ['strong-session-snapshot-isolation', 'causal'],
      ['causal', 'read-atomic'],
      ['read-atomic', 'read-committed'],
      ['strict-serializable', 'strong-session-serializable'],
      ['strong-session-serializable', 'serializable'],
      ['strict-serializable', 'strong-snapshot-isolation'],
      ['strong-session-serializable', 'strong-session-snapshot-isolation'],
      ['serializable', 'snapshot-isolation'],
      ['strong-snapshot-isolation', 'strong-session-snapshot-isolation'],
      ['strong-session-snapshot-isolation', 'snapshot-isolation'],
    ];
    const wrong: unknown[] = [];
    for (const level of ['stale-serial', 'snapshot-isolation', 'lost-updates', 'read-committed'] as const)
      for (let seed = 0; seed < 10; seed++) {
        const transactions = simulated(level, workload, seed);
        const verdict = new Map<string, string>(
          decidedModels.map((model) => [model, decide(transactions, model).verdict]),
        );
        for (const weak of weakLevels) verdict.set(weak, decideWeak(transactions, weak).verdict);
        for (const [strong, weak] of weaker)
          if (verdict.get(strong) === 'valid' && verdict.get(weak) !== 'valid')
            wrong.push({ level, seed, strong, weak });
      }
    expect(wrong).toEqual([]);
  });

  it('the names of keys and values do not matter, nor where sessions stand', () => {
    for (let seed = 0; seed < 20; seed++) {
      const transactions = simulated('lost-updates', workload, seed);
      const renamed: TransactionColumns = {
        ...transactions,
        session: transactions.session.map((session) => transactions.sessionCount - 1 - session),
        operation: (transaction) => transactions.operation(transaction),
      };
      for (const model of decidedModels)
        expect(decide(renamed, model).verdict).toBe(decide(transactions, model).verdict);
    }
  });
});
