/**
 * `npm run bench`: how fast the simulated world and the checkers are here, as ratios that survive a change of machine:
 * virtual seconds a wall second, operations a second, and the growth exponent (1 is linear). Nothing is asserted.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkHistory, parseJsonl } from '../checkers/index.ts';
import { fileIn } from '../harness/trial/trial-directory.ts';
import { planTrial } from '../harness/trial/plan-trial.ts';
import { runTrial } from '../harness/trial/run-trial.ts';
import { stopwatch } from '../harness/wall-clock.ts';

interface Row {
  readonly workload: string;
  readonly virtualSeconds: number;
  readonly operations: number;
  readonly runMs: number;
  readonly readMs: number;
  readonly checkMs: number;
  readonly verdict: string;
}

async function measure(workload: string, timeMs: number, rate: number): Promise<Row> {
  const outputDirectory = mkdtempSync(path.join(tmpdir(), 'ordeal-bench-'));
  const faults = ['partition', 'pause', 'kill', 'clock'];
  const plan = await planTrial({
    target: 'store',
    backend: 'simulated',
    set: {},
    workload,
    faults,
    seed: 1,
    timeMs,
    rate,
    argv: [],
  });
  const running = stopwatch();
  const { directory, verdict } = await runTrial(plan, {
    outputDirectory,
    observer: {},
    signal: new AbortController().signal,
  });
  const runMs = running() - verdict.timings.checkMs;
  const file = fileIn(directory, 'history');
  const reading = stopwatch();
  const { events } = parseJsonl(readFileSync(file), { file });
  const readMs = reading();
  const checking = stopwatch();
  const result = checkHistory({ workload, events });
  const checkMs = checking();
  rmSync(outputDirectory, { recursive: true });
  return {
    workload,
    virtualSeconds: timeMs / 1000,
    operations: result.operations,
    runMs,
    readMs,
    checkMs,
    verdict: result.verdict,
  };
}

const perSecond = (count: number, ms: number): string =>
  Math.round((count * 1000) / ms)
    .toLocaleString('en-US')
    .padStart(11);

function print(rows: readonly Row[]): void {
  console.log('workload   operations  virtual s/s   read ops/s  check ops/s  growth  verdict');
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const growth =
      before === undefined || before.workload !== row.workload
        ? '     '
        : (Math.log(row.checkMs / before.checkMs) / Math.log(row.operations / before.operations))
            .toFixed(2)
            .padStart(5);
    const figures = [
      perSecond(row.virtualSeconds, row.runMs),
      perSecond(row.operations, row.readMs),
      perSecond(row.operations, row.checkMs),
    ];
    console.log(
      `${row.workload.padEnd(9)} ${row.operations.toLocaleString('en-US').padStart(11)}  ${figures.join('  ')}  ${growth}   ${row.verdict}`,
    );
  }
}

const rows: Row[] = [];
for (const workload of ['register', 'set']) {
  for (const rate of [100, 300, 1000]) rows.push(await measure(workload, 60_000, rate));
}
print(rows);
