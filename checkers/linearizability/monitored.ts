/** Which monitor (`monitors/`) knows which kind of object, and the object's history in the form that they read. */
import type { Json } from '../history/event.ts';
import { JsonInterner } from '../history/interner.ts';
import { monitorBag } from './monitors/bag.ts';
import {
  growOnlySetKind,
  monitorGrowOnlySet,
  withSeenAdds,
  type GrowOnlySetOperations,
} from './monitors/grow-only-set.ts';
import {
  containerKind,
  empty,
  registerKind,
  setKind,
  unknown,
  type InvalidAnswer,
  type MonitorAnswer,
  type ObjectOperations,
  type ValidAnswer,
} from './monitors/monitor.ts';
import { monitorPriorityQueue } from './monitors/priority-queue.ts';
import { monitorQueue } from './monitors/queue.ts';
import { monitorRegister } from './monitors/register.ts';
import { monitorSet } from './monitors/set.ts';
import { monitorStack } from './monitors/stack.ts';
import type { CompiledHistory, ObjectHistory } from './object-history.ts';
import type { Effect, Specification } from './specification.ts';
import { precedes } from './specifications/priority.ts';

export interface Monitored {
  readonly algorithm: string;
  /** In rows of the history. */
  readonly answer: ValidAnswer | InvalidAnswer;
}

/** An effect as monitors have it; undefined if they know no such thing. */
interface Code {
  readonly kind: number;
  readonly value: number;
  readonly result: number;
  /** The elements that a read of a whole set returned. */
  readonly seen?: readonly number[];
}

/** As any of the monitors reads them. */
type MonitoredOperations = ObjectOperations & GrowOnlySetOperations;

interface Monitor {
  readonly specification: string;
  readonly algorithm: string;
  /** True if it is worth trying before the search: the search may need exponential time where this needs none. */
  readonly first: boolean;
  /** True if the least value must be the one that goes first. */
  readonly byPriority?: boolean;
  code(effect: Effect, values: JsonInterner): Code | undefined;
  /** `initial` is the number of the value at the beginning. */
  decide(operations: MonitoredOperations, initial: number): MonitorAnswer;
  /** The culprits with all that must not be missed of them; the culprits alone if not given. */
  accompanied?(operations: MonitoredOperations, culprits: readonly number[]): readonly number[];
  /** True if it may be asked of objects that begin so. */
  begins(initial: Json): boolean;
}

function isEmptyAtFirst(initial: Json): boolean {
  return initial === null || (Array.isArray(initial) && initial.length === 0);
}

function containerCode(inserts: readonly string[]): Monitor['code'] {
  return ({ f, argument, result }, values) => {
    if (inserts.includes(f)) return { kind: containerKind.insert, value: values.intern(argument), result: unknown };
    const value = result === undefined ? unknown : result === null ? empty : values.intern(result);
    return { kind: f === 'peek' ? containerKind.peek : containerKind.remove, value, result: unknown };
  };
}

function setCode({ f, argument, result }: Effect, values: JsonInterner): Code | undefined {
  if (f === 'read') return undefined;
  const kind = f === 'contains' ? setKind.contains : f === 'remove' ? setKind.remove : setKind.add;
  return { kind, value: values.intern(argument), result: typeof result === 'boolean' ? Number(result) : unknown };
}

/** An answer to an add says what was there before, which the monitor of grow-only sets does not ask. */
function growOnlySetCode({ f, argument, result }: Effect, values: JsonInterner): Code | undefined {
  if (f === 'contains' || typeof result === 'boolean') return undefined;
  if (f !== 'read') return { kind: growOnlySetKind.add, value: values.intern(argument), result: unknown };
  const elements = Array.isArray(result) ? (result as readonly Json[]) : [];
  // A list that names one twice is the same set.
  const seen = [...new Set(elements.map((element) => values.intern(element)))];
  return { kind: growOnlySetKind.read, value: unknown, result: unknown, seen };
}

function registerCode({ f, argument, result, failed }: Effect, values: JsonInterner): Code {
  if (f === 'write') return { kind: registerKind.write, value: values.intern(argument), result: unknown };
  if (f === 'read') {
    return { kind: registerKind.read, value: result === undefined ? unknown : values.intern(result), result: unknown };
  }
  const [from, to] = argument as readonly [Json, Json];
  const kind = failed === true ? registerKind.failedCas : registerKind.cas;
  return { kind, value: values.intern(from), result: values.intern(to) };
}

const registers = { algorithm: 'unique-values-register', first: false, code: registerCode, begins: () => true };

const monitors: readonly Monitor[] = [
  {
    specification: 'queue',
    algorithm: 'unique-elements-queue',
    first: true,
    code: containerCode(['enqueue']),
    decide: monitorQueue,
    begins: isEmptyAtFirst,
  },
  {
    specification: 'stack',
    algorithm: 'unique-elements-stack',
    first: true,
    code: containerCode(['push']),
    decide: monitorStack,
    begins: isEmptyAtFirst,
  },
  {
    specification: 'priority-queue',
    algorithm: 'unique-elements-priority-queue',
    first: true,
    byPriority: true,
    code: containerCode(['insert', 'enqueue']),
    decide: monitorPriorityQueue,
    begins: isEmptyAtFirst,
  },
  {
    specification: 'unordered-queue',
    algorithm: 'unordered-queue-counting',
    first: true,
    code: containerCode(['enqueue']),
    decide: monitorBag,
    begins: isEmptyAtFirst,
  },
  {
    specification: 'set',
    algorithm: 'set-by-element',
    first: false,
    code: setCode,
    decide: monitorSet,
    begins: isEmptyAtFirst,
  },
  {
    specification: 'grow-only-set',
    algorithm: 'grow-only-set-by-inclusion',
    first: true,
    code: growOnlySetCode,
    decide: monitorGrowOnlySet,
    accompanied: withSeenAdds,
    begins: isEmptyAtFirst,
  },
  { specification: 'register', ...registers, decide: monitorRegister },
  { specification: 'cas-register', ...registers, decide: monitorRegister },
];

/** What monitors read of a history, found once. */
interface Codes {
  readonly codes: readonly (Code | undefined)[];
  readonly initial: number;
}

/** The codes with values numbered by priority. */
function ranked(codes: readonly (Code | undefined)[], values: JsonInterner): (Code | undefined)[] {
  const order = Array.from({ length: values.size }, (_, id) => id).toSorted((left, right) => {
    if (precedes(values.value(left), values.value(right))) return 1;
    return precedes(values.value(right), values.value(left)) ? -1 : 0;
  });
  const rank = new Int32Array(values.size);
  for (const [position, id] of order.entries()) rank[id] = position;
  return codes.map((code) =>
    code === undefined || code.value < 0 ? code : { ...code, value: rank[code.value] as number },
  );
}

const known = new WeakMap<CompiledHistory, Codes>();

function codesOf(history: CompiledHistory, monitor: Monitor): Codes {
  const found = known.get(history);
  if (found !== undefined) return found;
  const values = new JsonInterner();
  const initial = values.intern(history.initial);
  const plain = history.effects.map((effect) => monitor.code(effect, values));
  const all = { codes: monitor.byPriority === true ? ranked(plain, values) : plain, initial };
  known.set(history, all);
  return all;
}

/** Elements that all reads of a whole set may have seen together, each as often as it was; beyond, no monitor is asked. */
const mostSeen = 2 ** 26;

/** The object's operations as columns, and their rows; undefined if the monitor does not know one of them. */
function operationsOf(
  { events, history }: ObjectHistory,
  { codes }: Codes,
): { readonly operations: MonitoredOperations; readonly rows: Int32Array } | undefined {
  const { columns, effectOf } = history;
  const rows = events.filter((code) => code >= 0);
  const count = rows.length;
  const invoke = new Int32Array(count);
  const complete = new Int32Array(count);
  const kind = new Uint8Array(count);
  const value = new Int32Array(count);
  const result = new Int32Array(count);
  const seenStart = new Int32Array(count + 1);
  for (let position = 0; position < count; position++) {
    const row = rows[position] as number;
    const code = codes[effectOf[row] as number];
    if (code === undefined) return undefined;
    invoke[position] = columns.invoke[row] as number;
    complete[position] = columns.complete[row] as number;
    kind[position] = code.kind;
    value[position] = code.value;
    result[position] = code.result;
    const seenCount = (seenStart[position] as number) + (code.seen?.length ?? 0);
    if (seenCount > mostSeen) return undefined;
    seenStart[position + 1] = seenCount;
  }
  const seen = new Int32Array(seenStart[count] as number);
  if (seen.length > 0) {
    for (const [position, row] of rows.entries()) {
      seen.set(codes[effectOf[row] as number]?.seen ?? [], seenStart[position]);
    }
  }
  return { operations: { count, invoke, complete, kind, value, result, seen, seenStart }, rows };
}

/**
 * Asks the monitor for this kind of object, if there is one and it is (or is not) to be asked before the search.
 * Undefined if it does not decide.
 */
export function monitorObject(
  object: ObjectHistory,
  specification: Specification,
  beforeSearch: boolean,
): Monitored | undefined {
  const monitor = monitors.find((one) => one.specification === specification.name && one.first === beforeSearch);
  if (monitor === undefined || !monitor.begins(object.history.initial)) return undefined;
  const codes = codesOf(object.history, monitor);
  const prepared = operationsOf(object, codes);
  if (prepared === undefined) return undefined;
  const { operations, rows } = prepared;
  const answer = monitor.decide(operations, codes.initial);
  if (answer === null) return undefined;
  const rowOf = (position: number): number => rows[position] as number;
  const { algorithm } = monitor;
  if (answer.verdict === 'valid') return { algorithm, answer: { verdict: 'valid', order: answer.order.map(rowOf) } };
  const culprits = monitor.accompanied?.(operations, answer.culprits) ?? answer.culprits;
  return { algorithm, answer: { ...answer, culprits: culprits.map(rowOf) } };
}
