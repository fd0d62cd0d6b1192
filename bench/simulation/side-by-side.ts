/**
 * Trials beside each other, one on each processor, in processes of their own, as `ordeal explore` runs them: what a machine
 * gets through by the clock on the wall. Run as a program, this file is one of them.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { measureStoreRun } from './store-run.ts';

export interface SideBySide {
  readonly processes: number;
  /** Of all of them together. */
  readonly virtualSecondsPerWallSecond: number;
}

export async function measureSideBySide(virtualSeconds: number): Promise<SideBySide> {
  const processes = availableParallelism();
  const own = fileURLToPath(import.meta.url);
  const runs = Array.from({ length: processes }, async () => execa(process.execPath, [own, String(virtualSeconds)]));
  const rates = (await Promise.all(runs)).map(({ stdout }) => Number(stdout));
  return { processes, virtualSecondsPerWallSecond: rates.reduce((sum, rate) => sum + rate, 0) };
}

if (import.meta.main) {
  const run = await measureStoreRun(Number(process.argv[2]));
  console.log(run.virtualSeconds / run.wallSeconds);
}
