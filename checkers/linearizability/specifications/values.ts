/** Objects that hold one value which grows: counters, texts under keys, logs; and several registers at once. */
import type { Json } from '../../history/event.ts';
import { canonicalJson } from '../../history/interner.ts';
import { quote } from '../../history/quote.ts';
import { defineSpecification } from '../define-specification.ts';
import type { Effect } from '../specification.ts';

/** `add` (or `inc`, `dec`) a number, `read`. */
export const counterSpecification = defineSpecification<number>({
  name: 'counter',
  functions: ['add', 'inc', 'increment', 'dec', 'decrement', 'read'],
  initial: (given) => (typeof given === 'number' ? given : 0),
  step(sum, { f, argument, result }) {
    if (f === 'read') return result === undefined || result === sum ? sum : undefined;
    const amount = typeof argument === 'number' ? argument : 1;
    return f.startsWith('dec') ? sum - amount : sum + amount;
  },
  identity: (sum) => sum,
  readOnly: ({ f, argument }) => f === 'read' || argument === 0,
  fault: ({ f, argument }) =>
    f !== 'read' && argument !== null && !Number.isSafeInteger(argument)
      ? `the argument of ${quote(f)} is ${quote(argument)}; it must be a whole number`
      : undefined,
  describe: ({ f, argument, result }, object) =>
    f === 'read'
      ? `read ${quote(result)}${object === '' ? '' : ` from ${object}`}`
      : `did ${f} ${quote(argument)}${object === '' ? '' : ` on ${object}`}`,
});

function text(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '' : canonicalJson(value);
}

/** A text: `get`, `put`, `append`. Absent is the empty text. */
export const kvAppendSpecification = defineSpecification<string>({
  name: 'kv-append',
  functions: ['get', 'put', 'append'],
  initial: text,
  step(held, { f, argument, result }) {
    if (f === 'get') return result === undefined || text(result) === held ? held : undefined;
    return f === 'put' ? text(argument) : held + text(argument);
  },
  identity: (held) => held,
  readOnly: ({ f, argument }) => f === 'get' || (f === 'append' && text(argument) === ''),
  blind: ({ f }) => f === 'put',
  describe({ f, argument, result }, object) {
    if (f === 'get') return `got ${quote(result)}${object === '' ? '' : ` from ${object}`}`;
    return f === 'put'
      ? `put ${quote(argument)}${object === '' ? '' : ` into ${object}`}`
      : `appended ${quote(argument)}${object === '' ? '' : ` to ${object}`}`;
  },
});

/**
 * An append-only log: `append` adds an entry, and may return its offset as `[offset, entry]`; `read` returns all entries.
 */
export const logSpecification = defineSpecification<readonly Json[]>({
  name: 'log',
  functions: ['append', 'read'],
  initial: (given) => (Array.isArray(given) ? (given as readonly Json[]) : []),
  step(entries, { f, argument, result }) {
    if (f === 'read') {
      return result === undefined || canonicalJson(result) === canonicalJson(entries) ? entries : undefined;
    }
    const offset = Array.isArray(result) && !Array.isArray(argument) ? (result as readonly Json[])[0] : undefined;
    return offset === undefined || offset === entries.length ? [...entries, argument] : undefined;
  },
  readOnly: ({ f }) => f === 'read',
  describe: ({ f, argument, result }, object) =>
    f === 'read'
      ? `read ${quote(result)}${object === '' ? '' : ` from ${object}`}`
      : `appended ${quote(argument)}${object === '' ? '' : ` to ${object}`}`,
});

type Registers = Readonly<Record<string, Json>>;
type Step = readonly [f: string, key: string, value: Json];

const reads = ['r', 'read'];
const writes = ['w', 'write'];

/** The steps of a transaction: `[["read","x",null],["write","y",2]]`; or all `{x: 1}` of a function `read` or `write`. */
function stepsOf({ f, argument, result }: Effect): readonly Step[] | undefined {
  const given = result ?? argument;
  if (Array.isArray(given)) {
    const steps = given as readonly Json[];
    const isStep = (one: Json): boolean =>
      Array.isArray(one) && one.length === 3 && [...reads, ...writes].includes((one as readonly Json[])[0] as string);
    if (!steps.every(isStep)) return undefined;
    return steps.map((one) => {
      const [kind, key, value] = one as readonly Json[];
      return [kind as string, text(key as Json), value as Json];
    });
  }
  if (typeof given !== 'object' || given === null) return undefined;
  return Object.entries(given).map(([key, value]): Step => [f, key, value]);
}

function isRead(step: Step): boolean {
  return reads.includes(step[0]);
}

/** Several registers that one operation reads and writes at once (`txn`, or `read` and `write` of a map). */
export const multiRegisterSpecification = defineSpecification<Registers>({
  name: 'multi-register',
  functions: ['txn', 'read', 'write'],
  initial: (given) =>
    typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Registers) : {},
  step(registers, effect) {
    let after = registers;
    for (const step of stepsOf(effect) ?? []) {
      const [, key, value] = step;
      if (!isRead(step)) after = { ...after, [key]: value };
      else if (effect.result !== undefined && canonicalJson(after[key] ?? null) !== canonicalJson(value))
        return undefined;
    }
    return after;
  },
  identity: (registers) => canonicalJson(registers),
  readOnly: (effect) => (stepsOf(effect) ?? []).every(isRead),
  fault: (effect) =>
    stepsOf(effect) === undefined
      ? `the value of ${quote(effect.f)} is ${quote(effect.argument)}; it must be a list of steps like ["read","x",null] or a map`
      : undefined,
  describe(effect, object) {
    const parts = (stepsOf(effect) ?? []).map((step) =>
      isRead(step) ? `read ${quote(step[2])} from ${step[1]}` : `wrote ${quote(step[2])} to ${step[1]}`,
    );
    return `${parts.join(' and ')}${object === '' ? '' : ` of ${object}`}`;
  },
});
