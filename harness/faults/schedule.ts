/**
 * When which fault happens, in a shuffled rotation of what was asked for, so that every kind comes before any comes
 * again. Without overlap one fault comes after the other; with it, several such rows run beside each other. A pure
 * function of its arguments; the plan holds its result.
 */
import { between, shuffle, type Random } from '../../targets/contract/random.ts';
import { OrdealError } from '../errors.ts';
import type { PlannedFault, Rhythm } from '../record/plan.ts';
import type { FaultChoiceByName } from './index.ts';

interface Beat {
  /** Milliseconds of quiet at the start, of each fault, and between faults: shortest and longest. */
  readonly quietMs: number;
  readonly holdMs: readonly [number, number];
  readonly restMs: readonly [number, number];
  /** A trial that is too short for one fault of each kind is scaled down, but no further than this. */
  readonly shortestScale: number;
}

const beats: Readonly<Record<Rhythm, Beat>> = {
  steady: { quietMs: 2000, holdMs: [2000, 5000], restMs: [1500, 3000], shortestScale: 0.25 },
  brisk: { quietMs: 200, holdMs: [100, 2000], restMs: [50, 800], shortestScale: 0.1 },
};

/** Rows of faults that run beside each other when faults may overlap. */
const rowsWithOverlap = 3;

function scaled(beat: Beat, factor: number): Beat {
  const scale = (ms: number): number => Math.round(ms * factor);
  return {
    quietMs: scale(beat.quietMs),
    holdMs: [scale(beat.holdMs[0]), scale(beat.holdMs[1])],
    restMs: [scale(beat.restMs[0]), scale(beat.restMs[1])],
    shortestScale: beat.shortestScale,
  };
}

/** One of each kind first, kinds in random order, variants in random order within their kind; then again. */
function* rotation(random: Random, choices: readonly FaultChoiceByName[]): Generator<FaultChoiceByName, never> {
  const kinds = [...new Set(choices.map((choice) => choice.kind))];
  const queues = new Map(kinds.map((kind) => [kind, [] as FaultChoiceByName[]]));
  for (;;) {
    for (const kind of shuffle(random, kinds)) {
      let queue = queues.get(kind) as FaultChoiceByName[];
      if (queue.length === 0) {
        queue = shuffle(
          random,
          choices.filter((choice) => choice.kind === kind),
        );
        queues.set(kind, queue);
      }
      yield queue.shift() as FaultChoiceByName;
    }
  }
}

export interface ScheduleRequest {
  readonly choices: readonly FaultChoiceByName[];
  readonly timeMs: number;
  readonly rhythm: Rhythm;
  readonly overlap: boolean;
}

function fitBeat({ choices, timeMs, rhythm }: ScheduleRequest): Beat {
  const beat = beats[rhythm];
  const kindCount = new Set(choices.map((choice) => choice.kind)).size;
  const longestMs = beat.quietMs + kindCount * (beat.holdMs[1] + beat.restMs[1]);
  const factor = Math.min(1, timeMs / longestMs);
  if (factor >= beat.shortestScale) return scaled(beat, factor);
  const neededSeconds = Math.ceil((longestMs * beat.shortestScale) / 1000);
  throw new OrdealError(
    'time-too-short',
    `${timeMs / 1000} s are too short for ${kindCount} kinds of faults, each held and healed`,
    `use --time ${neededSeconds} or more, or fewer faults${rhythm === 'brisk' ? '' : ', or --rhythm brisk'}`,
  );
}

/** In order of their start, numbered from 0. Throws an OrdealError when the time is too short for one fault of each kind. */
export function scheduleFaults(random: Random, request: ScheduleRequest): readonly PlannedFault[] {
  const { choices, timeMs, overlap } = request;
  if (choices.length === 0) return [];
  const beat = fitBeat(request);
  const atLeast = new Set(choices.map((choice) => choice.kind)).size;
  const turns = rotation(random, choices);
  const planned: Omit<PlannedFault, 'id'>[] = [];
  for (let row = 0; row < (overlap ? rowsWithOverlap : 1); row++) {
    let startMs = beat.quietMs + (overlap ? between(random, ...beat.restMs) : 0);
    for (;;) {
      const holdMs = between(random, ...beat.holdMs);
      const restMs = between(random, ...beat.restMs);
      if (startMs + holdMs + restMs > timeMs && (row > 0 || planned.length >= atLeast)) break;
      const { kind, variant } = turns.next().value;
      planned.push({ kind: kind.name, variant, startMs, holdMs });
      startMs += holdMs + restMs;
    }
  }
  return planned.toSorted((left, right) => left.startMs - right.startMs).map((fault, id) => ({ id, ...fault }));
}
