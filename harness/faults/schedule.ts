/**
 * When which fault happens: one after the other, in a shuffled rotation of what was asked for, so that every kind comes
 * before any comes again. A pure function of its arguments; the plan holds its result.
 */
import { between, shuffle, type Random } from '../../targets/contract/random.ts';
import { OrdealError } from '../errors.ts';
import type { PlannedFault } from '../record/plan.ts';
import type { FaultChoiceByName } from './index.ts';

export interface Rhythm {
  /** Milliseconds of quiet at the start, of each fault, and between faults: shortest and longest. */
  readonly quietMs: number;
  readonly holdMs: readonly [number, number];
  readonly restMs: readonly [number, number];
}

const comfortable: Rhythm = { quietMs: 2000, holdMs: [2000, 5000], restMs: [1500, 3000] };

function scaled(rhythm: Rhythm, factor: number): Rhythm {
  const scale = (ms: number): number => Math.round(ms * factor);
  return {
    quietMs: scale(rhythm.quietMs),
    holdMs: [scale(rhythm.holdMs[0]), scale(rhythm.holdMs[1])],
    restMs: [scale(rhythm.restMs[0]), scale(rhythm.restMs[1])],
  };
}

/** One of each kind first, kinds in random order, variants in random order within their kind; then again. */
function* rotation(random: Random, choices: readonly FaultChoiceByName[]): Generator<FaultChoiceByName> {
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

const shortestScale = 0.25;

/** Throws an OrdealError when the time is too short for one fault of each kind. */
export function scheduleFaults(
  random: Random,
  choices: readonly FaultChoiceByName[],
  timeMs: number,
): readonly PlannedFault[] {
  if (choices.length === 0) return [];
  const kindCount = new Set(choices.map((choice) => choice.kind)).size;
  const longestMs = comfortable.quietMs + kindCount * (comfortable.holdMs[1] + comfortable.restMs[1]);
  const factor = Math.min(1, timeMs / longestMs);
  if (factor < shortestScale) {
    const neededSeconds = Math.ceil((longestMs * shortestScale) / 1000);
    throw new OrdealError(
      'time-too-short',
      `${timeMs / 1000} s are too short for ${kindCount} kinds of faults, each held and healed`,
      `use --time ${neededSeconds} or more, or fewer faults`,
    );
  }
  const rhythm = scaled(comfortable, factor);
  const planned: PlannedFault[] = [];
  let startMs = rhythm.quietMs;
  for (const choice of rotation(random, choices)) {
    const holdMs = between(random, ...rhythm.holdMs);
    const restMs = between(random, ...rhythm.restMs);
    if (startMs + holdMs + restMs > timeMs && planned.length >= kindCount) break;
    planned.push({ kind: choice.kind.name, variant: choice.variant, startMs, holdMs });
    startMs += holdMs + restMs;
  }
  return planned;
}
