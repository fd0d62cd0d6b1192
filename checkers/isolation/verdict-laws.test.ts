/** Laws that all verdicts of isolation keep: names say nothing, and a history valid at a model is valid at weaker ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';
import { implies, models } from '../models/index.ts';
import { checkIsolation } from './check-isolation.ts';
import { randomTransactions } from './random-transactions.testing.ts';

const numRuns = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 300);
const timeout = 3_600_000;
const judged = [
  'strict-serializable',
  'strong-session-serializable',
  'serializable',
  'strong-snapshot-isolation',
  'snapshot-isolation',
  'repeatable-read',
  'parallel-snapshot-isolation',
  'consistent-view',
  'read-committed',
  'read-uncommitted',
];

type Workload = 'list-append' | 'rw-register';
type Micro = readonly [string, Json, Json];

function judge(workload: Workload, events: readonly HistoryEvent[], model: string): string {
  const { verdict, anomalies, anomalyCount } = checkIsolation({
    operations: pairOperations(events),
    workload,
    model,
    initial: null,
  });
  const types = anomalies.map(({ type, permitted }) => `${type}${permitted === true ? ' permitted' : ''}`);
  return JSON.stringify([verdict, anomalyCount, types.toSorted()]);
}

/** Other names for keys and values, and other numbers for processes; the value null stays what nobody wrote. */
function renamed(events: readonly HistoryEvent[]): HistoryEvent[] {
  const value = (old: Json): Json => (old === null ? null : { v: [old, 'is renamed'] });
  return events.map((event) => {
    if (!Array.isArray(event.value)) return { ...event, process: Number(event.process) * 7 + 3 };
    const micros = (event.value as unknown as readonly Micro[]).map(([f, key, seen]): Json => {
      return [f, ['key', key], Array.isArray(seen) ? (seen as readonly Json[]).map(value) : value(seen)];
    });
    return { ...event, process: Number(event.process) * 7 + 3, value: micros };
  });
}

describe.each(['list-append', 'rw-register'] as const)('verdicts on %s', (workload) => {
  it('depend on no name of a key, a value or a process', { timeout }, () => {
    fc.assert(
      fc.property(
        randomTransactions({ workload, level: 'lost-updates' }),
        randomTransactions({ workload, level: 'read-uncommitted' }),
        fc.constantFrom(...judged),
        (one, other, model) => {
          for (const { events } of [one, other]) {
            expect(judge(workload, renamed(events), model)).toBe(judge(workload, events, model));
          }
        },
      ),
      { numRuns },
    );
  });

  it.each(['serial', 'snapshot-isolation', 'lost-updates', 'read-committed', 'no-isolation'] as const)(
    'are monotone over the lattice: %s',
    { timeout },
    (level) => {
      fc.assert(
        fc.property(randomTransactions({ workload, level }), ({ events }) => {
          const verdictOf = new Map(
            judged.map((model) => [model, JSON.parse(judge(workload, events, model)) as [string]] as const),
          );
          const broken = judged.flatMap((strong) =>
            judged
              .filter((weak) => weak !== strong && implies(strong, weak))
              .filter((weak) => verdictOf.get(strong)?.[0] === 'valid' && verdictOf.get(weak)?.[0] === 'invalid')
              .map((weak) => `${strong} valid, ${weak} invalid`),
          );
          expect(broken).toEqual([]);
        }),
        { numRuns },
      );
    },
  );
});

it('judges by models that exist', () => {
  expect(judged.filter((name) => !models.some((model) => model.name === name))).toEqual([]);
});
