/** An exploration so far, in a file: what is needed to go on where it stopped. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { OrdealError } from '../errors.ts';
import { ordealVersion } from '../trial/software-versions.ts';
import type { Exploration } from './exploration.ts';
import type { Tally } from './tally.ts';

export interface ExplorationState {
  readonly exploration: Exploration;
  readonly nextSeed: number;
  /** Seeds before it that were being tried when this was written. */
  readonly underWay: readonly number[];
  readonly tally: Tally;
}

const counts = z.record(z.string(), z.number());
const stateSchema = z.object({
  version: z.literal(1),
  exploration: z.object({
    base: z.looseObject({ target: z.string(), versions: z.record(z.string(), z.string()) }),
    fixedWorkloadOptions: z.array(z.string()),
    wideArea: z.boolean(),
    longFaults: z.boolean().default(false),
    firstSeed: z.number(),
    lastSeed: z.number().nullable(),
  }),
  nextSeed: z.number(),
  underWay: z.array(z.number()),
  tally: z.object({
    trials: z.number(),
    fates: z.object({ valid: z.number(), invalid: z.number(), unknown: z.number(), crashed: z.number() }),
    operations: z.number(),
    virtualMs: z.number(),
    reached: counts,
    unknownReasons: counts,
    findings: z.array(z.looseObject({ seed: z.number(), fate: z.string(), sentence: z.string() })),
  }),
});

/** Replaces the file as a whole: a process that dies meanwhile leaves the old one. */
export function writeState(file: string, state: ExplorationState): void {
  const unfinished = `${file}.part`;
  writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...state }, null, 1)}\n`);
  renameSync(unfinished, file);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OrdealError(
      'bad-state',
      `cannot read the exploration in ${file}: ${message}`,
      'give a file that `ordeal explore` wrote',
      { cause },
    );
  }
}

/** Throws an OrdealError if the file is not an exploration, or one of another version: its seeds would be other trials. */
export function readState(file: string): ExplorationState {
  const answer = stateSchema.safeParse(parsed(file));
  if (!answer.success) {
    const [issue] = answer.error.issues;
    const where = issue === undefined ? '' : `: ${issue.path.join('.')}: ${issue.message}`;
    throw new OrdealError(
      'bad-state',
      `${file} is not an exploration${where}`,
      'give a file that `ordeal explore` wrote',
    );
  }
  const state = answer.data as unknown as ExplorationState;
  const made = state.exploration.base.versions['ordeal'];
  const here = ordealVersion();
  if (made !== here) {
    throw new OrdealError('other-version', `${file} was made by ordeal ${made}; this is ${here}`, 'begin anew');
  }
  return state;
}
