/** The register monitor against the definition. */
import { expect, it } from 'vitest';
import {
  columnsOf,
  mutate,
  runsPerCase,
  shuffled,
  spread,
  tallyOf,
  type Call,
  type Operation,
  type Random,
  type Sequential,
} from './monitor-oracle.testing.ts';
import { registerKind, unknown } from './monitor.ts';
import { monitorRegister } from './register.ts';

const { read, write, cas, failedCas } = registerKind;

const register: Sequential = {
  initial: '0',
  step(state, { kind, value, result }) {
    if (kind === write) return [String(value)];
    if (kind === read) return value === unknown || state === String(value) ? [state] : [];
    if (kind === cas) return state === String(value) ? [String(result)] : [];
    return state === String(value) ? [] : [state];
  },
};

interface Shape {
  readonly kinds: readonly number[];
  /** Values are mostly new; one in so many is not. */
  readonly oldOneIn: number;
}

function indeterminate(call: Call): Call {
  return call.kind === read ? { ...call, value: unknown } : call;
}

/** Calls as a register answers them. */
function played({ kinds, oldOneIn }: Shape, random: Random): Call[] {
  const calls: Call[] = [];
  let held = 0;
  let fresh = 1;
  const newValue = (): number => (random(oldOneIn) === 0 ? random(fresh) : fresh++);
  for (let left = 1 + random(9); left > 0; left--) {
    const kind = kinds[random(kinds.length)] as number;
    if (kind === read) calls.push({ kind, value: held, result: unknown });
    else if (kind === failedCas) {
      const other = random(fresh);
      if (other !== held) calls.push({ kind, value: other, result: fresh });
    } else {
      const stored = newValue();
      calls.push(kind === cas ? { kind, value: held, result: stored } : { kind, value: stored, result: unknown });
      held = stored;
    }
  }
  return calls;
}

function anyCalls({ kinds }: Shape, random: Random): Call[] {
  let fresh = 1;
  const most = 2 + random(3);
  return Array.from({ length: 1 + random(8) }, (): Call => {
    const kind = kinds[random(kinds.length)] as number;
    const stored = fresh <= most || random(2) === 0 ? fresh++ : random(fresh);
    const seen = random(most + 1);
    if (kind === read) return { kind, value: seen, result: unknown };
    return kind === write ? { kind, value: stored, result: unknown } : { kind, value: seen, result: stored };
  });
}

function withoutOpenFailures(operations: Operation[]): Operation[] {
  return operations.filter((operation) => operation.kind !== failedCas || operation.complete < 1e6);
}

/** With all that may have put there what these rows saw, and so on; and with those that prove it. */
function withSources(operations: readonly Operation[], rows: readonly number[]): Operation[] {
  const chosen = new Set(rows.map((row) => operations[row] as Operation));
  for (const { kind, value } of chosen) {
    if (kind === write) continue;
    for (const other of operations)
      if ((other.kind === write ? other.value : other.kind === cas ? other.result : -1) === value) chosen.add(other);
  }
  return [...chosen];
}

const shapes = {
  writes: { kinds: [read, read, write], oldOneIn: 40 },
  cas: { kinds: [read, write, cas, cas], oldOneIn: 40 },
  'only cas': { kinds: [read, cas, cas], oldOneIn: 40 },
  'failed cas': { kinds: [read, write, cas, failedCas, failedCas], oldOneIn: 40 },
  'few values': { kinds: [read, write, cas], oldOneIn: 3 },
} as const;
type ShapeName = keyof typeof shapes;

const histories = {
  any: (shape: Shape, random: Random) => spread(anyCalls(shape, random), random, indeterminate),
  valid: (shape: Shape, random: Random) => spread(played(shape, random), random, indeterminate),
  mutated: (shape: Shape, random: Random) => {
    const operations = spread(played(shape, random), random, indeterminate);
    return operations.length === 0 ? operations : mutate(operations, random);
  },
} as const;

const cases = (Object.keys(shapes) as ShapeName[]).flatMap((shape) =>
  (Object.keys(histories) as (keyof typeof histories)[]).map((kind) => ({ shape, kind })),
);

it.each(cases)('agrees with the definition: $shape, $kind', ({ shape, kind }) => {
  const tally = tallyOf(
    (random) => shuffled(withoutOpenFailures(histories[kind](shapes[shape], random)), random),
    (operations) => monitorRegister(operations, 0),
    register,
    withSources,
  );
  const decided = { writes: 0.9, cas: 0.8, 'only cas': 0.8, 'failed cas': 0.8, 'few values': 0.5 }[shape];
  expect(tally.none).toBeLessThan((1 - decided) * runsPerCase);
  expect(tally.invalid).toBeGreaterThanOrEqual(kind === 'valid' ? 0 : runsPerCase / 50);
});

it('a failed cas cannot see another value while its own was there all the time', () => {
  const at = (kind: number, invoke: number): Operation => ({ kind, value: 1, result: 2, invoke, complete: invoke + 1 });
  const answer = monitorRegister(columnsOf([at(write, 0), at(failedCas, 4), at(read, 8)]), 0);
  expect(answer).toEqual({ verdict: 'invalid', culprits: [1, 0, 2], violation: 'present-throughout' });
});
