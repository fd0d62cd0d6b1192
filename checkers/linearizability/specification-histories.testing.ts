/**
 * Random histories of any object, for tests: few processes, few values, operations that overlap freely, fail, or end
 * unknown. Results are played on the specification itself in the order of random instants, so that the history is valid;
 * then, if asked, some results are changed. `isLinearizableByDefinition` is the definition, tried out.
 */
import * as fc from 'fast-check';
import type { HistoryEvent, Json } from '../history/event.ts';
import type { CompiledHistory } from './object-history.ts';
import { never } from '../history/columns.ts';
import type { Effect, Specification } from './specification.ts';

/** Something to call, and what it may answer. */
export interface Call {
  readonly f: string;
  readonly argument: Json;
  readonly results: readonly Json[];
}

export interface Subject {
  readonly name: string;
  readonly specification: Specification;
  readonly calls: readonly Call[];
  readonly initial: Json;
  readonly failuresObserve: boolean;
  /** The least share of its histories that monitors decide. */
  readonly monitored: number;
  /** Another name for each value: it changes nothing. */
  readonly renamed: (value: Json) => Json;
}

interface Draft {
  readonly client: number;
  readonly call: number;
  readonly pause: number;
  readonly length: number;
  /** When it takes effect, in thousandths of its interval. */
  readonly instant: number;
  readonly ending: 'ok' | 'info' | 'open';
  readonly happened: boolean;
  readonly otherResult: number;
}

interface Scheduled extends Draft {
  readonly process: number;
  readonly start: number;
  readonly end: number;
  readonly effectAt: number;
}

export interface HistoryShape {
  /** Operations. */
  readonly most: number;
  /** Which results are changed, after they were played. */
  readonly mutations: 'none' | 'some' | 'all';
  /** Processes at a time; 4 if not given. */
  readonly clients?: number;
  /** The longest operation, where pauses are up to 6; 14 if not given. */
  readonly longest?: number;
  /** Of ten operations, how many end unknown or never; 3 if not given. */
  readonly unknownInTen?: number;
}

/** One after the other on each client; a client whose operation ended unknown gets a new process. */
function scheduled(drafts: readonly Draft[], clients: number): Scheduled[] {
  const free = Array.from({ length: clients }, () => 0);
  const process = Array.from({ length: clients }, (_, client) => client);
  return drafts.map((draft) => {
    const start = (free[draft.client] as number) + draft.pause;
    const end = start + draft.length;
    free[draft.client] = end + 1;
    const mine = process[draft.client] as number;
    if (draft.ending !== 'ok') process[draft.client] = mine + clients;
    const late = draft.ending === 'ok' ? 0 : draft.instant / 20;
    return { ...draft, process: mine, start, end, effectAt: start + (draft.length * draft.instant) / 1000 + late };
  });
}

/** What each operation answers, played on the object; undefined if it could not happen. */
function play({ specification, calls: all, initial }: Subject, schedule: readonly Scheduled[]): (Json | undefined)[] {
  const effects: Effect[] = [];
  const firstEffect = schedule.map(({ call, process }) => {
    const { f, argument, results } = all[call % all.length] as Call;
    return effects.push(...results.map((result) => ({ f, argument, result, process }))) - results.length;
  });
  const automaton = specification.compile(effects, initial);
  const answered: (Json | undefined)[] = schedule.map(() => undefined);
  let state = automaton.initial;
  const inOrder = schedule
    .map((draft, position) => ({ draft, position }))
    .toSorted((left, right) => left.draft.effectAt - right.draft.effectAt);
  for (const { draft, position } of inOrder) {
    if (draft.ending !== 'ok' && !draft.happened) continue;
    const { results } = all[draft.call % all.length] as Call;
    const begin = firstEffect[position] as number;
    const found = results.findIndex((_, offset) => automaton.step(state, begin + offset) >= 0);
    if (found < 0) continue;
    state = automaton.step(state, begin + found);
    answered[position] = results[found];
  }
  return answered;
}

export function subjectHistory(tried: Subject, shape: HistoryShape): fc.Arbitrary<HistoryEvent[]> {
  const { most, mutations, clients = 4, longest = 14, unknownInTen = 3 } = shape;
  const draft = fc.record<Draft>({
    client: fc.nat(clients - 1),
    call: fc.nat(1000),
    pause: fc.nat(6),
    length: fc.integer({ min: 1, max: longest }),
    instant: fc.nat(999),
    ending: fc.oneof(
      { weight: 10 - unknownInTen, arbitrary: fc.constant<Draft['ending']>('ok') },
      { weight: unknownInTen, arbitrary: fc.constantFrom<Draft['ending']>('info', 'open') },
    ),
    happened: fc.boolean(),
    otherResult: fc.nat(1000),
  });
  return fc.tuple(fc.array(draft, { minLength: 1, maxLength: most }), fc.nat()).map(([drafts, choice]) => {
    const schedule = scheduled(drafts, clients);
    const answered = play(tried, schedule);
    const changed = choice % schedule.length;
    const events = schedule.flatMap((one, position) => {
      const { f, argument, results } = tried.calls[one.call % tried.calls.length] as Call;
      const isMutant = mutations === 'all' || (mutations === 'some' && position === changed);
      const result = isMutant ? (results[one.otherResult % results.length] as Json) : answered[position];
      const { process, start, end, ending } = one;
      const invocation = { type: 'invoke' as const, process, f, value: argument, time: start };
      if (ending === 'open') return [invocation];
      const type = ending === 'ok' && result === undefined ? ('fail' as const) : ending;
      const value = type === 'ok' ? (result as Json) : argument;
      return [invocation, { type, process, f, value, time: end }];
    });
    return events.toSorted((left, right) => left.time - right.time).map((event, index) => ({ index, ...event }));
  });
}

/** All orders of the operations that completed and some of the others, in real time; at most about ten operations. */
export function isLinearizableByDefinition({ columns, effectOf, automaton }: CompiledHistory): boolean {
  const { count, invoke, complete } = columns;
  const seen = new Set<string>();
  const search = (placed: number, state: number): boolean => {
    const isPlaced = (row: number): boolean => (placed >> row) % 2 === 1;
    const left = Array.from({ length: count }, (_, row) => row).filter((row) => !isPlaced(row));
    if (left.every((row) => complete[row] === never)) return true;
    const configuration = `${placed} ${state}`;
    if (seen.has(configuration)) return false;
    seen.add(configuration);
    return left.some((row) => {
      if (left.some((other) => (complete[other] as number) < (invoke[row] as number))) return false;
      const after = automaton.step(state, effectOf[row] as number);
      return after >= 0 && search(placed + 2 ** row, after);
    });
  };
  return search(0, automaton.initial);
}
