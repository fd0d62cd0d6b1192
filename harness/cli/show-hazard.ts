/** One hazard shown to a person: what it is, a trial in which it happens, and the configuration that mends it. */
import { verdictExitCode } from '../../checkers/verdict.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import type { Exploration } from '../explore/exploration.ts';
import type { SearchOutcome } from '../explore/explore.ts';
import type { WorkerPool } from '../explore/worker-pool.ts';
import type { Hazard } from '../hazards/index.ts';
import { keepFinding, type KeptFinding } from './keep-finding.ts';
import { replayLine, shownPath } from './shown-path.ts';
import { wrap } from '../../reports/text/wrap.ts';

export interface ShowRequest {
  readonly pool: WorkerPool;
  readonly searchMs: number;
  readonly shrinkTrials: number;
  readonly firstSeed: number;
  readonly output: string;
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface ShownHazard {
  readonly name: string;
  readonly found: boolean;
  /** Of the search, to the first find. */
  readonly seeds: number;
  readonly seconds: number;
  readonly sentence: string | null;
  readonly kept: KeptFinding | null;
  /** The mended configuration over some seeds; null if nothing mends it, or there was nothing to mend. */
  readonly mended: { readonly trials: number; readonly valid: number; readonly accusations: number } | null;
}

const textWidth = 100;
/** Of the mended configuration; as many as the search took, within these. */
const fewestMendedTrials = 20;
const mostMendedTrials = 200;

function optionsText(set: Readonly<Record<string, string>>): string {
  return Object.entries(set)
    .map(([name, value]) => `--set ${name}=${value}`)
    .join(' ');
}

function introduce({ name, title, explanation, source, set, faults }: Hazard, say: ShowRequest['say']): void {
  say(visibleText(`${name}: ${title}`));
  for (const line of wrap(visibleText(explanation), { width: textWidth, first: 2, others: 2 })) say(line);
  say(visibleText(`  source  ${source}`));
  say(
    visibleText(`  with    ${optionsText(set)}; ${faults.length === 0 ? 'no faults' : `faults ${faults.join(', ')}`}`),
  );
}

async function explore(hazard: Hazard, set: Hazard['set'], request: ShowRequest, lastSeed?: number) {
  const { planExploration } = await import('../explore/plan-exploration.ts');
  const { search } = await import('../explore/explore.ts');
  const { firstSeed, argv, pool, searchMs, signal } = request;
  const only = lastSeed === undefined ? {} : { lastSeed };
  const exploration = await planExploration({ ...hazard, set, firstSeed, ...only, argv });
  const limits = { pool, timeMs: searchMs, keepGoing: lastSeed !== undefined, signal };
  return { exploration, outcome: await search(exploration, limits, () => undefined) };
}

/** The mended configuration over as many seeds as it took to find what is wrong with the other. */
async function showMended(hazard: Hazard, seeds: number, request: ShowRequest): Promise<ShownHazard['mended']> {
  const { mendedBy } = hazard;
  if (mendedBy === undefined || request.signal.aborted) return null;
  const count = Math.min(mostMendedTrials, Math.max(fewestMendedTrials, seeds));
  const set = { ...hazard.set, ...mendedBy };
  const { outcome } = await explore(hazard, set, request, request.firstSeed + count - 1);
  const { trials, fates } = outcome.tally;
  const accusations = fates.invalid + fates.crashed;
  request.say(
    `mended with ${optionsText(mendedBy)}: ` +
      (accusations === 0
        ? `${countOf(fates.valid, 'trial')} of ${trials} valid, none accused`
        : `${countOf(accusations, 'trial')} of ${trials} ACCUSED: ${outcome.tally.findings[0]?.sentence ?? ''}`),
  );
  return { trials, valid: fates.valid, accusations };
}

async function keep(
  exploration: Exploration,
  { tally, elapsedMs }: SearchOutcome,
  request: ShowRequest,
): Promise<KeptFinding | null> {
  const [finding] = tally.findings;
  if (finding === undefined) return null;
  const { say } = request;
  say(visibleText(`found by seed ${finding.seed} after ${(elapsedMs / 1000).toFixed(1)} s`));
  const kept = await keepFinding(exploration, finding.seed, request);
  say(visibleText(`report  ${shownPath(kept.report)}`));
  say(visibleText(`replay  ${replayLine(kept.report)}`));
  return kept;
}

/** Searches, shrinks, keeps, mends, and says all of it. */
export async function showHazard(hazard: Hazard, request: ShowRequest): Promise<ShownHazard> {
  introduce(hazard, request.say);
  const { exploration, outcome } = await explore(hazard, hazard.set, request);
  const kept = await keep(exploration, outcome, request);
  const seeds = (outcome.tally.findings[0]?.seed ?? outcome.nextSeed - 1) - request.firstSeed + 1;
  if (kept === null) request.say(`not found in ${countOf(outcome.tally.trials, 'trial')}`);
  return {
    name: hazard.name,
    found: kept !== null,
    seeds,
    seconds: outcome.elapsedMs / 1000,
    sentence: kept?.sentence ?? null,
    kept,
    mended: kept === null ? null : await showMended(hazard, seeds, request),
  };
}

/** 0 if it showed what it promises: the hazard, and that the mended configuration holds. */
export function shownExitCode({ found, mended }: ShownHazard): number {
  const holds = mended === null || (mended.accusations === 0 && mended.valid > 0);
  return found && holds ? verdictExitCode.valid : verdictExitCode.unknown;
}
