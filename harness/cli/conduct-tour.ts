/**
 * The tour, which `npm start` runs: configurations that hold under every fault, then a hazard from each chapter, found,
 * shrunk, explained, and mended. The first seed is fixed, and shrinking may make so many trials, so everybody sees the same.
 */
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf } from '../../reports/quantities.ts';
import { verdictExitCode } from '../../checkers/verdict.ts';
import type { SoundConfiguration } from '../hazards/index.ts';
import { stopwatch } from '../wall-clock.ts';
import { printJson, type CommandContext } from './command.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { shownPath } from './shown-path.ts';
import { showHazard, shownExitCode, type ShowRequest, type ShownHazard } from './show-hazard.ts';
import { alignedRows } from './table.ts';

export interface TourOptions {
  readonly seed: number;
  readonly output: string;
  readonly json?: boolean;
}

interface ShownConfiguration {
  readonly name: string;
  readonly claim: string;
  readonly trials: number;
  readonly valid: number;
  readonly accusations: number;
}

const configurationTrials = 60;
const searchMs = 20_000;
const shrinkTrials = 400;

/** A configuration that holds, over some seeds with every fault. */
async function showConfiguration(configuration: SoundConfiguration, request: ShowRequest): Promise<ShownConfiguration> {
  const { planExploration } = await import('../explore/plan-exploration.ts');
  const { search } = await import('../explore/explore.ts');
  const { firstSeed, argv, pool, signal, say } = request;
  const lastSeed = firstSeed + configurationTrials - 1;
  const exploration = await planExploration({ ...configuration, firstSeed, lastSeed, argv });
  const { tally } = await search(exploration, { pool, timeMs: searchMs, keepGoing: true, signal }, () => undefined);
  const { valid, invalid, crashed } = tally.fates;
  const { claim, faults } = exploration.base;
  const held = invalid + crashed === 0 ? 'none accused' : `${invalid + crashed} ACCUSED`;
  say(
    visibleText(
      `${configuration.name} claims ${claim.model}: ${countOf(valid, 'trial')} of ${tally.trials} valid, ${held}, ` +
        `under ${faults.join(', ')}`,
    ),
  );
  return { name: configuration.name, claim: claim.model, trials: tally.trials, valid, accusations: invalid + crashed };
}

function summary({ name, found, seeds, kept, mended }: ShownHazard): string[] {
  const small = kept?.shrunk;
  return [
    name,
    found ? `found by seed ${seeds}` : 'NOT FOUND',
    small === null || small === undefined
      ? ''
      : `${countOf(small.operations, 'operation')}, ${countOf(small.faults, 'fault')}`,
    mended === null ? '' : mended.accusations === 0 ? 'mended: holds' : 'mended: ACCUSED',
    kept === null ? '' : shownPath(kept.report),
  ];
}

interface Tour {
  readonly configurations: readonly ShownConfiguration[];
  readonly hazards: readonly ShownHazard[];
}

async function show(request: ShowRequest): Promise<Tour> {
  const { hazards, soundConfigurations } = await import('../hazards/index.ts');
  const { tourConfigurations, tourHazards } = await import('../hazards/tour.ts');
  const configurations: ShownConfiguration[] = [];
  const shown: ShownHazard[] = [];
  request.say('Configurations that hold');
  for (const configuration of soundConfigurations.filter(({ name }) => tourConfigurations.includes(name))) {
    if (!request.signal.aborted) configurations.push(await showConfiguration(configuration, request));
  }
  for (const [index, name] of tourHazards.entries()) {
    const hazard = hazards.find((candidate) => candidate.name === name);
    if (hazard === undefined || request.signal.aborted) continue;
    request.say('');
    request.say(`Hazard ${index + 1} of ${tourHazards.length}`);
    shown.push(await showHazard(hazard, request));
  }
  return { configurations, hazards: shown };
}

/** 0 if everything was shown and nothing that holds was accused; 1 for an accusation; 2 if a hazard was not found. */
function tourExitCode({ configurations, hazards }: Tour): number {
  if (configurations.some(({ accusations }) => accusations > 0)) return verdictExitCode.invalid;
  return Math.max(verdictExitCode.valid, ...hazards.map(shownExitCode));
}

export async function conductTour(options: TourOptions, { terminal, argv }: CommandContext): Promise<number> {
  const { startWorkers, usualWorkers } = await import('../explore/worker-pool.ts');
  const say = options.json === true ? terminal.printError : terminal.print;
  const interruption = listenForInterruption({
    first: () => say('interrupted: ending the tour; once more leaves at once'),
    second: () => process.exit(interruptedExitCode),
  });
  const elapsedMs = stopwatch();
  const pool = startWorkers(usualWorkers());
  try {
    const { signal } = interruption;
    const { seed: firstSeed, output } = options;
    const tour = await show({ pool, searchMs, shrinkTrials, firstSeed, output, argv, signal, say });
    if (options.json === true) printJson(terminal, { ...tour, elapsedMs: Math.round(elapsedMs()) });
    else {
      terminal.print('');
      for (const line of alignedRows(tour.hazards.map(summary))) terminal.print(visibleText(line));
      terminal.print(`in ${(elapsedMs() / 1000).toFixed(1)} s; ordeal demo lists all hazards`);
    }
    return signal.aborted ? interruptedExitCode : tourExitCode(tour);
  } finally {
    pool.close();
    interruption.dispose();
  }
}
