/** A trial's directory is its whole truth: the names of its files, and reading them back. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OrdealError } from '../errors.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TraceEvent } from '../record/trace-event.ts';
import type { TrialEvent } from '../record/trial-event.ts';
import type { NodeLogTail } from '../record/trial-record.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';

export const fileNames = {
  plan: 'trial.json',
  history: 'history.jsonl',
  events: 'events.jsonl',
  trace: 'trace.jsonl',
  nodes: 'nodes',
  verdict: 'verdict.json',
  report: 'report.html',
} as const;

export function fileIn(directory: string, file: keyof typeof fileNames): string {
  return path.join(directory, fileNames[file]);
}

/** As `mkdir -p`. Node's own never returns where a directory is there and refuses to have others in it, as /proc does. */
function makeDirectories(directory: string): void {
  if (isDirectory(directory)) return;
  makeDirectories(path.dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isDirectory(directory)) throw error;
  }
}

function isDirectory(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes the directory that trials go to. Throws an OrdealError if that cannot be. */
function createOutputDirectory(outputDirectory: string): void {
  try {
    makeDirectories(path.resolve(outputDirectory));
  } catch (cause) {
    throw new OrdealError(
      'output-unwritable',
      `trials cannot go to ${outputDirectory}: ${(cause as Error).message}`,
      'name a directory that you may write to with --output',
      { cause },
    );
  }
}

/**
 * Makes something in the output directory that nobody else has: if the name is taken (two trials in one second, perhaps of two
 * processes) it gets a number. `make` throws EEXIST if there is such a thing.
 */
function makeAnew(outputDirectory: string, name: string, extension: string, make: (place: string) => void): string {
  createOutputDirectory(outputDirectory);
  for (let attempt = 1; ; attempt++) {
    const place = path.resolve(outputDirectory, `${attempt === 1 ? name : `${name}-${attempt}`}${extension}`);
    try {
      make(place);
      return place;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Makes the trial's directory. */
export function createTrialDirectory(outputDirectory: string, trialId: string): string {
  return makeAnew(outputDirectory, trialId, '', (directory) => mkdirSync(directory));
}

/** Makes the file, still empty, that an exploration is kept in. */
export function createExplorationFile(outputDirectory: string, trialId: string): string {
  return makeAnew(outputDirectory, `exploration-${trialId}`, '.json', (file) =>
    writeFileSync(file, '', { flag: 'wx' }),
  );
}

export function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OrdealError(
      'not-a-trial',
      `cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'give the directory of a trial: the one that holds trial.json',
      { cause },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new OrdealError('bad-file', `${file} is not JSON: ${(cause as Error).message}`, 'restore the file', {
      cause,
    });
  }
}

function requireFields(file: string, value: unknown, fields: readonly string[]): void {
  const missing =
    typeof value === 'object' && value !== null ? fields.filter((field) => !(field in value)) : ['everything'];
  if (missing.length > 0) throw new OrdealError('bad-file', `${file} lacks ${missing.join(', ')}`, 'restore the file');
}

export function readPlan(directory: string): TrialPlan {
  const file = fileIn(directory, 'plan');
  const plan = readJson(file) as TrialPlan;
  requireFields(file, plan, [
    'version',
    'target',
    'backend',
    'options',
    'workload',
    'claim',
    'nodes',
    'seed',
    'schedule',
    'limits',
  ]);
  return plan;
}

export function readVerdict(directory: string): VerdictRecord {
  const file = fileIn(directory, 'verdict');
  const verdict = readJson(file) as VerdictRecord;
  requireFields(file, verdict, ['verdict', 'sentence', 'checks', 'faults', 'counts']);
  return verdict;
}

export function readEvents(directory: string): readonly TrialEvent[] {
  return readLines(fileIn(directory, 'events'));
}

/** Empty if the trial was not traced. */
export function readTrace(directory: string): readonly TraceEvent[] {
  return readLines(fileIn(directory, 'trace'));
}

/** One event a line; a torn last line is left out, any other bad line is an error that names it. */
function readLines<Line>(file: string): Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // Empty, or a line torn by a crash: what it would have said is lost.
  lines.pop();
  const events: Line[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      events.push(JSON.parse(line) as Line);
    } catch (cause) {
      throw new OrdealError('bad-file', `${file}:${index + 1}: ${(cause as Error).message}`, 'restore the line', {
        cause,
      });
    }
  }
  return events;
}

const tailBytes = 65_536;

/** The ends of all node logs. */
export function readLogTails(directory: string): readonly NodeLogTail[] {
  const root = path.join(directory, fileNames.nodes);
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .toSorted()
    .flatMap((node) =>
      readdirSync(path.join(root, node))
        .toSorted()
        .filter((file) => statSync(path.join(root, node, file)).isFile())
        .map((file) => {
          const content = readFileSync(path.join(root, node, file));
          return { node, file, text: content.subarray(Math.max(0, content.length - tailBytes)).toString('utf8') };
        }),
    );
}
