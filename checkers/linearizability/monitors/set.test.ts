/** The set monitor against the definition. */
import { expect, it } from 'vitest';
import {
  mutate,
  randomFrom,
  runsPerCase,
  shuffled,
  spread,
  tallyOf,
  type Call,
  type Operation,
  type Random,
  type Sequential,
} from './monitor-oracle.testing.ts';
import { setKind, unknown } from './monitor.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { monitorSet } from './set.ts';

const { add, remove, contains } = setKind;

const set: Sequential = {
  initial: '',
  step(state, { kind, value, result }) {
    const elements = new Set(state === '' ? [] : state.split(','));
    const element = String(value);
    const present = elements.has(element);
    const told = kind === add ? !present : present;
    if (result !== unknown && result !== Number(told)) return [];
    if (kind === add) elements.add(element);
    if (kind === remove) elements.delete(element);
    return [[...elements].toSorted().join(',')];
  },
};

const silentAll = (call: Call): Call => ({ ...call, result: unknown });

/** Which calls do not tell what they found. */
const silences = {
  none: (call: Call) => call,
  'add and remove': (call: Call) => (call.kind === contains ? call : silentAll(call)),
  add: (call: Call) => (call.kind === add ? silentAll(call) : call),
  'some add': (call: Call, random: Random) => (call.kind === add && random(3) === 0 ? silentAll(call) : call),
} as const;
type Silence = keyof typeof silences;

function played(silence: Silence, random: Random): Call[] {
  const elements = 1 + random(2);
  let state = '';
  return Array.from({ length: 1 + random(9) }, () => {
    const call = { kind: random(3), value: random(elements) };
    const answers = [0, 1].map((result) => ({ ...call, result, invoke: 0, complete: 0 }));
    const told = answers.find((answer) => set.step(state, answer).length > 0) as Call;
    state = set.step(state, { ...told, invoke: 0, complete: 0 })[0] as string;
    return silences[silence]({ ...call, result: told.result }, random);
  });
}

function anyCalls(silence: Silence, random: Random): Call[] {
  const elements = 1 + random(2);
  return Array.from({ length: 1 + random(8) }, () =>
    silences[silence]({ kind: random(3), value: random(elements), result: random(2) }, random),
  );
}

const histories = {
  any: (silence: Silence, random: Random) => spread(anyCalls(silence, random), random, silentAll),
  valid: (silence: Silence, random: Random) => spread(played(silence, random), random, silentAll),
  mutated: (silence: Silence, random: Random) => mutate(spread(played(silence, random), random, silentAll), random),
} as const;

function ofSameElements(operations: readonly Operation[], rows: readonly number[]): Operation[] {
  const elements = new Set(rows.map((row) => (operations[row] as Operation).value));
  return operations.filter(({ value }) => elements.has(value));
}

const cases = (Object.keys(silences) as Silence[]).flatMap((silence) =>
  (Object.keys(histories) as (keyof typeof histories)[]).map((kind) => ({ silence, kind })),
);

it.each(cases)('agrees with the definition: $kind, silent: $silence', ({ silence, kind }) => {
  const tally = tallyOf(
    (random) => shuffled(histories[kind](silence, random), random),
    monitorSet,
    set,
    ofSameElements,
  );
  expect(tally.none).toBeLessThanOrEqual(silence === 'none' ? 0 : 0.6 * runsPerCase);
  expect(tally.invalid).toBeGreaterThanOrEqual(kind === 'valid' ? 0 : 1);
  expect(tally.valid).toBeGreaterThan(runsPerCase / 5);
});

it('the queue of deadlines gives the earliest first', () => {
  const random = randomFrom(1);
  const deadline = new Int32Array(200).map(() => random(50));
  const queue = new DeadlineQueue(deadline);
  for (const row of deadline.keys()) queue.add(row);
  const due: number[] = [];
  for (let row = queue.first; row !== undefined; row = queue.first) {
    due.push(deadline[row] as number);
    queue.removeFirst();
  }
  expect(due).toEqual(Array.from(deadline.toSorted()));
});
