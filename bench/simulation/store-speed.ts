/**
 * Trials of the store beside each other, each in a process of its own, as `ordeal run` and the workers of `ordeal explore` have
 * them: what a machine gets through by the clock on the wall. Run as a program, this file is one of them.
 */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { measureStoreSpeed } from './store-run.ts';

/** Virtual seconds a wall second, of all of them together. */
export async function measureTrials(processes: number, virtualSeconds: number): Promise<number> {
  const own = fileURLToPath(import.meta.url);
  const runs = Array.from({ length: processes }, async () => execa(process.execPath, [own, String(virtualSeconds)]));
  const speeds = (await Promise.all(runs)).map(({ stdout }) => Number(stdout));
  return speeds.reduce((sum, speed) => sum + speed, 0);
}

if (import.meta.main) console.log(await measureStoreSpeed(Number(process.argv[2])));
