/**
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, ISSTA 2012): a trial that may use every fault at every rate finds
 * less than many trials that each leave most of them out. So each seed first draws which faults it has at all, how long
 * they last, how busy the clients are, what the world is like and how long it goes on; then the trial.
 */
import { between, chance, pick, shuffle, unit, type Random } from '../../targets/contract/random.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { Ground } from '../faults/fault.ts';
import { resolveFaults, type FaultChoiceByName } from '../faults/index.ts';
import { seededRandom } from '../random.ts';
import type { PlannedFault, TrialPlan } from '../record/plan.ts';
import { swarmSettings, wideAreaSettings } from '../simulation/index.ts';
import type { Exploration } from './exploration.ts';

/** Between the two, each factor as likely as any other. */
function logarithmic(random: Random, low: number, high: number): number {
  return low * (high / low) ** unit(random);
}

/** At least one of these, each of the others with an even chance. */
function some<T>(random: Random, all: readonly T[]): T[] {
  const [first, ...rest] = shuffle(random, all);
  return first === undefined ? [] : [first, ...rest.filter(() => chance(random, 0.5))];
}

function drawChoices(random: Random, choices: readonly FaultChoiceByName[]): FaultChoiceByName[] {
  const kinds = some(random, [...new Set(choices.map(({ kind }) => kind))]);
  return kinds.flatMap((kind) =>
    some(
      random,
      choices.filter((choice) => choice.kind === kind),
    ),
  );
}

/** How many faults a trial has at most, and between which two the longest of them is drawn. */
const usualFaults = { most: 10, longestHoldMs: [30, 3000] } as const;
const longFaults = { most: 2, longestHoldMs: [2000, 8000] } as const;

/** One after the other, or, if they may overlap, each at any time. */
function drawSchedule(
  random: Random,
  choices: readonly FaultChoiceByName[],
  overlap: boolean,
  { most, longestHoldMs: [low, high] }: typeof usualFaults | typeof longFaults,
): PlannedFault[] {
  if (choices.length === 0) return [];
  const drawn = drawChoices(random, choices);
  const longestHoldMs = logarithmic(random, low, high);
  const longestRestMs = logarithmic(random, 50, 2000);
  const schedule: Omit<PlannedFault, 'id'>[] = [];
  let startMs = between(random, 100, 1000);
  for (let count = Math.round(logarithmic(random, 1, most)); count > 0; count--) {
    const { kind, variant } = pick(random, drawn);
    const holdMs = Math.round(longestHoldMs * (0.3 + 0.7 * unit(random)));
    schedule.push({ kind: kind.name, variant, startMs, holdMs });
    startMs += (overlap ? 0 : holdMs) + between(random, 10, Math.ceil(longestRestMs));
  }
  return schedule.map((fault, id) => ({ id, ...fault }));
}

/** Few keys make contention; options that were asked for stay. */
function drawWorkloadOptions(
  random: Random,
  { base, fixedWorkloadOptions }: Exploration,
): TrialPlan['workloadOptions'] {
  const keys = base.workloadOptions['keys'];
  if (keys === undefined || fixedWorkloadOptions.includes('keys')) return base.workloadOptions;
  return { ...base.workloadOptions, keys: between(random, 1, Math.min(keys, 5)) };
}

/** Half of the trials are in the usual world. */
function drawWorld(random: Random, { wideArea }: Exploration, seed: number): Pick<TrialPlan, 'world'> {
  const isDrawn = chance(random, 0.5);
  if (!isDrawn && !wideArea) return {};
  const ofItsOwn = seededRandom(seed, 'world settings');
  return { world: wideArea ? wideAreaSettings(ofItsOwn) : swarmSettings(ofItsOwn) };
}

/** The trial of this seed: always the same for the same exploration. */
export function swarmTrial(exploration: Exploration, target: Target, seed: number): TrialPlan {
  const { base } = exploration;
  const extent = exploration.longFaults ? longFaults : usualFaults;
  const random = seededRandom(seed, 'swarm');
  const overlap = chance(random, 0.5);
  const { options, nodes, backend } = base;
  const ground: Ground = { target, options, nodeCount: nodes.length, backend };
  const schedule = drawSchedule(random, resolveFaults(base.faults, ground), overlap, extent);
  const faultsEndMs = Math.max(0, ...schedule.map(({ startMs, holdMs }) => startMs + holdMs));
  return {
    ...base,
    trialId: base.trialId.replace(/-\d+$/, `-${seed}`),
    seed,
    schedule,
    overlap,
    timeMs: Math.round(Math.max(1000, faultsEndMs) + logarithmic(random, 300, 4000)),
    clients: between(random, 2, Math.max(4, 3 * base.nodes.length)),
    rate: Math.round(logarithmic(random, 20, 250)),
    deadlineMs: Math.round(base.deadlineMs * pick(random, [0.2, 0.5, 1])),
    ...drawWorld(random, exploration, seed),
    workloadOptions: drawWorkloadOptions(random, exploration),
    replayCommand: `${base.replayCommand} --seeds ${seed}..${seed}`,
  };
}
