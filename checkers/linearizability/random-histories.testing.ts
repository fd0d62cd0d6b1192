/**
 * Random histories of one register for tests: operations, each on a process of its own, that overlap freely, fail,
 * or end unknown, with few values so that they collide.
 *
 * `anyHistory` draws results at random and is mostly invalid. `playedHistory` plays the operations on a real register in
 * the order of random instants within their intervals, so that it is valid; with `mutated` one result is then changed.
 */
import * as fc from 'fast-check';
import type { HistoryEvent, Json } from '../history/event.ts';

interface Draft {
  readonly f: 'read' | 'write' | 'cas';
  readonly from: number;
  readonly to: number | null;
  /** What a read returns, in histories that are not played. */
  readonly seen: number | null;
  readonly outcome: 'ok' | 'fail' | 'info' | 'open';
  readonly start: number;
  readonly length: number;
  /** When it takes effect, in thousandths of its interval. */
  readonly instant: number;
}

const value = fc.integer({ min: 0, max: 2 });

export interface HistoryShape {
  readonly functions: readonly Draft['f'][];
  readonly mostOperations: number;
  /** Of those operations, how many in ten end unknown or never. */
  readonly unknownInTen: number;
  /** The latest start; 40 if not given. An operation lasts up to 20. */
  readonly span?: number;
  /** Whether null, with which the register begins, is written too. */
  readonly deletes?: boolean;
}

function drafts({
  functions,
  mostOperations,
  unknownInTen,
  span = 40,
  deletes = false,
}: HistoryShape): fc.Arbitrary<readonly Draft[]> {
  const known = fc.constantFrom<Draft['outcome']>('ok', 'ok', 'ok', 'ok', 'ok', 'fail');
  const unknown = fc.constantFrom<Draft['outcome']>('info', 'open');
  const draft = fc.record<Draft>({
    f: fc.constantFrom(...functions),
    from: value,
    to: deletes ? fc.option(value, { freq: 1 }) : value,
    seen: fc.option(value),
    outcome: fc.oneof({ weight: 10 - unknownInTen, arbitrary: known }, { weight: unknownInTen, arbitrary: unknown }),
    start: fc.integer({ min: 0, max: span }),
    length: fc.integer({ min: 1, max: 20 }),
    instant: fc.integer({ min: 0, max: 999 }),
  });
  return fc.array(draft, { minLength: 1, maxLength: mostOperations, size: 'max' });
}

function invoked(draft: Draft): Json {
  if (draft.f === 'read') return null;
  return draft.f === 'write' ? draft.to : [draft.from, draft.to];
}

/** Events in order of time; `result` is what each operation completes with, or undefined if it fails. */
function eventsOf(all: readonly Draft[], result: (position: number) => Json | undefined): HistoryEvent[] {
  type Timed = Omit<HistoryEvent, 'index'>;
  const events = all.flatMap((draft, process): Timed[] => {
    const invocation: Timed = { type: 'invoke', process, f: draft.f, value: invoked(draft), time: draft.start };
    if (draft.outcome === 'open') return [invocation];
    const completed = result(process);
    const type = draft.outcome === 'ok' && completed === undefined ? 'fail' : draft.outcome;
    const observed = type === 'ok' && completed !== undefined ? completed : invoked(draft);
    return [invocation, { type, process, f: draft.f, value: observed, time: draft.start + draft.length }];
  });
  return events.toSorted((left, right) => left.time - right.time).map((event, index) => ({ index, ...event }));
}

export function anyHistory(shape: HistoryShape): fc.Arbitrary<HistoryEvent[]> {
  return drafts(shape).map((all) =>
    eventsOf(all, (position) => {
      const draft = all[position] as Draft;
      return draft.f === 'read' ? draft.seen : invoked(draft);
    }),
  );
}

/** Results of the operations, played on a register that begins with null; undefined for a cas that did not match. */
function play(all: readonly Draft[]): (Json | undefined)[] {
  const results: (Json | undefined)[] = all.map(() => undefined);
  let state: Json = null;
  const byInstant = all
    .map((draft, position) => ({ draft, position, at: draft.start + (draft.length * draft.instant) / 1000 }))
    // An operation of unknown outcome takes effect late, or never.
    .map((one) => (one.draft.outcome === 'ok' ? one : { ...one, at: one.at + one.draft.instant / 40 }))
    .toSorted((left, right) => left.at - right.at);
  for (const { draft, position } of byInstant) {
    if (draft.outcome === 'fail' || (draft.outcome !== 'ok' && draft.instant % 2 === 0)) continue;
    if (draft.f === 'read') results[position] = state;
    else if (draft.f === 'write' || draft.from === state) {
      state = draft.to;
      results[position] = invoked(draft);
    }
  }
  return results;
}

export function playedHistory(shape: HistoryShape, mutated: boolean): fc.Arbitrary<HistoryEvent[]> {
  return fc.tuple(drafts(shape), fc.nat(), fc.option(value)).map(([all, choice, other]) => {
    const results = play(all);
    const reads = all.flatMap((draft, position) => (draft.f === 'read' && draft.outcome === 'ok' ? [position] : []));
    const changed = mutated ? reads[choice % Math.max(1, reads.length)] : undefined;
    if (changed !== undefined) results[changed] = other;
    return eventsOf(all, (position) => results[position]);
  });
}
