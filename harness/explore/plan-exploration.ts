/** From what a person asked for to an exploration, or a refusal that says why. */
import { OrdealError } from '../errors.ts';
import type { Ground } from '../faults/fault.ts';
import { faultKinds, faultsToBear, resolveFaults } from '../faults/index.ts';
import { loadTarget } from '../target-registry.ts';
import { planTrial } from '../trial/plan-trial.ts';
import { exploreCommand } from '../trial/replay-command.ts';
import type { Exploration } from './exploration.ts';

export interface ExplorationRequest {
  readonly target: string;
  readonly set: Readonly<Record<string, string>>;
  readonly workload?: string;
  readonly workloadSet?: Readonly<Record<string, string>>;
  /** Absent: every kind that is to be borne and possible. */
  readonly faults?: readonly string[];
  readonly model?: string;
  /** Nodes that are far apart. */
  readonly wideArea?: boolean;
  /** Few faults that last. */
  readonly longFaults?: boolean;
  readonly firstSeed?: number;
  readonly lastSeed?: number;
  readonly argv: readonly string[];
}

/** A trial of a few virtual seconds is checked in a moment; one that is not is told from one that holds. */
const checkLimits = { checkTimeMs: 5000, checkMemoryMb: 512 } as const;

/** Rejects with an OrdealError for whatever cannot work. */
export async function planExploration(request: ExplorationRequest): Promise<Exploration> {
  const { target: name, set, workload, workloadSet = {}, model, argv } = request;
  const { firstSeed = 1, lastSeed = null, wideArea = false, longFaults = false } = request;
  if (lastSeed !== null && lastSeed < firstSeed) {
    throw new OrdealError(
      'bad-option',
      `--seeds ${firstSeed}..${lastSeed} holds no seed`,
      'give the smaller one first',
    );
  }
  const target = await loadTarget(name);
  const plan = await planTrial({
    target: name,
    backend: 'simulated',
    set,
    workloadSet,
    faults: [],
    argv,
    seed: firstSeed,
    ...checkLimits,
    ...(workload === undefined ? {} : { workload }),
    ...(model === undefined ? {} : { model }),
  });
  const ground: Ground = { target, options: plan.options, nodeCount: plan.nodes.length, backend: 'simulated' };
  const isPossible = (kind: string): boolean => {
    const known = faultKinds.find((candidate) => candidate.name === kind);
    const variants = Object.keys(known?.variants ?? {});
    return variants.some((variant) => known?.refusal(ground, variant) === null);
  };
  const faults = request.faults ?? faultsToBear.map((kind) => kind.name).filter(isPossible);
  resolveFaults(faults, ground);
  const fixedWorkloadOptions = Object.keys(workloadSet);
  const base = { ...plan, faults };
  const circumstances = { fixedWorkloadOptions, wideArea, longFaults };
  const command = exploreCommand(base, target.options.parse({}), circumstances);
  return { base: { ...base, replayCommand: command }, ...circumstances, firstSeed, lastSeed };
}
