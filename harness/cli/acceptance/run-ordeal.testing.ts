/** Runs the real command line, as a user would, for the acceptance tests. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const launcher = fileURLToPath(new URL('../../../bin/ordeal.js', import.meta.url));

export const freshDirectory = (): string => mkdtempSync(path.join(tmpdir(), 'ordeal-acceptance-'));

/** Starts `ordeal` with these arguments; the promise never rejects for an exit code. */
export function startOrdeal(argv: readonly string[]) {
  return execa(process.execPath, [launcher, ...argv], { reject: false, env: { NO_COLOR: '1' } });
}

export interface TrialAnswer {
  readonly exitCode: number | undefined;
  readonly verdict: string;
  readonly sentence: string;
  readonly reasons: readonly string[];
  readonly directory: string;
  readonly report: string;
  readonly checks: readonly {
    readonly operations: number;
    readonly anomalies: readonly { readonly type: string; readonly permitted?: boolean }[];
  }[];
  readonly faults: readonly { readonly kind: string; readonly attestation: { readonly status: string } }[];
}

/** `ordeal run ... --json` in a directory of its own. Throws with everything printed if there is no answer. */
export async function runTrialForAnswer(argv: readonly string[]): Promise<TrialAnswer> {
  const result = await startOrdeal(['run', ...argv, '--json', '--output', freshDirectory()]);
  try {
    return { ...(JSON.parse(result.stdout) as Omit<TrialAnswer, 'exitCode'>), exitCode: result.exitCode };
  } catch (cause) {
    throw new Error(`ordeal run ${argv.join(' ')} (exit ${result.exitCode})\n${result.stdout}\n${result.stderr}`, {
      cause,
    });
  }
}
