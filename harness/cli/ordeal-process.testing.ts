/**
 * The command line for tests: as a process of its own where the process is the point, else in this one, which saves the
 * seconds that it takes to start.
 */
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { main } from './main.ts';
import { openTerminal } from './terminal.ts';

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

/** A stream that is no terminal, and what was written to it so far, without the last line feed. */
function captured(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => Buffer.concat(chunks).toString('utf8').replace(/\n$/, ''),
  };
}

/** Runs `ordeal` in this process, as if it stood in this directory, without a terminal. One directory at a time. */
export async function ordeal(directory: string, ...argv: readonly string[]): Promise<Answer> {
  const [stdout, stderr] = [captured(), captured()];
  const streams = { stdin: process.stdin, stdout: stdout.stream, stderr: stderr.stream };
  const terminal = openTerminal({ ...streams, environment: {}, color: false });
  process.chdir(directory);
  const exitCode = await main(argv, terminal, argv.includes('--verbose'));
  await new Promise(setImmediate);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}
