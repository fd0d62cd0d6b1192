/**
 * `npm run bench:simulation` (with `-- --json` for machines): how fast the simulated world is against its goals, and whether
 * its memory stays flat over an hour of virtual time. Messages are counted in processor time, virtual seconds by the clock on the
 * wall, as their goals are: let the machine do nothing else. Nothing is asserted.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureMessageRate } from './simulation/message-rate.ts';
import { weighStoreRun } from './simulation/store-run.ts';
import { measureTrials } from './simulation/store-speed.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, 'virtual-seconds': { type: 'string', default: '3600' } },
});

interface Row {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly unit: string;
  /** Value to goal; 1 or more is reached. */
  readonly ratio: number;
}

/** `more`: the value should be at least the goal; `less`: at most. */
function row(name: string, value: number, goal: number, unit: string, better: 'more' | 'less'): Row {
  return { name, value, goal, unit, ratio: better === 'more' ? value / goal : goal / value };
}

/** Machines that are shared vary by a quarter from run to run: the middle one counts, and all are shown. */
const runs = 5;

async function speeds(processes: number): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let run = 0; run < runs; run++) measured.push(await measureTrials(processes, virtualSeconds));
  return measured.toSorted((a, b) => a - b);
}

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

const virtualSeconds = Number(options['virtual-seconds']);
const processors = availableParallelism();
const alone = await speeds(1);
const together = await speeds(processors);
const messages = await measureMessageRate(20);
const { operations, heldMegabytes } = await weighStoreRun(virtualSeconds);
const halfWay = heldMegabytes[Math.floor(heldMegabytes.length / 2) - 1] ?? Number.NaN;
const atTheEnd = heldMegabytes.at(-1) ?? Number.NaN;

const rows = [
  row('messages, five-node Raft', messages.messages / messages.seconds, 100_000, 'a second', 'more'),
  row('three-node store at 100 ops/s', middle(alone), 1000, 'virtual s a wall second', 'more'),
  row(`${processors} side by side`, middle(together), 1000, 'virtual s a wall second', 'more'),
  row('memory at the end to half-way', atTheEnd / halfWay, 1.1, 'times', 'less'),
];

if (options.json) console.log(JSON.stringify({ rows, alone, together, messages, operations, heldMegabytes }, null, 2));
else {
  const shown = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 }).padStart(9);
  console.log(`${'what'.padEnd(32)} measured      goal  ratio`);
  for (const { name, value, goal, unit, ratio } of rows) {
    console.log(`${name.padEnd(31)} ${shown(value)} ${shown(goal)} ${shown(ratio)}  ${unit}`);
  }
  const list = (numbers: readonly number[]): string => numbers.map((number) => number.toFixed(0)).join(' ');
  console.log(`virtual s a wall second, each run: alone ${list(alone)}; side by side ${list(together)}`);
  console.log(
    `${operations.toLocaleString('en-US')} operations; MB held at each tenth of the run: ${list(heldMegabytes)}`,
  );
}
