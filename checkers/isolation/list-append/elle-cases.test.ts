/** Elle's own test cases, as far as they are about what this room infers; the rest is judged with the cycles. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseElleCases, type ElleCase } from '../../history/elle-cases.ts';
import { pairEvents } from '../../history/pairing.ts';
import { edgeNames } from '../dependencies.ts';
import { readTransactions } from '../read-transactions.ts';
import { inferListAppend } from './infer-list-append.ts';

/** Beside the checkout, like all reference histories; undefined if they are not there. */
function casesFile(): string | undefined {
  for (
    let directory = import.meta.dirname;
    path.dirname(directory) !== directory;
    directory = path.dirname(directory)
  ) {
    const file = path.join(directory, '..', 'shared', 'histories', 'elle', 'list-append.jsonl');
    if (existsSync(file)) return file;
  }
  return undefined;
}

interface Expected {
  readonly anomalyTypes?: readonly string[];
  readonly cycles?: Readonly<
    Record<string, readonly { readonly ops: readonly number[]; readonly edges: readonly string[] }[]>
  >;
  readonly anomaly?: string;
  readonly cases?: readonly {
    readonly op: number;
    readonly anomaly: string;
    readonly mop: unknown;
    readonly writer?: number;
  }[];
}

function inferCase({ history }: ElleCase) {
  const columns = readTransactions(pairEvents(history.table, { completionsMayStandAlone: true }), 'list-append');
  return { columns, inference: inferListAppend(columns) };
}

const file = casesFile();
if (file === undefined)
  console.warn('skipped: there are no reference histories in ../shared/histories beside this checkout');
const cases = file === undefined ? [] : [...parseElleCases(readFileSync(file, 'utf8'), { file })];
const isCycle = (type: string): boolean => /^G0|^G1c|^G-|^G2/.test(type);
/** Cases of Elle's that ask for a few anomalies by name do not expect the others. */
const asks = ({ options }: ElleCase, type: string): boolean => {
  const { anomalies } = options as { readonly anomalies?: readonly string[] };
  return anomalies === undefined || anomalies.includes(type);
};

describe.skipIf(file === undefined)("Elle's cases of list-append", () => {
  it.each(cases.filter(({ kind }) => kind === 'check').map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { columns, inference } = inferCase(each);
    const { anomalyTypes = [], cycles = {} } = each.expected as Expected;
    const direct = [...inference.directCounts.keys()].filter((type) => asks(each, type));
    const isDirect = (type: string): boolean => !isCycle(type) && type !== 'empty-transaction-graph';
    expect(direct.toSorted()).toEqual(anomalyTypes.filter(isDirect).toSorted());
    const indexOf = new Map<number, number>();
    for (let txn = 0; txn < columns.count; txn++) {
      const { completionIndex, index } = columns.operation(txn);
      indexOf.set(txn, completionIndex < 0 ? index : completionIndex);
    }
    const { edges } = inference;
    const known = new Set<string>();
    for (let edge = 0; edge < edges.count; edge++) {
      const ends = [edges.from[edge], edges.to[edge]].map((txn) => indexOf.get(txn as number));
      known.add(`${ends[0]} ${edgeNames[edges.kind[edge] as number]} ${ends[1]}`);
    }
    const expected = Object.values(cycles)
      .flat()
      .flatMap((cycle) => cycle.edges.map((kind, at) => `${cycle.ops[at]} ${kind} ${cycle.ops[at + 1]}`))
      .filter((edge) => !edge.includes('process') && !edge.includes('realtime'));
    expect(expected.filter((edge) => !known.has(edge))).toEqual([]);
  });

  const lists = cases.filter(({ kind }) => kind === 'anomaly-cases').map((each) => [each.name, each] as const);
  it.each(lists)('%s', (_, each) => {
    const { columns, inference } = inferCase(each);
    const { anomaly, cases: expected = [] } = each.expected as Expected;
    const microOp = (transaction: number, op: number): unknown =>
      (columns.operation(transaction).value as readonly unknown[])[op - (columns.first[transaction] as number)];
    const eventOf = (transaction: number): number => columns.operation(transaction).completionIndex;
    const found = inference.direct
      .filter(({ type }) => type === anomaly || (anomaly === 'internal' && type === 'future-read'))
      .map(({ type, transactions, microOp: op }) => {
        const reader = transactions.at(-1) as number;
        return {
          op: eventOf(reader),
          anomaly: type,
          mop: microOp(reader, op as number),
          ...(transactions.length > 1 ? { writer: eventOf(transactions[0] as number) } : {}),
        };
      });
    const told = expected.map(({ op, anomaly: type, mop, writer }) => ({
      op,
      anomaly: type,
      mop,
      ...(writer === undefined ? {} : { writer }),
    }));
    // Events of a history that was cut out of a longer one are numbered anew.
    const isRenumbered = each.flags.includes('sparse-indices');
    const position = (op: number): number => (isRenumbered ? 0 : op);
    expect(found.map((one) => ({ ...one, op: position(one.op) }))).toEqual(
      told.map((one) => ({ ...one, op: position(one.op) })),
    );
  });
});
