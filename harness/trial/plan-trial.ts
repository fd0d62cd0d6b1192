/**
 * Phase one: from what a person asked for to a whole plan, or a refusal that says why. Everything that a trial depends
 * on is decided here and written down; nothing has been started yet.
 */
import { implies, findModel } from '../../checkers/models/index.ts';
import type { Claim, Target } from '../../targets/contract/target.ts';
import type { BackendName } from '../cluster.ts';
import { OrdealError } from '../errors.ts';
import { resolveFaults } from '../faults/index.ts';
import { scheduleFaults } from '../faults/schedule.ts';
import { freshSeed, seededRandom } from '../random.ts';
import type { Rhythm, TrialPlan } from '../record/plan.ts';
import { swarmSettings, type WorldSettings } from '../simulation/index.ts';
import { loadTarget } from '../target-registry.ts';
import { wallNow } from '../wall-clock.ts';
import { findWorkload, workloadOptions, workloads } from '../workloads/index.ts';
import type { Workload } from '../workloads/workload.ts';
import { replayCommand } from './replay-command.ts';
import { gitCommit, softwareVersions } from './software-versions.ts';
import { parseTargetOptions } from './target-options.ts';

/** What a person asks for; everything else gets a default. Unknown names and impossible combinations are OrdealErrors. */
export interface TrialRequest {
  readonly target: string;
  readonly backend?: BackendName;
  /** `--set name=value`, unparsed. */
  readonly set: Readonly<Record<string, string>>;
  readonly workload?: string;
  /** `--workload-set name=value`. */
  readonly workloadSet?: Readonly<Record<string, string>>;
  /** `partition`, `partition:halves`, `kill:all`, ... ; empty for none. */
  readonly faults: readonly string[];
  /** Faults may overlap; default: one after the other. */
  readonly overlap?: boolean;
  /** Default: `steady`. */
  readonly rhythm?: Rhythm;
  /** Judge against this model instead of what the target claims. */
  readonly model?: string;
  /** Draw what the simulated world is like from the seed. */
  readonly swarm?: boolean;
  /** Record what goes on inside the simulated world. */
  readonly trace?: boolean;
  readonly seed?: number;
  readonly clients?: number;
  /** Operations a second, all clients together. */
  readonly rate?: number;
  readonly timeMs?: number;
  readonly deadlineMs?: number;
  readonly checkTimeMs?: number;
  readonly checkMemoryMb?: number;
  readonly argv: readonly string[];
}

const defaults = { rate: 100, timeMs: 30_000, deadlineMs: 1000, checkTimeMs: 60_000, checkMemoryMb: 2048 } as const;
const largestSeed = 0xffff_ffff;

function chooseBackend(target: Target, asked: BackendName | undefined): BackendName {
  const offered: BackendName[] = [];
  if (target.simulated !== undefined) offered.push('simulated');
  if (target.docker !== undefined) offered.push('docker');
  const chosen = asked ?? offered[0];
  if (chosen !== undefined && offered.includes(chosen)) return chosen;
  throw new OrdealError(
    'no-backend',
    `${target.name} does not run on the ${chosen ?? 'simulated or docker'} backend`,
    `use --backend ${offered.join(' or ')}`,
  );
}

function chooseWorkload(target: Target, options: Record<string, unknown>, asked: string | undefined): Workload {
  const lacked = ({ capability }: Workload): string | null =>
    target.capabilities.includes(capability)
      ? (target.lacks?.(options, capability) ?? null)
      : `${target.name} does not offer ${capability}`;
  const possible = workloads.filter((workload) => lacked(workload) === null);
  const chosen = asked === undefined ? possible[0] : findWorkload(asked);
  if (chosen !== undefined && possible.includes(chosen)) return chosen;
  throw new OrdealError(
    'no-capability',
    (chosen === undefined ? null : lacked(chosen)) ?? `${target.name} does not offer a capability that a workload uses`,
    `choose a workload among: ${possible.map((workload) => workload.name).join(', ')}`,
  );
}

function judgedClaim(target: Target, options: Record<string, unknown>, workload: Workload, model?: string): Claim {
  const claim = target.claim(options, workload.capability);
  findModel(claim.model);
  if (model === undefined || model === claim.model) return claim;
  const asked = findModel(model).name;
  if (implies(claim.model, asked)) {
    return { ...claim, model: asked, note: `${claim.note} (asked to judge against the weaker ${asked})` };
  }
  const note = `asked for by --model; ${target.name} itself claims ${claim.model} here`;
  return { model: asked, basis: 'assumed', note };
}

function requireWithin(name: string, value: number, low: number, high: number, whole = true): number {
  if (Number.isFinite(value) && value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw new OrdealError(
    'bad-option',
    `${name} is ${value}; expected a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
    'correct the option',
  );
}

function chooseWorld(backend: BackendName, seed: number): WorldSettings {
  requireSimulated('--swarm', backend);
  return swarmSettings(seededRandom(seed, 'world settings'));
}

/** Refuses an option that only the simulated world has. */
export function requireSimulated(option: string, backend: BackendName): true {
  if (backend === 'simulated') return true;
  throw new OrdealError(
    'bad-option',
    `${option} is for the simulated world only`,
    'leave it out, or use --backend simulated',
  );
}

/** Two digits for each of year to second, so that names sort by time. */
function trialName(parts: readonly string[], at: Date): string {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return [stamp, ...parts]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 80)
    .replace(/-+$/, '');
}

/** Decides everything. Throws an OrdealError for whatever cannot work. */
export async function planTrial(request: TrialRequest): Promise<TrialPlan> {
  const target = await loadTarget(request.target);
  const options = parseTargetOptions(target, request.set);
  const optionDefaults = target.options.parse({});
  const backend = chooseBackend(target, request.backend);
  const workload = chooseWorkload(target, options, request.workload);
  const nodes = target.nodes(options);
  const seed = requireWithin('--seed', request.seed ?? freshSeed(), 0, largestSeed);
  const timeMs = requireWithin('--time', request.timeMs ?? defaults.timeMs, 500, 86_400_000, false);
  const faults = resolveFaults(request.faults, { target, options, nodeCount: nodes.length, backend });
  const { overlap = false, rhythm = 'steady' } = request;
  const startedAt = wallNow();
  const plan: Omit<TrialPlan, 'replayCommand'> = {
    version: 1,
    trialId: trialName([target.name, workload.name, String(seed)], startedAt),
    target: request.target,
    backend,
    options,
    defaults: optionDefaults,
    workload: workload.name,
    workloadOptions: workloadOptions(workload, request.workloadSet ?? {}),
    claim: judgedClaim(target, options, workload, request.model),
    nodes,
    seed,
    clients: requireWithin('--clients', request.clients ?? Math.max(6, 2 * nodes.length), 1, 1000),
    rate: requireWithin('--rate', request.rate ?? defaults.rate, 0.1, 100_000, false),
    timeMs,
    deadlineMs: requireWithin('--deadline', request.deadlineMs ?? defaults.deadlineMs, 10, 3_600_000),
    faults: request.faults,
    schedule: scheduleFaults(seededRandom(seed, 'schedule'), { choices: faults, timeMs, overlap, rhythm }),
    overlap,
    rhythm,
    ...(request.trace === true ? { trace: requireSimulated('--trace', backend) } : {}),
    ...(request.swarm === true ? { world: chooseWorld(backend, seed) } : {}),
    limits: {
      checkTimeMs: requireWithin(
        '--check-time-limit',
        request.checkTimeMs ?? defaults.checkTimeMs,
        1,
        86_400_000,
        false,
      ),
      checkMemoryMb: requireWithin(
        '--check-memory-limit',
        request.checkMemoryMb ?? defaults.checkMemoryMb,
        16,
        1_000_000,
      ),
    },
    argv: request.argv,
    versions: softwareVersions(),
    gitCommit: await gitCommit(),
    startedAt: startedAt.toISOString(),
  };
  return { ...plan, replayCommand: replayCommand(plan, optionDefaults) };
}
