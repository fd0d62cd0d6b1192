/**
 * Random automata and histories of them, for tests: the search must be right for any object that keeps the laws, also for
 * kinds that nobody has specified yet. With three to five states and effects that few or many states allow, rules that
 * decide once in a million histories of a register decide here often.
 */
import * as fc from 'fast-check';
import type { SearchProblem } from './search-problem.ts';
import { impossible, type Automaton } from './specification.ts';

export interface AutomatonHistory {
  /** By effect, then by state: the state after it, or `impossible`. */
  readonly table: readonly (readonly number[])[];
  readonly initial: number;
  /** The effect of each operation. */
  readonly effect: readonly number[];
  /** Invocations (the operation) and completions (-1 - operation) in real-time order. */
  readonly events: readonly number[];
}

function onlyOne(all: readonly number[]): number {
  const [first = impossible] = all;
  return all.every((one) => one === first) ? first : impossible;
}

/** Says of itself all that the table allows it to say. */
function automatonOf(table: AutomatonHistory['table'], initial: number): Automaton {
  const row = (effect: number): readonly number[] => table[effect] as readonly number[];
  const outcomes = table.map((after) => onlyOne(after.filter((state) => state !== impossible)));
  const needed = table.map((after) => onlyOne(after.flatMap((to, state) => (to === impossible ? [] : [state]))));
  return {
    initial,
    step: (state, effect) => row(effect)[state] as number,
    readOnly: (effect) => row(effect).every((to, state) => to === state || to === impossible),
    needs: (effect) => needed[effect] as number,
    outcome: (effect) => outcomes[effect] as number,
    blind: (effect) => outcomes[effect] !== impossible && !row(effect).includes(impossible),
    representatives: () => row(0).map((_, state) => state),
    describeState: String,
  };
}

export function problemOf({ table, initial, effect, events }: AutomatonHistory): SearchProblem {
  const automaton = automatonOf(table, initial);
  return { effect: Int32Array.from(effect), events: Int32Array.from(events), automaton, initials: [initial] };
}

/** When each operation began and completed; infinity if it did not. */
function intervals({ effect, events }: AutomatonHistory): readonly { readonly begin: number; readonly end: number }[] {
  return effect.map((_, operation) => {
    const end = events.indexOf(-1 - operation);
    return { begin: events.indexOf(operation), end: end < 0 ? Number.POSITIVE_INFINITY : end };
  });
}

/** The definition, tried out: all orders of what completed and some of the rest. At most about fifteen operations. */
export function hasOrder(history: AutomatonHistory): boolean {
  const { table, initial, effect } = history;
  const times = intervals(history);
  const seen = new Set<string>();
  const search = (placed: number, state: number): boolean => {
    const left = effect.map((_, operation) => operation).filter((operation) => (placed >> operation) % 2 === 0);
    const firstEnd = Math.min(...left.map((operation) => times[operation]?.end as number));
    if (firstEnd === Number.POSITIVE_INFINITY) return true;
    const configuration = `${placed} ${state}`;
    if (seen.has(configuration)) return false;
    seen.add(configuration);
    return left.some((operation) => {
      if ((times[operation]?.begin as number) > firstEnd) return false;
      const after = table[effect[operation] as number]?.[state] as number;
      return after !== impossible && search(placed + 2 ** operation, after);
    });
  };
  return search(0, initial);
}

/** What is wrong with an order, or undefined if it explains the history. */
export function orderProblem(history: AutomatonHistory, order: Int32Array): string | undefined {
  const { table, initial, effect } = history;
  const times = intervals(history);
  let state = initial;
  let latestBegin = -1;
  for (const operation of order) {
    const { begin, end } = times[operation] as { begin: number; end: number };
    if (end < latestBegin) return `${operation} was over before one that comes earlier began`;
    latestBegin = Math.max(latestBegin, begin);
    state = table[effect[operation] as number]?.[state] as number;
    if (state === impossible) return `${operation} is impossible`;
  }
  if (new Set(order).size < order.length) return 'one occurs twice';
  const missing = times.findIndex(({ end }, operation) => end < Number.POSITIVE_INFINITY && !order.includes(operation));
  return missing < 0 ? undefined : `${missing} is missing`;
}

interface Draft {
  readonly what: 'begin' | 'take effect' | 'complete';
  readonly choice: number;
}

interface Open {
  readonly operation: number;
  taken: boolean;
}

/** Plays the drafts; the history is valid unless an operation is then given another effect. */
function played(
  table: AutomatonHistory['table'],
  drafts: readonly Draft[],
  mutation: { readonly operation: number; readonly effect: number } | null,
): AutomatonHistory {
  const events: number[] = [];
  const effect: number[] = [];
  const open: Open[] = [];
  let state = 0;
  for (const { what, choice } of drafts) {
    if (what === 'begin') {
      events.push(effect.length);
      open.push({ operation: effect.length, taken: false });
      effect.push(choice % table.length);
      continue;
    }
    const ready = open.filter(({ taken }) => taken === (what === 'complete'));
    const one = ready[choice % Math.max(1, ready.length)];
    if (one === undefined) continue;
    if (what === 'complete') {
      events.push(-1 - one.operation);
      open.splice(open.indexOf(one), 1);
      continue;
    }
    const possible = table.flatMap((row, position) => (row[state] === impossible ? [] : [position]));
    const taken = possible[Math.floor(choice / 8) % Math.max(1, possible.length)];
    if (taken === undefined) continue;
    one.taken = true;
    effect[one.operation] = taken;
    state = table[taken]?.[state] as number;
  }
  if (mutation !== null && effect.length > 0)
    effect[mutation.operation % effect.length] = mutation.effect % table.length;
  return { table, initial: 0, effect, events };
}

/** Reads of every state, a few blind effects, and a few others that some states allow. */
function tables(states: number): fc.Arbitrary<number[][]> {
  const all = Array.from({ length: states }, (_, state) => state);
  const reads = all.map((state) => all.map((other) => (other === state ? state : impossible)));
  const blind = fc.nat(states - 1).map((to) => all.map(() => to));
  const swap = fc
    .tuple(fc.nat(states - 1), fc.nat(states - 1))
    .map(([from, to]) => all.map((state) => (state === from ? to : impossible)));
  const turn = fc.integer({ min: 1, max: states - 1 }).map((by) => all.map((state) => (state + by) % states));
  const any = fc.array(fc.integer({ min: impossible, max: states - 1 }), { minLength: states, maxLength: states });
  const some = fc.array(fc.oneof(swap, turn, any), { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.array(blind, { maxLength: 2 }), some).map((more) => {
    const distinct = new Map([...reads, ...more.flat()].map((row) => [row.join(), row]));
    return [...distinct.values()];
  });
}

/** At most `most` operations. */
export function automatonHistory(most: number, mutated: boolean): fc.Arbitrary<AutomatonHistory> {
  const draft = fc.record<Draft>({
    what: fc.constantFrom<Draft['what']>('begin', 'take effect', 'take effect', 'complete'),
    choice: fc.nat(4095),
  });
  const drafts = fc.array(draft, { minLength: 6, maxLength: most * 4, size: 'max' }).map((all) => {
    let begun = 0;
    return all.filter(({ what }) => what !== 'begin' || ++begun <= most);
  });
  const mutation = mutated ? fc.record({ operation: fc.nat(63), effect: fc.nat(63) }) : fc.constant(null);
  return fc
    .tuple(fc.integer({ min: 2, max: 5 }).chain(tables), drafts, mutation)
    .map(([table, all, change]) => played(table, all, change));
}
