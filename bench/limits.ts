/**
 * `npm run bench:limits`: does `ordeal check` keep its limits of time and memory, and does it end when it is interrupted?
 * Histories that no search exhausts are written to files and judged by the command, as a user would. A limit is kept if
 * the check ends within a tenth of it: reading and checking together, and what the process holds beyond a trivial check.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopwatch } from '../harness/wall-clock.ts';
import { hardHistories } from './linearizability/hard-histories.ts';

const { values: options } = parseArgs({
  options: {
    'time-limits': { type: 'string', default: '2,10' },
    'memory-limits': { type: 'string', default: '200,1000' },
  },
});

const command = fileURLToPath(new URL('../bin/ordeal.js', import.meta.url));
const sampleEveryMs = 10;
const generousSeconds = 120;
const generousMb = 4000;
const tenth = 0.1;

interface Ending {
  /** Or the signal that ended it. */
  readonly exitCode: number | NodeJS.Signals | null;
  readonly wallMs: number;
  readonly peakMb: number;
  readonly report: {
    readonly verdict?: string;
    readonly reasons?: readonly string[];
    readonly readMs?: number;
    readonly checkMs?: number;
  };
}

/** The most that a process has held so far, where the system tells. */
function peakMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function parsed(text: string): Ending['report'] {
  return text.trim() === '' ? {} : (JSON.parse(text) as Ending['report']);
}

/** Runs `ordeal check`; interrupts it after so long, if at all. */
async function check(
  file: string,
  workload: string,
  seconds: number,
  megabytes: number,
  interruptAfterMs?: number,
): Promise<Ending> {
  const elapsedMs = stopwatch();
  const limits = ['--time-limit', String(seconds), '--memory-limit', String(megabytes)];
  const child = spawn(process.execPath, [command, 'check', file, '--workload', workload, ...limits, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const closed = Promise.withResolvers<Ending['exitCode']>();
  child.once('close', (exitCode, signal) => closed.resolve(exitCode ?? signal));
  const ended = { is: false };
  void closed.promise.then(() => (ended.is = true));
  let peak = 0;
  let isInterrupted = false;
  while (!ended.is) {
    peak = Math.max(peak, peakMb(child.pid ?? 0));
    if (!isInterrupted && interruptAfterMs !== undefined && elapsedMs() > interruptAfterMs) {
      isInterrupted = true;
      child.kill('SIGINT');
    }
    // The loop samples.
    // oxlint-disable-next-line no-await-in-loop
    await delay(sampleEveryMs);
  }
  return { exitCode: await closed.promise, wallMs: elapsedMs(), peakMb: peak, report: parsed(text) };
}

const widths = [22, 20, 9, 10, 10, 10, 9];

function print(cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
}

function row(name: string, limit: string, used: number, most: number, ending: Ending): void {
  const { verdict = 'none', reasons = [], readMs = 0, checkMs = 0 } = ending.report;
  const kept = used <= most * (1 + tenth) ? 'kept' : 'BROKEN';
  const part = `${Math.round((used / most) * 100)} %`;
  const times = `${Math.round(readMs + checkMs)} ms`;
  print([name, limit, part, kept, times, `${Math.round(ending.peakMb)} MB`, verdict, reasons[0] ?? '']);
}

async function run(directory: string): Promise<void> {
  const written = hardHistories().map(({ name, workload, lines }) => {
    const file = path.join(directory, `${name.replaceAll(/\W+/g, '-')}.jsonl`);
    writeFileSync(file, lines().join('\n'));
    return { name, workload, file };
  });
  const trivial = path.join(directory, 'trivial.jsonl');
  writeFileSync(
    trivial,
    '{"index":0,"type":"invoke","process":1,"f":"read","value":null,"time":1}\n{"index":1,"type":"ok","process":1,"f":"read","value":null,"time":2}\n',
  );
  const least = await check(trivial, 'cas-register', generousSeconds, generousMb);
  print(['history', 'limit', 'used', '', 'check', 'peak', 'verdict', 'reason']);
  print([
    'trivial',
    'none',
    '',
    '',
    `${Math.round(least.wallMs)} ms`,
    `${Math.round(least.peakMb)} MB`,
    least.report.verdict ?? '',
  ]);
  /* oxlint-disable no-await-in-loop -- one after the other: the figures are times */
  for (const { name, workload, file } of written) {
    for (const seconds of options['time-limits'].split(',').map(Number)) {
      const ending = await check(file, workload, seconds, generousMb);
      const { readMs = Number.POSITIVE_INFINITY, checkMs = 0 } = ending.report;
      row(name, `${seconds} s`, readMs + checkMs, seconds * 1000, ending);
    }
    for (const megabytes of options['memory-limits'].split(',').map(Number)) {
      const ending = await check(file, workload, generousSeconds, megabytes);
      row(name, `${megabytes} MB`, ending.peakMb - least.peakMb, megabytes, ending);
    }
    const interruptAfterMs = 1500;
    const ending = await check(file, workload, generousSeconds, generousMb, interruptAfterMs);
    const late = Math.round(ending.wallMs - interruptAfterMs);
    print([name, 'Ctrl-C', '', '', `${late} ms late`, '', ending.report.verdict ?? '', `exit code ${ending.exitCode}`]);
  }
  /* oxlint-enable no-await-in-loop */
}

const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-limits-'));
try {
  await run(directory);
} finally {
  rmSync(directory, { recursive: true });
}
