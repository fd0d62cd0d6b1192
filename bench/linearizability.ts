/**
 * `npm run bench:linearizability`: how fast histories are judged here, beside the peers' figures, and how the cost grows.
 * Every measurement runs in a process of its own with limits on time and memory. Nothing is asserted, except that no
 * verdict is wrong: the histories are right by construction, or have one planted error.
 *
 * `median` is time on the clock; `cpu` is the mean time of the processor in the thread that checks after the first run,
 * which other programs slow down less; `goal` says how many times faster than its goal that is. The first run in a process is cold: the engine compiles.
 *
 *   --quick             only histories up to 10,000 operations, once each
 *   --row TEXT          only rows whose name contains this
 *   --growth            the growth of every shape (takes an hour) instead of the rows and the growth of some
 *   --logs INDEX        also the etcd logs of this index of histories
 *   --time-limit S      for each check (60)
 *   --memory-limit MB   for the tables of each check (2048)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, type Figures, type Limits, type Measurement } from './linearizability/measure.ts';
import { benchRows, growthSeries, type BenchCase, type BenchRow, type GrowthSeries } from './linearizability/rows.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    row: { type: 'string', default: '' },
    growth: { type: 'boolean', default: false },
    logs: { type: 'string' },
    'time-limit': { type: 'string', default: '60' },
    'memory-limit': { type: 'string', default: '2048' },
    measure: { type: 'string' },
  },
});

const limits: Limits = {
  timeLimitMs: Number(options['time-limit']) * 1000,
  memoryLimitMb: Number(options['memory-limit']),
};
const repeat = options.quick ? 1 : 3;
const quickOperations = 10_000;
/** A check that does not stop at its limit is killed this much later; making a history takes time, too. */
const graceMs = 60_000;

/** The figures of one measurement, or why there are none. */
function inProcess(measurement: Measurement): Figures | string {
  const child = spawnSync(
    process.execPath,
    [
      fileURLToPath(import.meta.url),
      '--measure',
      JSON.stringify(measurement),
      '--time-limit',
      options['time-limit'],
      '--memory-limit',
      options['memory-limit'],
    ],
    { encoding: 'utf8', timeout: limits.timeLimitMs * repeat + graceMs, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (child.status === 0) return JSON.parse(child.stdout) as Figures;
  if (child.signal !== null) return `stopped by ${child.signal}`;
  return `failed: ${child.stderr.split('\n').find((line) => /error/i.test(line)) ?? child.stderr.slice(0, 200)}`;
}

const milliseconds = (ms: number): string => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US'));

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[numbers.length >> 1] as number;
}

/** The clock of the processor is coarse: the mean of the warm runs, and never nothing. */
function cpuMs({ cpuMs: all }: Figures): number {
  const warm = all.length > 1 ? all.slice(1) : all;
  return Math.max(0.1, warm.reduce((sum, ms) => sum + ms, 0) / warm.length);
}

const widths = [48, 22, 10, 10, 12, 23, 10, 18, 8, 12, 9];

function printCells(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
}

/** A verdict that the history contradicts; such a thing must never be printed. */
function wrongness(figures: Figures, planted: boolean): string {
  if (figures.verdict === 'unknown') return `UNKNOWN: ${figures.reason}`;
  const expected = planted ? 'invalid' : 'valid';
  return figures.verdict === expected ? '' : `WRONG: ${figures.verdict}, not ${expected}`;
}

function peerCells({ peer }: BenchCase, figures: Figures): string[] {
  if (peer === undefined) return ['nobody', ''];
  const more = peer.unfinished === true ? 'over ' : '';
  const ratio = peer.ms / median(figures.ms);
  return [`${more}${milliseconds(peer.ms)} ms, ${peer.memory}`, `${more === '' ? '' : '> '}${ratio.toFixed(1)} x`];
}

function figureCells(figures: Figures): string[] {
  const [first, cpu] = [figures.ms[0] as number, cpuMs(figures)];
  return [`${milliseconds(median(figures.ms))} ms`, `${milliseconds(cpu)} ms`, `${milliseconds(first)} ms`];
}

function goalCell(figures: Figures, reachMs: number): string {
  const ratio = reachMs / cpuMs(figures);
  return `${milliseconds(reachMs)} ms ${ratio.toFixed(1)} x${ratio < 1 ? ' MISSED' : ''}`;
}

function lastCells(figures: Figures): string[] {
  const perSecond = Math.round((figures.operations / median(figures.ms)) * 1000).toLocaleString('en-US');
  return [`${Math.round(figures.memoryMb)} MB`, `${perSecond}/s`, figures.algorithm];
}

function runCase(row: BenchRow, one: BenchCase, index: number): void {
  const name = index === 0 ? row.name : '';
  const figures = inProcess({ kind: 'check', history: one.history, repeat });
  if (typeof figures === 'string') {
    printCells([name, one.label, figures]);
    return;
  }
  const [peer = '', ratio = ''] = peerCells(one, figures);
  const wrong = wrongness(figures, one.history.planted);
  printCells([
    name,
    one.label,
    ...figureCells(figures),
    peer,
    ratio,
    goalCell(figures, row.reachMs),
    ...lastCells(figures),
    wrong,
  ]);
}

function runRows(): void {
  printCells(['history', 'case', 'median', 'cpu', 'first', 'Porcupine', 'ratio', 'goal', 'memory', 'ops', 'algorithm']);
  for (const row of benchRows) {
    const cases = row.cases.filter(({ history }) => !options.quick || history.operations <= quickOperations);
    if (!row.name.includes(options.row)) continue;
    for (const [index, one] of cases.entries()) runCase(row, one, index);
  }
}

function runReading(): void {
  const name = 'reading, pairing, columns: JSON lines';
  if (!name.includes(options.row)) return;
  const operations = options.quick ? quickOperations : 1_000_000;
  const history = {
    workload: 'cas-register',
    operations,
    clients: 10,
    infoPart: 0,
    values: 5,
    seed: 1,
    planted: false,
    operationsPerKey: 100,
  } as const;
  const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-bench-'));
  const file = path.join(directory, 'history.jsonl');
  const written = inProcess({ kind: 'write', history, file, repeat });
  const figures = typeof written === 'string' ? written : inProcess({ kind: 'read', file, repeat });
  rmSync(directory, { recursive: true });
  if (typeof figures === 'string') printCells([name, '', figures]);
  else
    printCells([
      name,
      `${operations.toLocaleString('en-US')} ops`,
      ...figureCells(figures),
      '',
      '',
      goalCell(figures, 3000),
      ...lastCells(figures),
    ]);
}

function runLogs(indexFile: string): void {
  const rows = JSON.parse(readFileSync(indexFile, 'utf8')) as readonly {
    readonly file: string;
    readonly format: string;
  }[];
  const directory = path.dirname(path.resolve(indexFile));
  const files = rows.filter(({ format }) => format === 'jepsen-log').map(({ file }) => path.join(directory, file));
  const figures = inProcess({ kind: 'logs', files, repeat });
  if (typeof figures === 'string') printCells(['etcd logs', '', figures]);
  else {
    // The peer's figure is for all 102 logs; a part of them is compared with its part.
    const peerMs = (424 * files.length) / 102;
    const ratio = `${(peerMs / median(figures.ms)).toFixed(1)} x`;
    printCells([
      `etcd logs (${files.length} of 102)`,
      '',
      ...figureCells(figures),
      `${milliseconds(peerMs)} ms`,
      ratio,
      goalCell(figures, (100 * files.length) / 102),
      ...lastCells(figures),
    ]);
  }
}

/** The slope of the logarithms: 1 is linear. */
function growthExponent(points: readonly (readonly [operations: number, ms: number])[]): number {
  const logs = points.map(([operations, ms]) => [Math.log(operations), Math.log(ms)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Short checks are repeated until the engine has compiled them: else their growth would be that of the compiler. */
function repeatOf(operations: number): number {
  return operations <= quickOperations ? 7 : 1;
}

function runSeries(series: GrowthSeries, sizes: readonly number[], seeds: readonly number[]): void {
  const points: [number, number][] = [];
  const algorithms = new Set<string>();
  const cells: string[] = [];
  for (const operations of sizes) {
    const runs = seeds.map((seed) =>
      inProcess({ kind: 'check', history: { ...series.history, operations, seed }, repeat: repeatOf(operations) }),
    );
    const whole = runs.filter((run) => typeof run !== 'string');
    const problem =
      runs.find((run) => typeof run === 'string') ??
      whole.map((run) => wrongness(run, series.history.planted)).find((wrong) => wrong !== '');
    const times = whole.map((run) => cpuMs(run));
    for (const { algorithm } of whole) algorithms.add(algorithm);
    if (times.length > 0) {
      const memoryMb = Math.round(Math.max(...whole.map((run) => run.memoryMb)));
      cells.push(
        `${operations}: ${milliseconds(median(times))} (${milliseconds(Math.min(...times))} to ${milliseconds(Math.max(...times))}) ms, ${memoryMb} MB`,
      );
    }
    if (problem !== undefined) {
      cells.push(problem);
      break;
    }
    points.push([operations, median(times)]);
  }
  const growth = points.length > 1 ? `growth ${growthExponent(points.slice(-3)).toFixed(2)}` : '';
  console.log([series.label, ...cells, growth, [...algorithms].join(' ')].join(' | '));
}

/** Of every shape, or of those with ten clients. */
function runGrowth(all: boolean): void {
  const seeds = options.quick ? [1] : all ? [1, 2, 3] : [1, 2];
  const sizes = [1000, 10_000, 100_000, 1_000_000].slice(0, options.quick ? 2 : all ? 4 : 3);
  const series = all
    ? growthSeries([5, 10, 20, 100], [0, 0.01, 0.05])
    : growthSeries([10], options.quick ? [0.05] : [0, 0.05]);
  console.log(
    `\ngrowth: time of the processor by operations, over ${seeds.length} seeds, and its exponent (1 is linear)`,
  );
  for (const one of series) if (one.label.includes(options.row)) runSeries(one, sizes, seeds);
}

if (options.measure !== undefined) {
  console.log(JSON.stringify(measure(JSON.parse(options.measure) as Measurement, limits)));
} else if (options.growth) runGrowth(true);
else {
  runRows();
  runReading();
  if (options.logs !== undefined) runLogs(options.logs);
  runGrowth(false);
}
