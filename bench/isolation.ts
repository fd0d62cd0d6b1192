/**
 * `npm run bench:isolation`: how fast histories of transactions are judged, beside Elle's figures, and how the cost grows.
 * Histories are made from seeds into a temporary directory; every measurement runs cold, in a process of its own. Nothing is
 * asserted, except that no verdict is wrong.
 *
 *   --quick       only histories of up to 100,000 transactions
 *   --row TEXT    only rows whose name contains this
 *   --growth      only the growth with size
 *   --json        figures as JSON, one line a row
 *   --keep DIR    keeps histories there, and uses those that are there
 *   --repeat N    runs of each measurement, the fastest counts (1): for machines that do other things too
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decisionRows, measureDecisions, type DecisionFigures, type DecisionRow } from './isolation/decisions.ts';
import { measure, type Figures, type Measurement } from './isolation/measure.ts';
import { giantRows, growthRows, isolationRows, type IsolationRow } from './isolation/rows.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    row: { type: 'string', default: '' },
    growth: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    keep: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    measure: { type: 'string' },
    decide: { type: 'string' },
  },
});

const quickTransactions = 100_000;

/** Questions to a process of its own, and what it answers. */
interface Answers {
  readonly '--measure': readonly [Measurement, Figures];
  readonly '--decide': readonly [DecisionRow, DecisionFigures];
}

/** What a process of its own prints when it is asked this, or why there is nothing. */
function inProcess<Option extends keyof Answers>(
  option: Option,
  question: Answers[Option][0],
): Answers[Option][1] | string {
  const child = spawnSync(
    process.execPath,
    ['--max-old-space-size=6000', fileURLToPath(import.meta.url), option, JSON.stringify(question)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (child.status === 0) return JSON.parse(child.stdout) as Answers[Option][1];
  if (child.signal !== null) return `stopped by ${child.signal}`;
  return `failed: ${child.stderr.split('\n').find((line) => /error/i.test(line)) ?? child.stderr.slice(0, 200)}`;
}

/** The fastest of several runs, by processor time. */
function fastest(measurement: Measurement): Figures | string {
  const runs = Array.from({ length: Math.max(1, Number(options.repeat)) }, () => inProcess('--measure', measurement));
  const cost = (run: Figures | string): number =>
    typeof run === 'string' ? Infinity : run.check.cpuMs + run.cycles.cpuMs;
  return runs.toSorted((left, right) => cost(left) - cost(right))[0] as Figures | string;
}

class Histories {
  readonly #directory: string;
  readonly #isKept: boolean;

  constructor(keep: string | undefined) {
    this.#isKept = keep !== undefined;
    this.#directory = keep ?? mkdtempSync(path.join(tmpdir(), 'ordeal-bench-'));
    mkdirSync(this.#directory, { recursive: true });
  }

  /** The file of a history, made if it is not there. */
  file({ history }: IsolationRow): string {
    const { workload, isolation, transactions, clients, writesPerKey, seed } = history;
    const name = [workload, isolation, transactions, clients, writesPerKey, seed].join('-');
    const file = path.join(this.#directory, `${name}.jsonl`);
    if (!existsSync(file)) inProcess('--measure', { kind: 'write', history, file });
    return file;
  }

  remove(): void {
    if (!this.#isKept) rmSync(this.#directory, { recursive: true });
  }
}

const milliseconds = (ms: number): string => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US'));

const widths = [56, 20, 9, 9, 9, 9, 9, 10, 10, 16, 8, 9];

function printCells(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
}

interface RowFigures {
  readonly whole: Figures;
  readonly apart: Figures;
}

function measureRow(row: IsolationRow, histories: Histories): RowFigures | string {
  const file = histories.file(row);
  const question = { file, workload: row.history.workload, model: row.model, options: row.options ?? {} };
  const whole = fastest({ kind: 'check', ...question, apart: false });
  if (typeof whole === 'string') return whole;
  const apart = fastest({ kind: 'check', ...question, apart: true });
  return typeof apart === 'string' ? apart : { whole, apart };
}

function peerCells({ peer }: IsolationRow, ms: number): string[] {
  if (peer === undefined) return ['', ''];
  const over = peer.unfinished === true ? '> ' : '';
  const warm = peer.warmMs === undefined ? '' : ` / ${(peer.warmMs / 1000).toFixed(1)}`;
  return [`${over}${(peer.coldMs / 1000).toFixed(1)}${warm} s`, `${over}${(peer.coldMs / ms).toFixed(1)} x`];
}

function runRow(row: IsolationRow, histories: Histories): RowFigures | undefined {
  const figures = measureRow(row, histories);
  if (typeof figures === 'string') {
    printCells([row.name, row.model, figures]);
    return undefined;
  }
  const { whole, apart } = figures;
  if (options.json) {
    console.log(JSON.stringify({ name: row.name, model: row.model, reachMs: row.reachMs, ...figures }));
    return figures;
  }
  const reached = row.reachesBy === 'reading' ? whole.reading : whole.check;
  const wrong = row.verdicts.includes(whole.verdict) ? '' : ` WRONG, not ${row.verdicts.join(' or ')}`;
  printCells([
    row.name,
    row.model,
    milliseconds(whole.reading.ms),
    milliseconds(apart.check.ms),
    milliseconds(apart.cycles.ms),
    milliseconds(whole.check.ms),
    milliseconds(whole.check.cpuMs),
    Number.isFinite(row.reachMs) ? `${(reached.cpuMs / row.reachMs).toFixed(2)} x` : '',
    `${Math.round(whole.memoryMb)} MB`,
    ...peerCells(row, whole.check.ms),
    `${whole.verdict}${wrong} ${whole.anomalies}`.trim(),
  ]);
  return figures;
}

const wanted = (rows: readonly IsolationRow[]): readonly IsolationRow[] =>
  rows
    .filter(({ name }) => name.includes(options.row))
    .filter(({ history }) => !options.quick || history.transactions <= quickTransactions);

/** The slope of the logarithms: 1 is linear. */
function exponent(points: readonly (readonly [transactions: number, ms: number])[]): number {
  const logs = points.map(([transactions, ms]) => [Math.log(transactions), Math.log(ms)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function runGrowth(histories: Histories): void {
  const points = new Map<string, [number, number][]>();
  for (const row of wanted(growthRows)) {
    const figures = runRow(row, histories);
    if (figures === undefined) continue;
    const series = points.get(row.name) ?? [];
    series.push([figures.whole.transactions, figures.whole.check.cpuMs]);
    points.set(row.name, series);
  }
  for (const [name, series] of points) {
    if (series.length < 2) continue;
    if (options.json) console.log(JSON.stringify({ name, exponent: exponent(series) }));
    else console.log(`${name}: exponent ${exponent(series).toFixed(2)} (processor time of the check, from cold)`);
  }
}

function runGiants(histories: Histories): void {
  let cleanMs: number | undefined;
  for (const row of wanted(giantRows)) {
    const figures = runRow(row, histories);
    if (figures === undefined) continue;
    const { cpuMs } = figures.whole.check;
    cleanMs ??= cpuMs;
    if (!options.json && row.history.isolation !== 'serial') {
      console.log(`  ${(cpuMs / cleanMs).toFixed(1)} x the clean history, by processor time; reach 3 x`);
    }
  }
}

function runDecisions(): void {
  if (!options.json) {
    console.log('');
    printCells(['the complete decision, registers of unknown order', 'model', 'mean cpu', 'most', 'of reach']);
  }
  for (const row of decisionRows.filter(({ name }) => name.includes(options.row))) {
    const figures = inProcess('--decide', row);
    if (typeof figures === 'string') printCells([row.name, row.model, figures]);
    else if (options.json) console.log(JSON.stringify({ name: row.name, model: row.model, ...figures }));
    else {
      const wrong = Object.keys(figures.verdicts).filter((verdict) => !row.verdicts.includes(verdict));
      const said = Object.entries(figures.verdicts).map(([verdict, count]) => `${count} ${verdict}`);
      printCells([
        row.name,
        row.model,
        milliseconds(figures.meanCpuMs),
        milliseconds(figures.mostCpuMs),
        Number.isFinite(row.reachMs) ? `${(figures.meanCpuMs / row.reachMs).toFixed(2)} x` : '',
        `${said.join(', ')}${wrong.length === 0 ? '' : ` WRONG: ${wrong.join(', ')}`} ${figures.reason}`.trim(),
      ]);
    }
  }
}

if (options.measure !== undefined) {
  console.log(JSON.stringify(measure(JSON.parse(options.measure) as Measurement)));
} else if (options.decide !== undefined) {
  console.log(JSON.stringify(measureDecisions(JSON.parse(options.decide) as DecisionRow)));
} else {
  const histories = new Histories(options.keep);
  if (!options.json) {
    printCells([
      'history',
      'model',
      'read ms',
      'infer',
      'cycles',
      'check',
      'cpu',
      'of reach',
      'memory',
      'Elle',
      '',
      '',
    ]);
  }
  if (!options.growth) {
    for (const row of wanted(isolationRows)) runRow(row, histories);
    runGiants(histories);
    runDecisions();
  }
  if (options.growth || !options.quick) runGrowth(histories);
  histories.remove();
}
