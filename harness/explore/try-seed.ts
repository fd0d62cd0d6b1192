/** One seed of an exploration: its trial drawn, tried in memory, and put in a few words. */
import type { Target } from '../../targets/contract/target.ts';
import { tryTrial } from '../trial/try-trial.ts';
import { reached } from './coverage.ts';
import type { Exploration, SeedResult } from './exploration.ts';
import { swarmTrial } from './swarm-trial.ts';

/** Never rejects for what the target or a checker does: that is what is looked for. */
export async function trySeed(exploration: Exploration, target: Target, seed: number): Promise<SeedResult> {
  const plan = swarmTrial(exploration, target, seed);
  try {
    const tried = await tryTrial(plan, new AbortController().signal);
    const { verdict, sentence, checks, reasons, timings } = tried.verdict;
    return {
      seed,
      fate: verdict,
      sentence,
      reasons: [...reasons, ...checks.flatMap((check) => check.reasons)],
      reached: reached(tried),
      operations: checks.reduce((sum, check) => sum + check.operations, 0),
      virtualMs: timings.runMs,
    };
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    return { seed, fate: 'crashed', sentence, reasons: [], reached: [], operations: 0, virtualMs: 0 };
  }
}
