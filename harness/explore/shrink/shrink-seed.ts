/** A failing seed, from its number to its smallest trial. */
import type { Target } from '../../../targets/contract/target.ts';
import { loadTarget } from '../../target-registry.ts';
import type { Exploration } from '../exploration.ts';
import { swarmTrial } from '../swarm-trial.ts';
import { shrinkTrial, tryToFail, type ShrinkLimits, type Shrunk } from './shrink-trial.ts';

/** A trial that was shrunk has a name of its own, and is small enough to trace what goes on inside its world. */
export async function shrinkSeed(exploration: Exploration, seed: number, limits: ShrinkLimits): Promise<Shrunk> {
  const target: Target = await loadTarget(exploration.base.target);
  const plan = swarmTrial(exploration, target, seed);
  const failed = await tryToFail(plan);
  const shrunk = await shrinkTrial(exploration, target, plan, failed, limits);
  if (shrunk.plan.script === undefined) return shrunk;
  return { ...shrunk, plan: { ...shrunk.plan, trialId: `${plan.trialId}-shrunk`, trace: true } };
}
