/**
 * Explores for a person: what is searched, progress about once a second, then what was found, how much was covered, and how
 * to go on. Ctrl-C ends the search in good order; what it gave so far is printed and kept.
 */
import path from 'node:path';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import { OrdealError } from '../errors.ts';
import type { Exploration } from '../explore/exploration.ts';
import type { SearchOutcome, SearchProgress } from '../explore/explore.ts';
import type { ExplorationState } from '../explore/state-file.ts';
import { printJson, type CommandContext } from './command.ts';
import { explorationLines, explorationExitCode, progressLine, verdictOf } from './exploration-lines.ts';
import { listenForInterruption, interruptedExitCode } from './interruption.ts';
import { keepFinding, type KeptFinding } from './keep-finding.ts';
import { replayLine, shownPath } from './shown-path.ts';

export interface ExploreOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly bug?: string;
  readonly hazard?: string;
  readonly workload?: string;
  readonly workloadSet?: Readonly<Record<string, string>>;
  readonly faults?: readonly string[];
  readonly model?: string;
  readonly wideArea?: boolean;
  readonly longFaults?: boolean;
  readonly time: number;
  readonly workers?: number;
  readonly seeds?: { readonly first: number; readonly last: number | null };
  readonly keepGoing?: boolean;
  readonly shrink: boolean;
  readonly shrinkTrials: number;
  readonly resume?: string;
  readonly output: string;
  readonly json?: boolean;
}

/** What a search that is killed may lose. */
const keepEveryMs = 3000;

const refuse = (message: string, remedy: string): OrdealError => new OrdealError('bad-option', message, remedy);

async function planned(
  target: string | undefined,
  options: ExploreOptions,
  argv: readonly string[],
): Promise<Exploration> {
  const { planExploration } = await import('../explore/plan-exploration.ts');
  const { findHazard } = await import('../explore/find-hazard.ts');
  const { withBug } = await import('../trial/plant-bug.ts');
  const { bug, workload, workloadSet, faults, model, wideArea, longFaults, seeds } = options;
  const hazard = options.hazard === undefined ? undefined : findHazard(options.hazard);
  const name = target ?? hazard?.target;
  if (name === undefined) throw refuse('there is nothing to explore', 'name a target: ordeal explore store');
  const set = { ...hazard?.set, ...options.set };
  return planExploration({
    ...hazard,
    target: name,
    set: bug === undefined ? set : await withBug(name, set, bug),
    argv,
    ...(workload === undefined ? {} : { workload }),
    ...(workloadSet === undefined ? {} : { workloadSet }),
    ...(faults === undefined ? {} : { faults: faults.filter((fault) => fault !== 'none') }),
    ...(model === undefined ? {} : { model }),
    ...(wideArea === undefined ? {} : { wideArea }),
    ...(longFaults === undefined ? {} : { longFaults }),
    ...(seeds === undefined ? {} : { firstSeed: seeds.first }),
    ...(seeds === undefined || seeds.last === null ? {} : { lastSeed: seeds.last }),
  });
}

interface Beginning extends ExplorationState {
  readonly file: string;
}

/** A new exploration with a file of its own, or the one to go on with. */
async function begin(target: string | undefined, options: ExploreOptions, argv: readonly string[]): Promise<Beginning> {
  if (options.resume !== undefined) {
    const { readState } = await import('../explore/state-file.ts');
    return { ...readState(options.resume), file: path.resolve(options.resume) };
  }
  const { emptyTally } = await import('../explore/tally.ts');
  const { writeState } = await import('../explore/state-file.ts');
  const { createExplorationFile } = await import('../trial/trial-directory.ts');
  const exploration = await planned(target, options, argv);
  const state: ExplorationState = { exploration, nextSeed: exploration.firstSeed, underWay: [], tally: emptyTally() };
  const file = createExplorationFile(options.output, exploration.base.trialId);
  writeState(file, state);
  return { ...state, file };
}

function openingLines({ base, firstSeed, lastSeed }: Exploration, nextSeed: number): string[] {
  return [
    `seeds ${Math.max(firstSeed, nextSeed)}..${lastSeed ?? ''}`,
    `${base.target}: ${countOf(base.nodes.length, 'node')}, workload ${base.workload}, ` +
      (base.faults.length === 0 ? 'no faults' : `any of ${base.faults.join(', ')}`),
    `claims ${base.claim.model} (${base.claim.basis}): ${base.claim.note}`,
  ].map(visibleText);
}

/** Runs the search and answers the exit code. */
export async function conductExploration(
  target: string | undefined,
  options: ExploreOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const say = options.json === true ? terminal.printError : terminal.print;
  const beginning = await begin(target, options, context.argv);
  const { exploration, nextSeed, tally, file } = beginning;
  const known = new Set(tally.findings.map(({ seed }) => seed));
  for (const line of openingLines(exploration, nextSeed)) say(line);
  const interruption = listenForInterruption({
    first: () => say('interrupted: ending the search; once more leaves at once'),
    second: () => process.exit(interruptedExitCode),
  });
  let outcome: SearchOutcome;
  let kept: KeptFinding | null = null;
  try {
    const { search } = await import('../explore/explore.ts');
    const { startWorkers, usualWorkers } = await import('../explore/worker-pool.ts');
    const { writeState } = await import('../explore/state-file.ts');
    let saidAtMs = 0;
    let keptAtMs = 0;
    const keepState = ({ nextSeed: next, underWay }: SearchProgress): void =>
      writeState(file, { exploration, nextSeed: next, underWay, tally });
    const progress = (now: SearchProgress): void => {
      if (now.elapsedMs - keptAtMs >= keepEveryMs) {
        keptAtMs = now.elapsedMs;
        keepState(now);
      }
      if (now.elapsedMs - saidAtMs < 1000) return;
      saidAtMs = now.elapsedMs;
      say(progressLine(now));
    };
    const pool = startWorkers(options.workers ?? usualWorkers());
    const limits = {
      pool,
      timeMs: options.time * 1000,
      keepGoing: options.keepGoing === true,
      signal: interruption.signal,
    };
    const rest = { ...exploration, firstSeed: nextSeed };
    outcome = await search(rest, limits, progress, beginning).finally(() => pool.close());
    keepState(outcome);
    const finding = tally.findings.find(({ seed }) => !known.has(seed));
    if (finding !== undefined && outcome.ending === 'found') {
      const shrinkTrials = options.shrink ? options.shrinkTrials : 0;
      const { signal } = interruption;
      kept = await keepFinding(exploration, finding.seed, { shrinkTrials, output: options.output, signal, say });
    }
  } finally {
    interruption.dispose();
  }
  return answer(exploration, outcome, kept, file, options, context);
}

function answer(
  exploration: Exploration,
  outcome: SearchOutcome,
  kept: KeptFinding | null,
  file: string,
  options: ExploreOptions,
  { terminal }: CommandContext,
): number {
  const exitCode = outcome.ending === 'interrupted' ? interruptedExitCode : explorationExitCode(outcome.tally);
  if (options.json === true) {
    const { tally, elapsedMs, nextSeed, ending } = outcome;
    printJson(terminal, {
      verdict: verdictOf(tally),
      ending,
      nextSeed,
      elapsedMs: Math.round(elapsedMs),
      ...tally,
      ...(kept === null ? {} : kept),
      state: file,
      command: exploration.base.replayCommand,
    });
    return exitCode;
  }
  for (const line of explorationLines(outcome, terminal.style)) terminal.print(line);
  if (kept !== null) {
    terminal.print(`report  ${visibleText(shownPath(kept.report))}`);
    terminal.print(`replay  ${visibleText(replayLine(kept.report))}`);
  }
  const [finding] = outcome.tally.findings;
  if (finding !== undefined) {
    terminal.print(visibleText(`again   ${exploration.base.replayCommand} --seeds ${finding.seed}`));
  }
  terminal.print(visibleText(`go on   npx ordeal explore --resume ${shownPath(file)}`));
  terminal.print(`${countOf(outcome.tally.trials, 'trial')} in all`);
  return exitCode;
}
