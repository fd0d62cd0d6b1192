/** Runs the real command line as a process of its own, for tests. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const launcher = fileURLToPath(new URL('../../bin/ordeal.js', import.meta.url));

/** Starts `ordeal` in this directory, without a terminal. The promise never rejects for an exit code. */
export function startOrdeal(
  directory: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return execa(process.execPath, [launcher, ...argv], {
    reject: false,
    cwd: directory,
    env: environment,
    stdin: 'ignore',
    // What is asked to stop in good order may take its time.
    forceKillAfterDelay: false,
  });
}

export interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export async function ordeal(directory: string, ...argv: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await startOrdeal(directory, argv);
  return { exitCode, stdout, stderr };
}
