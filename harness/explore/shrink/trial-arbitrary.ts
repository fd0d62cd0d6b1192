/**
 * Trials as an arbitrary of fast-check: `generate` draws one of the swarm, `shrink` proposes smaller ones, in passes: fewer
 * operations, fewer faults, fewer clients and nodes, shorter times, smaller values; one round of them. Only an explicit trial
 * (explicit-trial.ts) can be shrunk: what a generator draws is not known before it has run.
 *
 * A smaller trial meets other delays than the larger one did where they have to do with each other, and may hide what it
 * would show a moment later: so a small one is proposed under several chances, of the world and of its faults.
 */
import fc from 'fast-check';
import type { Target } from '../../../targets/contract/target.ts';
import type { TrialPlan, TrialScript } from '../../record/plan.ts';
import type { Exploration } from '../exploration.ts';
import { swarmTrial } from '../swarm-trial.ts';
import { operationCount } from './explicit-trial.ts';
import { fewerClients, withoutClients, fewerNodes, plainerWorld } from './fewer-parties.ts';
import { fromTheBeginning, removals, type Place } from './removal.ts';
import { shorterTimes } from './shorter-times.ts';
import { smallerValues } from './smaller-values.ts';

/** Where the proposals of a trial begin: at this pass, at this place of its list. */
interface Progress {
  readonly pass: number;
  readonly place: Place;
  /** Operations when the round began. */
  readonly operations: number;
}

interface Proposal {
  readonly plan: TrialPlan;
  /** Where its pass goes on, if it fails. */
  readonly next: Place;
  /** Under how many chances it is worth trying. */
  readonly chances: number;
}

type Pass = (plan: TrialPlan, place: Place, target: Target) => Iterable<Proposal>;

/** A pass without a list of its own: after a success it begins anew. */
function simply(propose: (plan: TrialPlan, target: Target) => Iterable<TrialPlan>): Pass {
  return function* propositions(plan, _place, target) {
    for (const smaller of propose(plan, target)) {
      yield { plan: smaller, next: fromTheBeginning, chances: chancesOfSize(smaller) };
    }
  };
}

function* fewerFaults(plan: TrialPlan, from: Place): Iterable<Proposal> {
  for (const { rest, next } of removals(plan.schedule, from)) {
    const smaller = { ...plan, schedule: rest };
    yield { plan: smaller, next, chances: chancesOfSize(smaller) };
  }
}

/** Pieces of no less than this share of a list. */
function fewerOf(part: 'operations' | 'finalReads', leastShare = 0): Pass {
  return function* fewer(plan, from) {
    const { script } = plan;
    if (script === undefined) return;
    const list: readonly TrialScript[typeof part][number][] = script[part];
    for (const { rest, share, next } of removals(list, from)) {
      if (share < leastShare) return;
      const smaller = { ...plan, script: { ...script, [part]: rest } };
      yield { plan: smaller, next, chances: Math.max(chancesOfSize(smaller), share >= coarse ? 4 : 1) };
    }
  };
}

const coarse = 1 / 10;

/** What makes every later proposal cost less comes first. */
const passes: readonly Pass[] = [
  fewerOf('finalReads', coarse),
  simply(withoutClients),
  fewerOf('operations', coarse),
  fewerFaults,
  simply(fewerNodes),
  simply(plainerWorld),
  fewerOf('finalReads'),
  fewerOf('operations'),
  simply(fewerClients),
  simply(shorterTimes),
  simply(smallerValues),
];

/** Small trials cost little, and hang on chance the most. */
function chancesOfSize(plan: TrialPlan): number {
  const count = operationCount(plan);
  if (count > 30) return 1;
  return count > 10 ? 3 : 6;
}

/**
 * The trial as it is, then under other chances: other delays, and every second time other choices of its faults as well,
 * which hang on the faults' ids.
 */
export function* underChances(plan: TrialPlan, chances: number): Generator<TrialPlan> {
  const own = plan.worldSeed ?? plan.seed;
  yield plan;
  for (let other = 1; other < chances; other++) {
    const moved = other % 2 === 0 ? 100 * other : 0;
    const schedule = plan.schedule.map((fault) => ({ ...fault, id: fault.id + moved }));
    yield { ...plan, worldSeed: (own + other) >>> 0, schedule };
  }
}

/** One round, which ends early once half of the operations are gone: so small a trial is worth looking at anew. */
function* smallerTrials(plan: TrialPlan, target: Target, from: Progress): Generator<fc.Value<TrialPlan>> {
  const { operations } = from;
  if (operationCount(plan) < operations / 2) return;
  for (let pass = from.pass; pass < passes.length; pass++) {
    const place = pass === from.pass ? from.place : fromTheBeginning;
    for (const { plan: smaller, chances, next } of (passes[pass] as Pass)(plan, place, target)) {
      for (const one of underChances(smaller, chances)) yield new fc.Value(one, { pass, place: next, operations });
    }
  }
}

export class TrialArbitrary extends fc.Arbitrary<TrialPlan> {
  readonly #exploration: Exploration;
  readonly #target: Target;

  constructor(exploration: Exploration, target: Target) {
    super();
    this.#exploration = exploration;
    this.#target = target;
  }

  override generate(random: fc.Random): fc.Value<TrialPlan> {
    const seed = random.nextInt(1, 0x7fff_ffff);
    return new fc.Value(swarmTrial(this.#exploration, this.#target, seed), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is TrialPlan {
    return typeof value === 'object' && value !== null && 'script' in value;
  }

  override shrink(plan: TrialPlan, context: unknown): fc.Stream<fc.Value<TrialPlan>> {
    if (plan.script === undefined) return fc.Stream.nil();
    const beginning: Progress = { pass: 0, place: fromTheBeginning, operations: operationCount(plan) };
    return fc.stream(smallerTrials(plan, this.#target, (context as Progress | undefined) ?? beginning));
  }
}
