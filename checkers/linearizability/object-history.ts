/**
 * A history ready to be searched: what each operation does, as a number, and the events of each object. Objects (keys, and
 * parts of an object that are objects of their own) are independent: linearizability is local (Herlihy and Wing 1990,
 * theorem 1). All share one automaton.
 */
import { failedResult, never, unknownResult, type OperationColumns } from '../history/columns.ts';
import type { Json, Operation } from '../history/event.ts';
import { canonicalJson } from '../history/interner.ts';
import { HistoryShapeError } from '../input-error.ts';
import { effectNumbers } from './effect-numbers.ts';
import { Marks } from './marks.ts';
import { withoutPointless, type PlacedOperation } from './search-problem.ts';
import { EffectError, impossible, type Automaton, type Effect, type Specification } from './specification.ts';

export interface ObjectHistory {
  /** The key, or null if the history is not keyed. */
  readonly key: Json;
  /** Rows as invocations (the row) and completions (-1 - row), in real-time order. */
  readonly events: Int32Array;
  readonly hasIndeterminate: boolean;
  readonly history: CompiledHistory;
}

export interface CompiledHistory {
  readonly columns: OperationColumns;
  readonly effects: readonly Effect[];
  /** The effect of each row. */
  readonly effectOf: Int32Array;
  readonly automaton: Automaton;
  /** What each object is at the beginning, as the caller says. */
  readonly initial: Json;
  readonly objects: readonly ObjectHistory[];
  /** One object a key, with all its parts and all its operations; undefined if objects have no parts. */
  readonly wholes: readonly ObjectHistory[] | undefined;
  /** The operation of a row. */
  readonly operation: (row: number) => Operation;
}

function effectAt(columns: OperationColumns, row: number, byProcess: boolean): Effect {
  const result = columns.result[row] as number;
  return {
    f: columns.functions.value(columns.f[row] as number) as string,
    argument: columns.values.value(columns.argument[row] as number),
    result: result < 0 ? undefined : columns.values.value(result),
    ...(result === failedResult ? { failed: true } : {}),
    ...(byProcess ? { process: columns.operation(row).process } : {}),
  };
}

function compiled(
  specification: Specification,
  effects: readonly Effect[],
  initial: Json,
  rowOf: (effect: number) => Operation,
): Automaton {
  try {
    return specification.compile(effects, initial);
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    const remedy = `a history of a ${specification.name} has the operations ${specification.functions.join(', ')}`;
    throw new HistoryShapeError(rowOf(error.effect).index, error.message, remedy);
  }
}

/** Rows by position of their invocations, -1 - row by that of their completions; `never` where there is nothing. */
function rowsByPosition(columns: OperationColumns): Int32Array {
  let last = -1;
  for (let row = 0; row < columns.count; row++) {
    const complete = columns.complete[row] as number;
    last = Math.max(last, columns.invoke[row] as number, complete === never ? -1 : complete);
  }
  const rows = new Int32Array(last + 1).fill(never);
  for (let row = 0; row < columns.count; row++) {
    rows[columns.invoke[row] as number] = row;
    const complete = columns.complete[row] as number;
    if (complete !== never) rows[complete] = -1 - row;
  }
  return rows;
}

/** The number of the object of each row, and the key of each object. */
interface Partition {
  readonly objectOf: Int32Array;
  readonly keys: readonly Json[];
}

function partitionByKey({ key, keys }: OperationColumns): Partition {
  return { objectOf: key, keys: Array.from({ length: keys.size }, (_, number) => keys.value(number)) };
}

/** Each effect's part, if every effect is about one. */
function partsOf(effects: readonly Effect[], specification: Specification): Json[] | undefined {
  if (effects.length === 0) return undefined;
  const parts: Json[] = [];
  for (const effect of effects) {
    const part = specification.partOf?.(effect);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts;
}

function partitionByPart(columns: OperationColumns, effectOf: Int32Array, parts: readonly Json[]): Partition {
  const { keys: byKey } = partitionByKey(columns);
  const texts = parts.map(canonicalJson);
  const numbers = new Map<string, number>();
  const keys: Json[] = [];
  const objectOf = new Int32Array(columns.count);
  for (let row = 0; row < columns.count; row++) {
    const key = columns.key[row] as number;
    const name = `${key} ${texts[effectOf[row] as number]}`;
    let number = numbers.get(name);
    if (number === undefined) {
      numbers.set(name, (number = keys.length));
      keys.push(byKey[key] as Json);
    }
    objectOf[row] = number;
  }
  return { objectOf, keys };
}

/** The events of each object, in order, and whether some operation never completes. O(n). */
function eventsByObject(columns: OperationColumns, { objectOf, keys }: Partition) {
  const { count, complete } = columns;
  const invoked = new Int32Array(keys.length);
  const completed = new Int32Array(keys.length);
  for (let row = 0; row < count; row++) {
    const object = objectOf[row] as number;
    invoked[object] = (invoked[object] as number) + 1;
    if (complete[row] !== never) completed[object] = (completed[object] as number) + 1;
  }
  const filled = new Int32Array(keys.length);
  let size = 0;
  for (let object = 0; object < keys.length; object++) {
    filled[object] = size;
    size += (invoked[object] as number) + (completed[object] as number);
  }
  const all = new Int32Array(size);
  for (const code of rowsByPosition(columns)) {
    if (code === never) continue;
    const object = objectOf[code >= 0 ? code : -1 - code] as number;
    const at = filled[object] as number;
    all[at] = code;
    filled[object] = at + 1;
  }
  return Array.from(filled, (end, object) => ({
    events: all.subarray(end - (invoked[object] as number) - (completed[object] as number), end),
    hasIndeterminate: invoked[object] !== completed[object],
  }));
}

/** Throws a HistoryShapeError that names the event if an operation is none of the specification's. O(n). */
export function compileHistory(
  columns: OperationColumns,
  specification: Specification,
  initial: Json,
): CompiledHistory {
  const byProcess = specification.byProcess === true;
  const operation = (row: number): Operation => columns.operation(row);
  const { effectOf, firstRows } = effectNumbers(columns, byProcess);
  const effects = Array.from(firstRows, (row) => effectAt(columns, row, byProcess));
  const automaton = compiled(specification, effects, initial, (effect) => operation(firstRows[effect] as number));
  const parts = partsOf(effects, specification);
  const split = (by: Partition, reduce: (events: Int32Array) => Int32Array): ObjectHistory[] =>
    eventsByObject(columns, by).map(({ events, hasIndeterminate }, object) => {
      const kept = hasIndeterminate ? reduce(events) : events;
      return { key: by.keys[object] as Json, events: kept, hasIndeterminate, history };
    });
  let objects: readonly ObjectHistory[] | undefined;
  let wholes: readonly ObjectHistory[] | undefined;
  // Split when they are asked for: a million parts of a set cost more than what decides the set as a whole.
  const history: CompiledHistory = {
    columns,
    effects,
    effectOf,
    automaton,
    initial,
    operation,
    get objects() {
      if (objects !== undefined) return objects;
      const unseen = new UnseenOperations(columns, effectOf, automaton);
      const by = parts === undefined ? partitionByKey(columns) : partitionByPart(columns, effectOf, parts);
      return (objects = split(by, (events) => unseen.without(events)));
    },
    get wholes() {
      if (parts !== undefined) wholes ??= split(partitionByKey(columns), (events) => events);
      return wholes;
    },
  };
  return history;
}

/** Finds, object by object, the indeterminate operations that nobody can have noticed. */
class UnseenOperations {
  readonly #columns: OperationColumns;
  readonly #effectOf: Int32Array;
  readonly #automaton: Automaton;
  /** Effects of one object that see the state; and the states that these need. */
  readonly #seeing = new Marks();
  readonly #needed = new Marks();
  #seeingEffects: number[] = [];
  /** True if some effect needs no certain state. */
  #needsAny = false;
  /** Effects of which it is known, and those of them that are seen. */
  readonly #asked = new Marks();
  readonly #seen = new Marks();

  constructor(columns: OperationColumns, effectOf: Int32Array, automaton: Automaton) {
    this.#columns = columns;
    this.#effectOf = effectOf;
    this.#automaton = automaton;
  }

  /** Leaves out indeterminate operations that read only, or leave a state that no other effect of the object can see. */
  without(events: Int32Array): Int32Array {
    const { complete } = this.#columns;
    this.#begin(events);
    let kept = 0;
    for (const code of events) {
      if (code >= 0 && complete[code] === never && !this.#isSeen(this.#effectOf[code] as number)) continue;
      events[kept++] = code;
    }
    return events.subarray(0, kept);
  }

  #begin(events: Int32Array): void {
    for (const marks of [this.#seeing, this.#needed, this.#asked, this.#seen]) marks.clear();
    this.#seeingEffects = [];
    this.#needsAny = false;
    for (const code of events) {
      if (code < 0) continue;
      const effect = this.#effectOf[code] as number;
      if (this.#automaton.blind(effect) || !this.#seeing.add(effect)) continue;
      this.#seeingEffects.push(effect);
      const state = this.#automaton.needs(effect);
      if (state === impossible) this.#needsAny = true;
      else this.#needed.add(state);
    }
  }

  #isSeen(effect: number): boolean {
    if (this.#asked.add(effect) && this.#canBeSeen(effect)) this.#seen.add(effect);
    return this.#seen.has(effect);
  }

  #canBeSeen(effect: number): boolean {
    const automaton = this.#automaton;
    if (automaton.readOnly(effect)) return false;
    const outcome = automaton.outcome(effect);
    if (outcome === impossible || this.#needed.has(outcome)) return true;
    // One that needs no certain state may see any.
    return this.#needsAny && this.#seeingEffects.some((other) => automaton.step(outcome, other) !== impossible);
  }
}

/** The operations of an object that may have happened and that somebody may have noticed, in order of invocation. */
export function placedOperations({ events, history }: ObjectHistory): PlacedOperation[] {
  const { columns, effectOf, automaton } = history;
  const all: PlacedOperation[] = [];
  for (const row of events) {
    if (row < 0) continue;
    const invoke = columns.invoke[row] as number;
    all.push({ row, invoke, complete: columns.complete[row] as number, effect: effectOf[row] as number });
  }
  return withoutPointless(all, automaton);
}

/** How many operations are known to have seen something. */
export function countObservations(history: CompiledHistory, specification: Specification): number {
  const { columns, effects, effectOf } = history;
  const observing = effects.map((effect) => specification.observes(effect));
  let count = 0;
  for (let row = 0; row < columns.count; row++) {
    if (columns.result[row] !== unknownResult && observing[effectOf[row] as number] === true) count++;
  }
  return count;
}
