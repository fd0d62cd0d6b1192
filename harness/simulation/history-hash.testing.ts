/**
 * Support for the determinism test: the hash of a miniature trial's whole history. Run as a program it prints it, so that
 * the test can compare runs in different processes: `node history-hash.ts SEED sync|async`.
 */
import { createHash } from 'node:crypto';
import { loadTarget } from '../target-registry.ts';
import { runRegisterOrdeal } from './register-ordeal.testing.ts';

/** SHA-256 of every event of the history, every fault and the number of the world's events, in hexadecimal. */
export async function historyHash(seed: number, replication: string): Promise<string> {
  const target = await loadTarget('store');
  const options = target.options.parse({ replication });
  const outcome = await runRegisterOrdeal({ seed, target, options, timeMs: 4000, faults: true });
  return createHash('sha256').update(JSON.stringify(outcome)).digest('hex');
}

if (import.meta.main) {
  const [seed = '1', replication = 'sync'] = process.argv.slice(2);
  process.stdout.write(await historyHash(Number(seed), replication));
}
