import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, Operation } from '../../history/event.ts';
import { edgeNames } from '../dependencies.ts';
import { oracle } from '../oracles/oracle.testing.ts';
import { randomTransactions, type SimulatedHistory, type SimulatedLevel } from '../random-transactions.testing.ts';
import { readTransactions } from '../read-transactions.ts';
import { inferListAppend } from './infer-list-append.ts';
import { plainInference } from './plain-inference.testing.ts';

const levels: readonly SimulatedLevel[] = [
  'serial',
  'stale-serial',
  'snapshot-isolation',
  'lost-updates',
  'read-committed',
  'read-uncommitted',
  'no-isolation',
];
const anyLevel = fc.constantFrom(...levels).chain((level) => randomTransactions({ level }));
const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 0);

function infer(operations: readonly Operation[]) {
  const columns = readTransactions(operations, 'list-append');
  return { columns, inference: inferListAppend(columns) };
}

function edgeTexts({ edges }: ReturnType<typeof inferListAppend>): string[] {
  return Array.from({ length: edges.count }, (_, at) => {
    return `${edges.from[at]} ${edgeNames[edges.kind[at] as number]} ${edges.to[at]}`;
  });
}

type MicroOp = readonly [string, number, Json];

/** The same history with one read changed (elements dropped, moved, put in), and perhaps one append that is made twice. */
const changed = fc
  .tuple(
    anyLevel,
    fc.nat(),
    fc.array(fc.tuple(fc.nat(4), fc.nat(5), fc.integer({ min: 1, max: 6 })), { maxLength: 3 }),
    fc.nat(5).map((sixth) => sixth === 0),
  )
  .map(([history, choice, edits, repeats]): Operation[] => {
    const operations = history.operations.map((operation) => structuredClone(operation));
    const reads = operations.flatMap(({ type, value }) =>
      type === 'ok' ? (value as unknown as MicroOp[]).filter(([f]) => f === 'r') : [],
    ) as [string, number, Json][];
    const read = reads[choice % Math.max(1, reads.length)];
    if (read === undefined) return operations;
    const list = [...((read[2] ?? []) as number[])];
    for (const [kind, at, value] of edits) {
      if (kind === 0) list.splice(at % (list.length + 1), 1);
      else if (kind === 1) list.splice(at % (list.length + 1), 0, value);
      else if (kind === 2) list.length = Math.min(list.length, at);
      else if (list.length > 1) list.push(...list.splice(at % list.length, 1));
    }
    read[2] = list;
    const appends = operations.flatMap(({ invoked, value }) =>
      [invoked, value].map((asked) => (asked as unknown as [string, number, Json][]).filter(([f]) => f === 'append')),
    );
    const [first] = appends[choice % appends.length] ?? [];
    if (repeats && first !== undefined) {
      for (const some of appends.slice(0, 4)) for (const append of some.slice(0, 1)) [, append[1], append[2]] = first;
    }
    return operations;
  });

/** Whether the edges hold of what happened. */
function falseEdges({ shape, operations, committed, versionOrder }: SimulatedHistory): string[] {
  const { columns, inference } = infer(operations);
  const { edges } = inference;
  const wrong: string[] = [];
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to, version] = [edges.from[edge], edges.to[edge], edges.version[edge]] as [number, number, number];
    const key = columns.keys.value(columns.versionKey[version] as number) as number;
    const value = columns.values.value(columns.versionValue[version] as number) as number;
    const order = versionOrder.get(key) as readonly number[];
    const microOps = (txn: number) => columns.operation(txn).value as unknown as MicroOp[];
    const wrote = (txn: number, before: number): boolean =>
      microOps(txn).some(([f, k, v]) => f === 'append' && k === key && order.indexOf(v as number) < before);
    const lists = (txn: number) =>
      microOps(txn).flatMap(([f, k, v]) => (f === 'r' && k === key ? [(v ?? []) as number[]] : []));
    const name = edgeNames[edges.kind[edge] as number];
    // Only where dirty reads happen can one show what was then rolled back, unheard; nothing below read committed rests on that.
    const isHiddenAbort = (txn: number): boolean => operations[txn]?.type === 'info' && committed[txn] !== true;
    const isDirty = shape.level === 'read-uncommitted' || shape.level === 'no-isolation';
    if (isDirty && (isHiddenAbort(from) || isHiddenAbort(to))) continue;
    const holds =
      name === 'ww'
        ? committed[from] === true &&
          committed[to] === true &&
          order.includes(value) &&
          wrote(from, order.indexOf(value))
        : name === 'wr'
          ? inference.writer[version] === from && lists(to).some((list) => list.includes(value))
          : committed[to] === true &&
            inference.writer[version] === to &&
            lists(from).some((list) => !list.includes(value));
    if (!holds) wrong.push(`${from} ${name} ${to} through ${key}: ${value}`);
  }
  return wrong;
}

/** Whether dependencies and real time allow an order of the transactions. */
function hasCycle(
  columns: ReturnType<typeof readTransactions>,
  inference: ReturnType<typeof inferListAppend>,
  realtime: boolean,
) {
  const { count, invoke, complete } = columns;
  const after = Array.from({ length: count }, () => new Set<number>());
  const { edges } = inference;
  for (let edge = 0; edge < edges.count; edge++) after[edges.from[edge] as number]?.add(edges.to[edge] as number);
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      if (realtime && (complete[from] as number) < (invoke[to] as number)) after[from]?.add(to);
    }
  }
  const left = new Set(Array.from({ length: count }, (_, txn) => txn));
  for (let changedAny = true; changedAny;) {
    changedAny = false;
    for (const txn of left) {
      if (Array.from(after[txn] as Set<number>).some((next) => left.has(next))) continue;
      left.delete(txn);
      changedAny = true;
    }
  }
  return left.size > 0;
}

describe('inference of list-append', () => {
  it('is what its definitions say', () => {
    let edgeCount = 0;
    const types = new Set<string>();
    fc.assert(
      fc.property(
        fc.oneof(
          anyLevel.map(({ operations }) => operations),
          changed,
        ),
        (operations) => {
          const { inference } = infer(operations);
          const plain = plainInference(operations);
          expect(new Set(edgeTexts(inference))).toEqual(plain.edges);
          expect(Object.fromEntries(inference.directCounts)).toEqual(plain.counts);
          edgeCount += plain.edges.size;
          for (const type of inference.directCounts.keys()) types.add(type);
        },
      ),
      { numRuns: Math.max(4000, runs) },
    );
    expect(edgeCount).toBeGreaterThan(10_000);
    const all = [
      'G1a',
      'G1b',
      'dirty-update',
      'duplicate-elements',
      'future-read',
      'garbage-read',
      'incompatible-order',
    ];
    expect([...types].toSorted()).toEqual([...all, 'internal', 'lost-update']);
  });

  it.each(levels)('claims no dependency that did not exist: %s', (level) => {
    fc.assert(
      fc.property(randomTransactions({ level }), (history) => {
        expect(falseEdges(history)).toEqual([]);
      }),
      { numRuns: Math.max(500, runs) },
    );
  });

  const permitted: Readonly<Partial<Record<SimulatedLevel, readonly string[]>>> = {
    serial: [],
    'stale-serial': [],
    'snapshot-isolation': [],
    'read-committed': ['internal', 'lost-update'],
  };

  it.each(Object.entries(permitted))('finds nothing wrong with %s but %j', (level, types) => {
    fc.assert(
      fc.property(randomTransactions({ level: level as SimulatedLevel }), ({ operations }) => {
        const { inference } = infer(operations);
        expect([...inference.directCounts.keys()].filter((type) => !types.includes(type))).toEqual([]);
        expect(inference.doubts).toEqual([]);
      }),
      { numRuns: Math.max(500, runs) },
    );
  });

  it.each(['serial', 'stale-serial'] as const)('finds an order for what is %s', (level) => {
    fc.assert(
      fc.property(randomTransactions({ level }), ({ operations }) => {
        const { columns, inference } = infer(operations);
        expect(hasCycle(columns, inference, level === 'serial')).toBe(false);
      }),
      { numRuns: Math.max(500, runs) },
    );
  });

  it('accuses no history that is serializable', () => {
    let serializable = 0;
    fc.assert(
      fc.property(changed, (operations) => {
        const { columns, inference } = infer(operations);
        if (columns.count > 7 || !oracle(columns, 'serializable')) return;
        serializable++;
        expect([...inference.directCounts.keys()]).toEqual([]);
        expect(hasCycle(columns, inference, false)).toBe(false);
      }),
      { numRuns: Math.max(3000, runs) },
    );
    expect(serializable).toBeGreaterThan(300);
  });
});
