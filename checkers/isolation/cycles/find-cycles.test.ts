import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models, permits } from '../../models/index.ts';
import {
  predicateRwEdge,
  predicateWrEdge,
  processEdge,
  realtimeEdge,
  rwEdge,
  wrEdge,
  wwEdge,
} from '../dependencies.ts';
import { committed } from '../transaction-columns.ts';
import {
  allArrows,
  allCycles,
  smallEdges,
  smallGraphs,
  smallTransactions,
  type SmallGraph,
} from './all-cycles.testing.ts';
import { classify, cycleClasses, includes, saysMore } from './cycle-class.ts';
import { defaultCycleOptions, findCycles, type CycleFindings } from './find-cycles.ts';
import { Meter } from './meter.ts';

const runs = Number(process.env['ORDEAL_ORACLE_RUNS'] ?? 2000);
const find = ({ transactions, edges }: SmallGraph): CycleFindings => findCycles(transactions, edges, new Meter({}));
const classOf = (name: string) => cycleClasses.find((one) => one.name === name) ?? expect.fail(name);

/** What is found, against all cycles there are. */
function compare(graph: SmallGraph): void {
  const cycles = allCycles(graph);
  const { examples, leftOut } = find(graph);
  expect(leftOut).toEqual([]);
  const swept = findCycles(graph.transactions, graph.edges, new Meter({}), { ...defaultCycleOptions, sweptFrom: 0 });
  expect(swept.counts).toEqual(find(graph).counts);
  expect(swept.examples.map(({ transactions }) => transactions.length)).toEqual(
    examples.map(({ transactions }) => transactions.length),
  );
  const arrows = allArrows(graph);
  for (const { transactions, kinds, type } of examples) {
    expect(new Set(transactions).size).toBe(transactions.length);
    expect(classify(kinds).name).toBe(type);
    for (const [position, from] of transactions.entries()) {
      const to = transactions[(position + 1) % transactions.length];
      expect(arrows).toContainEqual({ from, to, kind: kinds[position] });
    }
  }
  for (const one of cycleClasses) {
    const within = cycles.filter((cycle) => includes(one, cycle.one));
    const named = examples.filter(({ type }) => saysMore(classOf(type), one));
    const claimed = examples.filter(({ type }) => includes(one, classOf(type)));
    expect([one.name, named.length > 0 || within.length === 0]).toEqual([one.name, true]);
    expect([one.name, claimed.length === 0 || within.length > 0]).toEqual([one.name, true]);
    const own = examples.filter(({ type }) => type === one.name);
    if (own.length === 0 || named.length > own.length) continue;
    // Of no smaller class anywhere: the shortest of all.
    expect(own[0]?.transactions.length).toBe(Math.min(...within.map(({ nodes }) => nodes.length)));
  }
}

describe('cycles, against the enumeration of all', () => {
  const everyKind = [wwEdge, wrEdge, rwEdge, rwEdge, predicateWrEdge, predicateRwEdge];

  it.each([
    ['few edges', 5, 7, everyKind],
    ['many anti-dependencies', 6, 9, [rwEdge, rwEdge, rwEdge, wrEdge]],
    ['predicates only', 5, 7, [predicateRwEdge, predicateWrEdge, rwEdge]],
    ['writes', 5, 6, [wwEdge, wwEdge, wrEdge]],
  ])('finds each class that there is, and its shortest cycle: %s', (_, sizeMax, edgesMax, kinds) => {
    fc.assert(fc.property(smallGraphs(sizeMax, edgesMax, kinds), compare), { numRuns: runs });
  });
});

/** All overlap, each in a session of its own. */
function overlapping(size: number): SmallGraph['transactions'] {
  return smallTransactions(
    Array.from({ length: size }, (_, session) => ({ session, overlap: size, status: committed })),
  );
}

/** A ring of the given edges among transactions that all overlap. */
function ring(kinds: readonly number[]): SmallGraph {
  const size = kinds.length;
  return {
    transactions: overlapping(size),
    edges: smallEdges(kinds.map((kind, from) => ({ from, to: (from + 1) % size, kind }))),
  };
}

const namesOf = ({ counts }: CycleFindings) => Object.fromEntries(counts);

describe('names', () => {
  it.each([
    ['G0', [wwEdge, wwEdge]],
    ['G1c', [wwEdge, wrEdge]],
    ['G1c', [predicateWrEdge, predicateWrEdge]],
    ['G-single-item', [wwEdge, rwEdge, predicateWrEdge]],
    ['G-single', [wwEdge, predicateRwEdge]],
    ['G-nonadjacent-item', [rwEdge, wrEdge, rwEdge, wwEdge]],
    ['G-nonadjacent', [predicateRwEdge, wrEdge, rwEdge, wwEdge]],
    ['G2-item', [rwEdge, rwEdge]],
    ['G2', [rwEdge, predicateRwEdge]],
  ])('%s', (name, kinds) => {
    expect(namesOf(find(ring(kinds)))).toEqual({ [name]: 1 });
    expect(classify(kinds).name).toBe(name);
  });

  it.each([
    ['G0-process', wwEdge, 0, 0],
    ['G1c-process', wrEdge, 0, 0],
    ['G-single-item-process', rwEdge, 0, 0],
    ['G0-realtime', wwEdge, 1, 0],
    ['G-single-realtime', predicateRwEdge, 1, 0],
  ])('%s: one that ran later is before', (name, kind, session, overlap) => {
    const spans = [
      { session: 0, overlap, status: committed },
      { session, overlap, status: committed },
    ];
    const graph = { transactions: smallTransactions(spans), edges: smallEdges([{ from: 1, to: 0, kind }]) };
    expect(namesOf(find(graph))).toEqual({ [name]: 1 });
  });

  it('are unique, and a class stands behind all that it includes', () => {
    expect(new Set(cycleClasses.map(({ name }) => name)).size).toBe(cycleClasses.length);
    for (const [position, one] of cycleClasses.entries()) {
      for (const later of cycleClasses.slice(position + 1)) expect(includes(one, later)).toBe(false);
    }
  });

  it('the models that forbid a class forbid every class that says more', () => {
    for (const found of cycleClasses) {
      for (const other of cycleClasses.filter((one) => saysMore(found, one))) {
        const broken = models.filter(({ name }) => !permits(name, other.name) && permits(name, found.name));
        expect([found.name, other.name, broken.map(({ name }) => name)]).toEqual([found.name, other.name, []]);
      }
    }
  });

  it('two components with the same class are two', () => {
    const edges = smallEdges([
      { from: 0, to: 1, kind: rwEdge },
      { from: 1, to: 0, kind: rwEdge },
      { from: 2, to: 3, kind: rwEdge },
      { from: 3, to: 2, kind: rwEdge },
    ]);
    const findings = find({ transactions: overlapping(4), edges });
    expect(namesOf(findings)).toEqual({ 'G2-item': 2 });
    expect(findings.examples.map(({ versions }) => versions)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('kinds of the order of clients are told apart in an example', () => {
    const spans = [
      { session: 0, overlap: 0, status: committed },
      { session: 0, overlap: 0, status: committed },
      { session: 1, overlap: 0, status: committed },
    ];
    const transactions = smallTransactions(spans);
    const kindsOf = (from: number, to: number) =>
      find({ transactions, edges: smallEdges([{ from, to, kind: rwEdge }]) }).examples.map(({ kinds }) => kinds);
    expect(kindsOf(1, 0)).toEqual([[processEdge, rwEdge]]);
    expect(kindsOf(2, 1)).toEqual([[realtimeEdge, rwEdge]]);
  });
});
