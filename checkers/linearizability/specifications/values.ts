/** Objects that hold one value which grows: counters, texts under keys, logs; and several registers at once. */
import type { Json } from '../../history/event.ts';
import { canonicalJson } from '../../history/interner.ts';
import { counted, quote } from '../../history/quote.ts';
import { defineSpecification } from '../define-specification.ts';
import type { Effect } from '../specification.ts';

/** `add` (or `inc`, `dec`) a number, `read`. */
export const counterSpecification = defineSpecification<number>({
  name: 'counter',
  functions: ['add', 'inc', 'increment', 'dec', 'decrement', 'read'],
  initial: (given) => (typeof given === 'number' ? given : 0),
  initialFault: (given) => (Number.isSafeInteger(given) ? undefined : 'it must be a whole number'),
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
      : `${f.startsWith('dec') ? 'subtracted' : 'added'} ${quote(argument ?? 1)}${object === '' ? '' : ` on ${object}`}`,
  refusal: (sum) => `the counter stood at ${sum}`,
});

function text(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '' : canonicalJson(value);
}

const longestTold = 40;

/** A long text from where it differs from what was read. */
function heldInstead(held: string, read: string): string {
  if (held.length <= longestTold) return `the text was ${quote(held)}`;
  let same = 0;
  while (same < held.length && held[same] === read[same]) same++;
  return same === held.length
    ? `the text ended after ${same} characters`
    : `the text went on with ${quote(held.slice(same))} after ${counted(same, 'character')}`;
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
  refusal: (held, { result = null }) => heldInstead(held, text(result)),
});

/** The offset that an append answered, if it did. */
function offsetOf({ argument, result }: Pick<Effect, 'argument' | 'result'>): Json | undefined {
  return Array.isArray(result) && !Array.isArray(argument) ? (result as readonly Json[])[0] : undefined;
}

function atOffset(offset: Json | undefined): string {
  return offset === undefined ? '' : ` at offset ${quote(offset)}`;
}

/**
 * An append-only log: `append` adds an entry, and may return its offset as `[offset, entry]`; `read` returns all entries.
 */
export const logSpecification = defineSpecification<readonly Json[]>({
  name: 'log',
  functions: ['append', 'read'],
  initial: (given) => (Array.isArray(given) ? (given as readonly Json[]) : []),
  initialFault: (given) => (Array.isArray(given) ? undefined : 'it must be the list of its entries'),
  step(entries, { f, argument, result }) {
    if (f === 'read') {
      return result === undefined || canonicalJson(result) === canonicalJson(entries) ? entries : undefined;
    }
    const offset = offsetOf({ argument, result });
    return offset === undefined || offset === entries.length ? [...entries, argument] : undefined;
  },
  readOnly: ({ f }) => f === 'read',
  describe: ({ f, argument, result }, object) =>
    f === 'read'
      ? `read ${quote(result)}${object === '' ? '' : ` from ${object}`}`
      : `appended ${quote(argument)}${object === '' ? '' : ` to ${object}`}${atOffset(offsetOf({ argument, result }))}`,
  refusal(entries, { f, result = null }) {
    if (f === 'read' && canonicalJson(entries).length <= longestTold) return `the log held ${quote(entries)}`;
    const read = f === 'read' && Array.isArray(result) ? (result as readonly Json[]) : [];
    const differs = read.findIndex((entry, at) => canonicalJson(entry) !== canonicalJson(entries[at] ?? null));
    if (differs >= 0 && differs < entries.length) return `entry ${differs} was ${quote(entries[differs])}`;
    return `the log had ${counted(entries.length, 'entry', 'entries')}`;
  },
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

interface Run {
  readonly after: Registers;
  /** The first read that saw something else: its key. */
  readonly missed?: string;
}

function run(registers: Registers, effect: Effect): Run {
  let after = registers;
  for (const step of stepsOf(effect) ?? []) {
    const [, key, value] = step;
    if (!isRead(step)) after = { ...after, [key]: value };
    else if (effect.result !== undefined && canonicalJson(after[key] ?? null) !== canonicalJson(value))
      return { after, missed: key };
  }
  return { after };
}

/** Several registers that one operation reads and writes at once (`txn`, or `read` and `write` of a map). */
export const multiRegisterSpecification = defineSpecification<Registers>({
  name: 'multi-register',
  functions: ['txn', 'read', 'write'],
  initial: (given) =>
    typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Registers) : {},
  initialFault: (given) =>
    typeof given === 'object' && !Array.isArray(given) ? undefined : 'it must be a map from names to values',
  step(registers, effect) {
    const { after, missed } = run(registers, effect);
    return missed === undefined ? after : undefined;
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
  refusal(registers, effect) {
    const { after, missed = '' } = run(registers, effect);
    return `${missed} held ${quote(after[missed] ?? null)}`;
  },
});
