/**
 * `npm run bench:detection`: the scoreboard by which Ordeal is judged itself. Every planted bug and weak configuration: was it
 * found, after how many seeds and seconds, and how small is the trial that shows it? Every configuration that holds: how
 * often was it accused? Progress goes to standard error; with `--state FILE` what has been measured is kept there, and a
 * later call goes on.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hazards, soundConfigurations } from '../harness/hazards/index.ts';
import { usualShrinkTrials } from '../harness/explore/exploration.ts';
import { startWorkers, usualWorkers } from '../harness/explore/worker-pool.ts';
import {
  measureConfiguration,
  measureHazard,
  type BugRow,
  type ConfigurationRow,
  type Measuring,
} from './detection/rows.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** One short search for each, and few trials. */
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    trials: { type: 'string' },
    searches: { type: 'string' },
    /** Seconds of one search; trials of shrinking what it found. */
    'search-time': { type: 'string', default: '60' },
    'shrink-trials': { type: 'string' },
    workers: { type: 'string', default: String(usualWorkers()) },
    state: { type: 'string' },
  },
});

interface Scoreboard {
  readonly bugs: BugRow[];
  readonly configurations: ConfigurationRow[];
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const say = (line: string): void => console.error(line);
const pool = startWorkers(Number(options.workers));
const measuring: Measuring = {
  pool,
  searches: Number(options.searches ?? (options.quick ? 1 : 5)),
  searchMs: Number(options['search-time']) * 1000,
  shrinkTrials: Number(options['shrink-trials'] ?? (options.quick ? 700 : usualShrinkTrials)),
  trials: Number(options.trials ?? (options.quick ? 200 : 10_000)),
  signal: stop.signal,
  say,
};

function begun(): Scoreboard {
  if (options.state === undefined || !existsSync(options.state)) return { bugs: [], configurations: [] };
  return JSON.parse(readFileSync(options.state, 'utf8')) as Scoreboard;
}

/** The rows not measured yet, one by one; an interrupted one is not kept. */
async function fill<Subject extends { readonly name: string }, Row extends { readonly name: string }>(
  subjects: readonly Subject[],
  rows: Row[],
  measure: (subject: Subject, measuring: Measuring) => Promise<Row>,
  keep: () => void,
): Promise<void> {
  for (const subject of subjects) {
    const wanted = options.only.length === 0 || options.only.includes(subject.name);
    if (!wanted || stop.signal.aborted || rows.some(({ name }) => name === subject.name)) continue;
    say(subject.name);
    const row = await measure(subject, measuring);
    if (stop.signal.aborted) return;
    rows.push(row);
    keep();
  }
}

function print({ bugs, configurations }: Scoreboard): void {
  console.log('found  seeds  seconds  operations  faults  bug or weak configuration');
  for (const { name, found, seeds, seconds, operations, faults } of bugs) {
    const figures = [seeds, seconds, operations, faults].map((figure, column) =>
      String(figure ?? '-').padStart([5, 7, 10, 6][column] as number),
    );
    console.log(`${found ? 'yes  ' : 'NO   '}  ${figures.join('  ')}  ${name}`);
  }
  console.log('\naccusations  unknown  trials  configuration that holds');
  for (const { name, claim, trials, accusations, unknown } of configurations) {
    const figures = [accusations, unknown, trials].map((figure, column) =>
      String(figure).padStart([11, 7, 6][column] as number),
    );
    console.log(`${figures.join('  ')}  ${name} (${claim})`);
  }
}

const board = begun();
const keep = (): void => {
  if (options.state !== undefined) writeFileSync(options.state, JSON.stringify(board));
};
try {
  await fill(hazards, board.bugs, measureHazard, keep);
  await fill(soundConfigurations, board.configurations, measureConfiguration, keep);
} finally {
  pool.close();
}
if (options.json) console.log(JSON.stringify(board));
else print(board);
