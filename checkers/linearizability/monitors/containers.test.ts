/** Monitors of containers against the definition. */
import { describe, expect, it } from 'vitest';
import { monitorBag } from './bag.ts';
import {
  anyHistory,
  containers,
  mutatedHistory,
  validHistory,
  withCompanions,
  type ContainerName,
} from './containers.testing.ts';
import { columnsOf, randomFrom, runsPerCase, tallyOf, type Operation } from './monitor-oracle.testing.ts';
import { containerKind, never, unknown, type MonitorAnswer, type ObjectOperations } from './monitor.ts';
import { monitorPriorityQueue } from './priority-queue.ts';
import { monitorQueue } from './queue.ts';
import { monitorStack } from './stack.ts';

const monitors: Readonly<Record<ContainerName, (operations: ObjectOperations) => MonitorAnswer>> = {
  queue: monitorQueue,
  stack: monitorStack,
  'priority queue': monitorPriorityQueue,
  bag: monitorBag,
};
const names = Object.keys(monitors) as ContainerName[];
const histories = { any: anyHistory, valid: validHistory, mutated: mutatedHistory } as const;

describe.each(names)('%s', (name) => {
  it.each([
    { kind: 'any', peeks: false, least: 0.5 },
    { kind: 'any', peeks: true, least: 0.5 },
    { kind: 'valid', peeks: false, least: 0 },
    { kind: 'valid', peeks: true, least: 0 },
    { kind: 'mutated', peeks: false, least: 0.05 },
    { kind: 'mutated', peeks: true, least: 0.05 },
  ] as const)('agrees with the definition: $kind, peeks $peeks', ({ kind, peeks, least }) => {
    const history = histories[kind];
    const tally = tallyOf(
      (random) => history(name, { peeks, most: 9 }, random),
      monitors[name],
      containers[name],
      withCompanions,
    );
    expect(tally.none).toBeLessThan(runsPerCase / 500);
    expect(tally.invalid).toBeGreaterThanOrEqual(least * runsPerCase);
    expect(tally.valid).toBeGreaterThan(runsPerCase / (kind === 'any' ? 5 : 2));
  });

  it('decides whatever has no removals of unknown outcome', () => {
    for (let seed = 1; seed <= runsPerCase; seed++) {
      const operations = anyHistory(name, { peeks: true, most: 9 }, randomFrom(seed));
      const open = ({ kind, complete }: Operation): boolean => kind === containerKind.remove && complete === never;
      const answer = monitors[name](columnsOf(operations.filter((operation) => !open(operation))));
      expect({ seed, decides: answer !== null }).toEqual({ seed, decides: true });
    }
  });

  it('does not apply if an element is inserted twice and the object was found empty', () => {
    const operation = { kind: containerKind.insert, value: 1, result: unknown, invoke: 0, complete: 9 };
    const emptied = { ...operation, kind: containerKind.remove, value: -1 };
    expect(monitors[name](columnsOf([operation, operation, emptied]))).toBeNull();
  });
});

describe('bag of equal elements', () => {
  it.each(['any', 'valid', 'mutated'] as const)('agrees with the definition: %s', (kind) => {
    const tally = tallyOf(
      (random) =>
        histories[kind]('bag', { peeks: false, most: 9 }, random)
          .filter(({ value }) => value !== -1)
          .map((operation) => (operation.value < 0 ? operation : { ...operation, value: operation.value % 2 })),
      monitorBag,
      containers.bag,
      withCompanions,
    );
    expect(tally.none).toBe(0);
    expect(tally.valid).toBeGreaterThan(runsPerCase / 5);
    expect(tally.invalid).toBeGreaterThanOrEqual(kind === 'valid' ? 0 : runsPerCase / 100);
  });
});

describe('rare cases', () => {
  const of = (kind: number, value: number, invoke: number, complete: number = never): Operation => ({
    kind,
    value,
    result: unknown,
    invoke,
    complete,
  });
  const { insert, remove, peek } = containerKind;

  it('a removal that names its element but need not have happened is not judged', () => {
    const operations = columnsOf([of(insert, 1, 0, 1), of(remove, 1, 2)]);
    expect(names.map((name) => monitors[name](operations))).toEqual([null, null, null, null]);
  });

  it('the earliest of several deadlines of an element counts', () => {
    const late = [
      of(insert, 1, 0, 1),
      of(remove, -1, 4, 5),
      of(insert, 2, 6, 7),
      of(remove, 2, 8, 9),
      of(remove, unknown, 6),
    ];
    const answer = monitorQueue(columnsOf(late));
    expect(answer).toEqual({ verdict: 'invalid', culprits: [0, 1], violation: 'not-removed' });
  });

  it('peeks of one element of a stack take effect in the order of their gaps', () => {
    const nested = [of(insert, 1, 10, 11), of(remove, 1, 20, 21), of(insert, 2, 30, 31), of(remove, 2, 40, 41)];
    const peeks = [of(peek, 0, 22, 105), of(peek, 0, 23, 25)];
    const operations = [of(insert, 0, 0, 1), of(remove, 0, 100, 120), ...nested, ...peeks];
    const answer = monitorStack(columnsOf(operations));
    expect(answer).toEqual({ verdict: 'valid', order: Int32Array.of(0, 2, 3, 7, 4, 5, 6, 1) });
  });
});
