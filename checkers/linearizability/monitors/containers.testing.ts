/** Queues, stacks, priority queues and bags for tests of their monitors: as sequential objects, and random histories. */
import {
  mutate,
  shuffled,
  spread,
  type Call,
  type Operation,
  type Random,
  type Sequential,
} from './monitor-oracle.testing.ts';
import { containerKind, empty, unknown } from './monitor.ts';

const { insert, remove, peek } = containerKind;

function listOf(state: string): string[] {
  return state === '' ? [] : state.split(',');
}

/** `candidates`: which positions of the contents a removal or peek may get. */
function container(candidates: (contents: readonly string[]) => readonly number[]): Sequential {
  return {
    initial: '',
    step(state, { kind, value }) {
      const contents = listOf(state);
      if (kind === insert) return [[...contents, String(value)].join(',')];
      if (contents.length === 0) return value === empty || value === unknown ? [state] : [];
      const open = candidates(contents).filter((at) => value === unknown || contents[at] === String(value));
      if (kind === peek) return open.length === 0 ? [] : [state];
      return open.map((at) => contents.toSpliced(at, 1).join(','));
    },
  };
}

export const containers = {
  queue: container(() => [0]),
  stack: container((contents) => [contents.length - 1]),
  'priority queue': container((contents) => [contents.indexOf(String(Math.min(...contents.map(Number))))]),
  bag: container((contents) => [...contents.keys()]),
} as const;

export type ContainerName = keyof typeof containers;

export interface ContainerShape {
  readonly peeks: boolean;
  readonly most: number;
}

/** Calls as the object answers them, in order. */
function play(name: ContainerName, { peeks, most }: ContainerShape, random: Random): Call[] {
  const object = containers[name];
  const count = 1 + random(most);
  const values = shuffled(
    Array.from({ length: count }, (_, value) => value),
    random,
  );
  const emptiness = random(2) === 0;
  const calls: Call[] = [];
  let state = object.initial;
  while (calls.length < count) {
    const kind = [insert, insert, remove, remove, peek][random(peeks ? 5 : 4)] as number;
    let call: Call = { kind, value: values[calls.length] as number, result: unknown };
    if (kind !== insert) {
      const contents = listOf(state);
      if (contents.length === 0 && !emptiness) continue;
      const seen = contents.filter(
        (value) => object.step(state, { kind, value: Number(value), result: 0, invoke: 0, complete: 0 }).length > 0,
      );
      call = { ...call, value: contents.length === 0 ? empty : Number(seen[random(seen.length)]) };
    }
    state = object.step(state, { ...call, invoke: 0, complete: 0 })[0] as string;
    calls.push(call);
  }
  return calls;
}

function indeterminate(call: Call): Call {
  return call.kind === remove ? { ...call, value: unknown } : call;
}

/**
 * The rows, all others of the same elements, and the removals of unknown outcome. If these have no order, that is not for
 * what is missing.
 */
export function withCompanions(operations: readonly Operation[], rows: readonly number[]): Operation[] {
  const values = new Set(rows.map((row) => (operations[row] as Operation).value));
  return operations.filter(
    ({ kind, value }, row) =>
      rows.includes(row) || (value === unknown && kind === remove) || (value >= 0 && values.has(value)),
  );
}

export function validHistory(name: ContainerName, shape: ContainerShape, random: Random): Operation[] {
  return shuffled(spread(play(name, shape, random), random, indeterminate), random);
}

export function mutatedHistory(name: ContainerName, shape: ContainerShape, random: Random): Operation[] {
  return mutate(validHistory(name, shape, random), random);
}

/** Values at random: inserted once each, removed and observed as often as it comes. */
export function anyHistory(_name: ContainerName, { peeks, most }: ContainerShape, random: Random): Operation[] {
  const count = 1 + random(most);
  const elements = 1 + random(3);
  const calls = Array.from({ length: count }, (_, position): Call => {
    if (position < elements) return { kind: insert, value: position, result: unknown };
    const kind = peeks && random(3) === 0 ? peek : remove;
    return { kind, value: random(5) === 0 ? empty : random(elements) + (random(30) === 0 ? 1 : 0), result: unknown };
  });
  return spread(shuffled(calls, random), random, indeterminate);
}
