/** The launcher, in a folder laid out like a checkout, with an entry that only tells what it was given. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const entry = `
import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
export async function runProcess(argv: readonly string[]): Promise<void> {
  const tell = () =>
    console.log(JSON.stringify({ argv, version: process.version, reexecuted: process.env['ORDEAL_REEXECUTED'] ?? null }));
  if (argv[0] === 'wait') {
    const timer = setInterval(() => undefined, 1000);
    for (const signal of ['SIGTERM', 'SIGHUP']) {
      process.once(signal, () => { clearInterval(timer); console.log('told to end by', signal); process.exitCode = 130; });
    }
    tell();
  } else if (argv[0] === 'thread') {
    const told = "require('node:worker_threads').parentPort.postMessage(require('node:module').getCompileCacheDir() ?? null)";
    new Worker(told, { eval: true }).on('message', (cache) => console.log(JSON.stringify([getCompileCacheDir(), cache])));
  } else if (argv[0] === 'die') process.kill(process.pid, 'SIGKILL');
  else { tell(); process.exitCode = Number(argv[0] ?? 0); }
}
`;

/** A Node older than 22.18 on this machine, outside of any node_modules. */
function olderNode(): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (directory.includes('node_modules')) continue;
    const candidate = path.join(directory, 'node');
    const { stdout, status } = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
    const [major = 0, minor = 0] = (stdout ?? '').slice(1).split('.').map(Number);
    if (status === 0 && (major < 22 || (major === 22 && minor < 18))) return realpathSync(candidate);
  }
  return null;
}

const older = olderNode();
if (older === null) console.info('skipped: running by a Node older than 22.18, because there is none on this machine');
let folder = '';
let launcher = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ordeal-launcher-'));
  for (const inner of ['bin', 'harness/cli', 'node_modules/node/bin']) {
    mkdirSync(path.join(folder, inner), { recursive: true });
  }
  launcher = path.join(folder, 'bin/ordeal.js');
  copyFileSync(path.join(checkout, 'bin/ordeal.js'), launcher);
  writeFileSync(path.join(folder, 'harness/cli/main.ts'), entry);
  // What ends a command that is asked to stop while it starts has tests of its own.
  const interruption = 'export const interruptedExitCode = 130;\nexport function endWhileStarting() {}\n';
  writeFileSync(path.join(folder, 'harness/cli/interruption.ts'), interruption);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "ordeal", "type": "module" }');
  symlinkSync(process.execPath, path.join(folder, 'node_modules/node/bin/node'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(node: string, ...words: readonly string[]) {
  const { status, signal, stdout, stderr } = spawnSync(node, [launcher, ...words], { encoding: 'utf8' });
  return { status, signal, stderr, answer: stdout === '' ? null : (JSON.parse(stdout) as unknown) };
}

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

describe('the launcher', () => {
  it('starts the command line with its arguments and keeps its exit code, without warnings', () => {
    const answer = { argv: ['2', '--set', 'a=b c'], version: process.version, reexecuted: null };
    expect(launch(process.execPath, '2', '--set', 'a=b c')).toEqual({ status: 2, signal: null, stderr: '', answer });
  });

  it('keeps compiled code, also of the threads that are started', () => {
    const environment = { ...process.env };
    delete environment['NODE_COMPILE_CACHE'];
    const { stdout } = spawnSync(process.execPath, [launcher, 'thread'], { encoding: 'utf8', env: environment });
    const [own, ofThread] = JSON.parse(stdout) as [string, string];
    expect(path.isAbsolute(own)).toBe(true);
    expect(ofThread).toBe(own);
  });

  it.skipIf(older === null)('started by an older Node, runs itself with the bundled one', () => {
    const answer = { argv: ['1', 'x y'], version: process.version, reexecuted: null };
    expect(launch(older ?? '', '1', 'x y')).toEqual({ status: 1, signal: null, stderr: '', answer });
  });

  it.skipIf(older === null)('hands signals through, and dies as the bundled one died', async () => {
    const child = spawn(older ?? '', [launcher, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await firstOutput(child);
    const told = firstOutput(child);
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    child.kill('SIGTERM');
    expect(await told).toContain('told to end by SIGTERM');
    expect(await ended).toEqual([130, null]);
    expect(launch(older ?? '', 'die')).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  it.skipIf(older === null)('does not outlive a launcher that was killed', async () => {
    const child = spawn(older ?? '', [launcher, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await firstOutput(child);
    const told = firstOutput(child);
    child.kill('SIGKILL');
    expect(await told).toContain('told to end by SIGHUP');
  });

  it.skipIf(older === null)('says what to do, and exits with 3, when there is no bundled Node', () => {
    rmSync(path.join(folder, 'node_modules'), { recursive: true });
    const { status, stderr, answer } = launch(older ?? '', 'run');
    expect([status, answer]).toEqual([3, null]);
    expect(stderr).toMatch(/^error: ordeal needs Node 22\.18 or later; this is Node \d+/);
    expect(stderr).toContain('npm ci');
  });
});
