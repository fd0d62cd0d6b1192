/** Elle's own test cases: what is wrong without a cycle, and that the edges of the cycles it names are inferred. */
import { describe, expect, it } from 'vitest';
import { edgeNames } from '../dependencies.ts';
import { elleRows, transactionOf, type ElleRow } from '../elle-rows.testing.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { inferRegister } from './infer-register.ts';
import type { RegisterAssumptions } from './register-assumptions.ts';

const rows = elleRows('rw-register.jsonl', 'rw-register');
const isCycle = (type: string): boolean => /^G(0|1c|2|-)|^empty-/.test(type);

/** Elle assumes that writes follow reads only when told. */
function assumptions({ options }: ElleRow, transactions: TransactionColumns): RegisterAssumptions {
  const order = options['transaction-order'] as readonly (readonly [number, number])[] | undefined;
  const transactionOrder = Array.from({ length: transactions.count }, () => 0);
  for (const [index, rank] of order ?? []) transactionOrder[transactionOf(transactions, index)] = rank;
  return {
    writeFollowsRead: options['wfr-keys?'] === true,
    sequentialKeys: options['sequential-keys?'] === true,
    linearizableKeys: options['linearizable-keys?'] === true,
    ...(order === undefined ? {} : { transactionOrder }),
  };
}

/** Anomalies that Elle was asked for; without models all that are listed. */
function isAskedFor(type: string, { options }: ElleRow): boolean {
  if (options['consistency-models'] !== null || !Array.isArray(options['anomalies'])) return true;
  const asked = options['anomalies'] as string[];
  return type !== 'cyclic-versions' && asked.some((each) => type.startsWith(each));
}

describe.skipIf(rows === undefined)('rw-register', () => {
  it.each((rows ?? []).filter(({ kind }) => kind === 'check'))('$name', (row) => {
    const { transactions, expected } = row;
    const { directCounts, edges } = inferRegister(transactions, assumptions(row, transactions));
    const types = [...directCounts.keys()].filter((type) => isAskedFor(type, row)).toSorted();
    expect(types).toEqual((expected.anomalyTypes ?? []).filter((type) => !isCycle(type)));
    const inferred = Array.from(
      { length: edges.count },
      (_, edge) => `${edges.from[edge]} ${edgeNames[edges.kind[edge] as number]} ${edges.to[edge]}`,
    );
    for (const { ops, edges: kinds } of Object.values(expected.cycles ?? {}).flat()) {
      for (const [at, kind] of kinds.entries()) {
        const [from, to] = [ops[at], ops[at + 1]].map((index) => transactionOf(transactions, index as number));
        expect(inferred).toContain(`${from} ${kind} ${to}`);
      }
    }
  });

  it.each((rows ?? []).filter(({ kind }) => kind === 'anomaly-cases'))('$name', ({ transactions, expected }) => {
    const { direct } = inferRegister(transactions, { writeFollowsRead: false });
    const found = direct.filter(({ type }) => type === expected.anomaly).map(({ transactions: shown }) => [...shown]);
    const wanted = (expected.cases ?? []).map(({ op, writer }) =>
      [...(writer === undefined ? [] : [writer]), op].map((index) => transactionOf(transactions, index)),
    );
    expect(found).toEqual(wanted);
  });
});
