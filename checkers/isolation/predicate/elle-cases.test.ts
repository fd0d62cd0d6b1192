/** Elle's own test cases of predicates: what is wrong without a cycle, and that the edges of its cycles are inferred. */
import { describe, expect, it } from 'vitest';
import { edgeNames } from '../dependencies.ts';
import { elleRows, transactionOf } from '../elle-rows.testing.ts';
import { inferPredicate } from './infer-predicate.ts';

const rows = elleRows('closed-predicate.jsonl', 'predicate');
const ourNames: Readonly<Record<string, string>> = { wrp: 'wr-predicate', rwp: 'rw-predicate' };

describe.skipIf(rows === undefined)('closed-predicate', () => {
  it.each(rows ?? [])('$name', ({ transactions, expected }) => {
    const { direct, edges } = inferPredicate(transactions, { ownWritesAreSeen: false });
    const wanted = (expected.anomalyTypes ?? []).filter((type) => !/^G|cycle-exists$/.test(type));
    expect([...new Set(direct.map(({ type }) => type))]).toEqual(wanted);
    const inferred = Array.from(
      { length: edges.count },
      (_, edge) => `${edges.from[edge]} ${edgeNames[edges.kind[edge] as number]} ${edges.to[edge]}`,
    );
    for (const { ops, edges: kinds } of Object.values(expected.cycles ?? {}).flat()) {
      for (const [at, kind] of kinds.entries()) {
        const [from, to] = [ops[at], ops[at + 1]].map((index) => transactionOf(transactions, index as number));
        expect(inferred).toContain(`${from} ${ourNames[kind] ?? kind} ${to}`);
      }
    }
  });
});
