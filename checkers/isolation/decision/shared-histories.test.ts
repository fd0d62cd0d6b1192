/** Recorded histories of real databases whose verdicts others published or worked out. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openHistory } from '../../../harness/check/read-history.ts';
import { sharedHistoriesIndex } from '../../../harness/check/shared-histories.testing.ts';
import { pairOperations } from '../../history/pairing.ts';
import { readTransactions } from '../read-transactions.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { decideWeak, type WeakLevel } from '../weak/decide-weak.ts';
import { decide } from './decide.ts';
import { isDecidedModel } from './decision.ts';

interface Row {
  readonly file: string;
  readonly format: string;
  readonly expected: Readonly<Record<string, string>>;
}

const index = sharedHistoriesIndex();
if (index === undefined) console.warn('skipped: ../shared/histories is not there');

function rows(formats: readonly string[]): Row[] {
  const parsed = JSON.parse(readFileSync(index ?? '', 'utf8')) as Row[] | { readonly histories: Row[] };
  return (Array.isArray(parsed) ? parsed : parsed.histories).filter(({ format }) => formats.includes(format));
}

function transactionsOf({ file, format }: Row): TransactionColumns {
  const { history } = openHistory(path.join(path.dirname(index ?? ''), file), format);
  return readTransactions(pairOperations(history.events, { completionsMayStandAlone: true }), 'rw-register');
}

/** Their authors mean by these names what respects session order: see the definitions of dbcop, Cobra and PolySI. */
const asMeant: Readonly<Record<string, string>> = {
  serializable: 'strong-session-serializable',
  'snapshot-isolation': 'strong-session-snapshot-isolation',
};

it.skipIf(index === undefined)('runs of CockroachDB, Galera and others', () => {
  const wrong = rows(['dbcop-bincode', 'cobra-dir', 'text-rw']).flatMap((row) => {
    const transactions = transactionsOf(row);
    return Object.entries(row.expected).flatMap(([name, expected]) => {
      const model = asMeant[name] ?? name;
      if (!isDecidedModel(model)) return [{ file: row.file, model }];
      const { verdict } = decide(transactions, model);
      return verdict === expected ? [] : [{ file: row.file, model, verdict, expected }];
    });
  });
  expect(wrong).toEqual([]);
});

it.skipIf(index === undefined)('examples of weak levels', () => {
  const wrong = rows(['awdit-dsl']).flatMap((row) => {
    const transactions = transactionsOf(row);
    return Object.entries(row.expected).flatMap(([level, expected]) => {
      const { verdict } = decideWeak(transactions, level as WeakLevel);
      return verdict === expected ? [] : [{ file: row.file, level, verdict, expected }];
    });
  });
  expect(wrong).toEqual([]);
});
