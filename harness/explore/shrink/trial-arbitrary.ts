/**
 * Trials as an arbitrary of fast-check: `generate` draws one of the swarm, `shrink` proposes smaller ones, in passes: fewer
 * operations, fewer faults, fewer clients and nodes, shorter times, smaller values; from the beginning again until a whole
 * round brings nothing. Only an explicit trial (explicit-trial.ts) can be shrunk: what a generator draws is not known
 * before it has run.
 *
 * A smaller trial meets other delays than the larger one did, and may hide what it would show a moment later: so each is
 * proposed under a few seeds of the world.
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
  /** Something has become smaller since the round began. */
  readonly smaller: boolean;
}

interface Proposal {
  readonly plan: TrialPlan;
  readonly place: Place;
}

type Pass = (plan: TrialPlan, place: Place, target: Target) => Iterable<Proposal>;

const beginning: Progress = { pass: 0, place: fromTheBeginning, smaller: false };

/** A pass without a list of its own: after a success it begins anew. */
function simply(propose: (plan: TrialPlan, target: Target) => Iterable<TrialPlan>): Pass {
  return function* propositions(plan, _place, target) {
    for (const smaller of propose(plan, target)) yield { plan: smaller, place: fromTheBeginning };
  };
}

function* fewerFaults(plan: TrialPlan, from: Place): Iterable<Proposal> {
  for (const { rest, ...place } of removals(plan.schedule, from)) yield { plan: { ...plan, schedule: rest }, place };
}

function fewerOf(part: 'operations' | 'finalReads'): Pass {
  return function* fewer(plan, from) {
    const { script } = plan;
    if (script === undefined) return;
    for (const { rest, ...place } of removals<TrialScript[typeof part][number]>(script[part], from)) {
      yield { plan: { ...plan, script: { ...script, [part]: rest } }, place };
    }
  };
}

/** Pieces of less than this share of a list are left to the later, finer pass. */
const coarseShare = 1 / 8;

/** Large pieces only, before anything else: every later proposal then costs less. */
function coarsely(part: 'operations' | 'finalReads'): Pass {
  const pass = fewerOf(part);
  return function* coarse(plan, from, target) {
    const least = Math.max(4, (plan.script?.[part].length ?? 0) * coarseShare);
    for (const proposal of pass(plan, from, target)) {
      if (proposal.place.size < least) return;
      yield proposal;
    }
  };
}

const passes: readonly Pass[] = [
  coarsely('finalReads'),
  simply(withoutClients),
  coarsely('operations'),
  fewerFaults,
  fewerOf('finalReads'),
  fewerOf('operations'),
  simply(fewerClients),
  simply(fewerNodes),
  simply(plainerWorld),
  simply(shorterTimes),
  simply(smallerValues),
];

/** Seeds of the world under which a trial is proposed: small ones cost little, and hang on their delays the most. */
function seedsTried(plan: TrialPlan): number {
  return operationCount(plan) > 50 ? 2 : 5;
}

function* underSeeds(plan: TrialPlan): Generator<TrialPlan> {
  const own = plan.worldSeed ?? plan.seed;
  yield plan;
  for (let other = 1; other < seedsTried(plan); other++) yield { ...plan, worldSeed: (own + other) >>> 0 };
}

function* smallerTrials(plan: TrialPlan, target: Target, from: Progress): Generator<fc.Value<TrialPlan>> {
  for (let pass = from.pass; pass < passes.length; pass++) {
    const place = pass === from.pass ? from.place : fromTheBeginning;
    for (const proposal of (passes[pass] as Pass)(plan, place, target)) {
      const progress: Progress = { pass, place: proposal.place, smaller: true };
      for (const smaller of underSeeds(proposal.plan)) yield new fc.Value(smaller, progress);
    }
  }
  if (from.smaller) yield* smallerTrials(plan, target, beginning);
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
    return fc.stream(smallerTrials(plan, this.#target, (context as Progress | undefined) ?? beginning));
  }
}
