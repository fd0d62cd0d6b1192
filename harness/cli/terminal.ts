/**
 * The command line's way to the outside: standard streams, and whether a person with a terminal sits there. Passed to
 * every command, so that none of them asks `process` itself.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Verdict } from '../../checkers/verdict.ts';

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly style: ChalkInstance;
  /** A person can see the screen and press keys. */
  readonly interactive: boolean;
  /** One line on standard output. */
  readonly print: (line: string) => void;
  /** One line on standard error. */
  readonly printError: (line: string) => void;
  /** Closes the full-screen view that is open, if one is: what is printed on its screen would vanish with it. */
  closeScreen: () => Promise<void>;
}

export interface TerminalRequest {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** False for `--no-color`. */
  readonly color: boolean;
}

/** See https://no-color.org: any non-empty NO_COLOR turns colours off, FORCE_COLOR turns them on without a terminal. */
function wantsColor({ environment, color, stdout }: TerminalRequest): boolean {
  if (!color || (environment['NO_COLOR'] ?? '') !== '' || environment['FORCE_COLOR'] === '0') return false;
  if ((environment['FORCE_COLOR'] ?? '') !== '') return true;
  return stdout.isTTY && environment['TERM'] !== 'dumb';
}

/** A reader that went away (`| head`, a closed terminal) must not turn the verdict into a crash: the rest is unsaid. */
function tolerant(stream: NodeJS.WriteStream): (line: string) => void {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    gone = true;
  });
  return (line) => {
    if (!gone) stream.write(`${line}\n`);
  };
}

/** A build server may give its commands a terminal, but nobody watches it: what is printed there has to be plain lines. */
function isWatched({ stdin, stdout, environment }: TerminalRequest): boolean {
  const ci = environment['CI'] ?? environment['CONTINUOUS_INTEGRATION'] ?? 'false';
  return stdin.isTTY && stdout.isTTY && environment['TERM'] !== 'dumb' && (ci === 'false' || ci === '0' || ci === '');
}

export function openTerminal(request: TerminalRequest): Terminal {
  const { stdin, stdout, stderr } = request;
  return {
    stdin,
    stdout,
    stderr,
    style: new Chalk({ level: wantsColor(request) ? 1 : 0 }),
    interactive: isWatched(request),
    print: tolerant(stdout),
    printError: tolerant(stderr),
    closeScreen: async () => {},
  };
}

/** The verdict as a word in its colour. */
export function verdictWord(style: ChalkInstance, verdict: Verdict): string {
  const paint = { valid: style.green, invalid: style.red, unknown: style.yellow }[verdict];
  return paint.bold(verdict);
}
