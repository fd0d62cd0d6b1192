/**
 * Base images without a registry: a minimal Debian system from Debian packages (mmdebstrap, or debootstrap), and upon it
 * the Linux binary of Node that runs Ordeal. They get the names that the Dockerfiles build upon, so that the same
 * Dockerfiles work here and on a machine that pulls.
 */
import { execa } from 'execa';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrdealError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { packContext } from './build-context.ts';
import { archiveLines } from './debian-sources.ts';
import { packageLayout } from './package-layout.ts';

export const debianBase = 'debian:bookworm-slim';
export const nodeBase = 'node:24-bookworm-slim';
const release = 'bookworm';
const nodeMajor = 24;

export interface MakingSetting {
  readonly engine: Engine;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

type Maker = (setting: MakingSetting) => Promise<void>;

/** By the image's name. Anything else must be pulled. */
export const baseImageMakers: Readonly<Record<string, Maker>> = {
  [debianBase]: makeDebianBase,
  [nodeBase]: makeNodeBase,
};

async function onPath(program: string): Promise<boolean> {
  const { exitCode } = await execa('sh', ['-c', 'command -v "$1"', 'sh', program], { reject: false });
  return exitCode === 0;
}

/** The program that can make a Debian system here, or null. */
export async function systemMaker(): Promise<'mmdebstrap' | 'debootstrap' | null> {
  if (process.platform !== 'linux') return null;
  if (await onPath('mmdebstrap')) return 'mmdebstrap';
  return (await onPath('debootstrap')) ? 'debootstrap' : null;
}

async function hostArchiveLines(): Promise<string[]> {
  const parts = existsSync('/etc/apt/sources.list.d') ? await readdir('/etc/apt/sources.list.d') : [];
  const files = [
    ...(existsSync('/etc/apt/sources.list') ? ['/etc/apt/sources.list'] : []),
    ...parts.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `/etc/apt/sources.list.d/${name}`),
  ];
  return archiveLines(await Promise.all(files.map((file) => readFile(file, 'utf8'))), release);
}

/** `Acquire::http::Proxy "..."` and its like, if this machine reaches the archive through one. */
async function hostProxyOptions(): Promise<string[]> {
  const names = ['Acquire::http::Proxy', 'Acquire::https::Proxy'];
  const { stdout, exitCode } = await execa('apt-config', ['dump', '--no-empty', ...names], { reject: false });
  return exitCode === 0 ? stdout.split('\n').filter((line) => names.some((name) => line.startsWith(`${name} `))) : [];
}

async function runMmdebstrap(directory: string, signal: AbortSignal): Promise<string> {
  const archive = join(directory, 'base.tar');
  const [lines, proxies] = await Promise.all([hostArchiveLines(), hostProxyOptions()]);
  const sources = join(directory, 'sources.list');
  await writeFile(sources, `${lines.join('\n')}\n`);
  const options = proxies.map((option) => `--aptopt=${option}`);
  await execa(
    'mmdebstrap',
    ['--variant=minbase', ...options, release, archive, ...(lines.length === 0 ? [] : [sources])],
    { cancelSignal: signal, env: { TMPDIR: directory } },
  );
  return archive;
}

async function runDebootstrap(directory: string, signal: AbortSignal): Promise<string> {
  const root = join(directory, 'root');
  const archive = join(directory, 'base.tar');
  const lines = await hostArchiveLines();
  const mirror = lines.find((line) => line.split(' ')[2] === release)?.split(' ')[1];
  const limits = { cancelSignal: signal };
  await execa('debootstrap', ['--variant=minbase', release, root, ...(mirror === undefined ? [] : [mirror])], limits);
  if (lines.length > 0) await writeFile(join(root, 'etc/apt/sources.list'), `${lines.join('\n')}\n`);
  await execa('tar', ['--numeric-owner', '-C', root, '-cf', archive, '.'], limits);
  return archive;
}

async function makeDebianBase({ engine, progress, signal }: MakingSetting): Promise<void> {
  const maker = await systemMaker();
  if (maker === null) {
    throw new OrdealError(
      'no-base-image',
      `no registry answers for ${debianBase}, and neither mmdebstrap nor debootstrap is here to make it`,
      'connect the engine to a registry, or on Debian and Ubuntu: apt-get install mmdebstrap',
    );
  }
  progress(`making ${debianBase} from Debian packages with ${maker} (about 20 s)`);
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-base-'));
  try {
    const make = maker === 'mmdebstrap' ? runMmdebstrap : runDebootstrap;
    const archive = await make(directory, signal);
    await engine.importImage(createReadStream(archive), debianBase, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new OrdealError(
      'base-image-failed',
      `${maker} could not make ${debianBase}: ${error instanceof Error ? error.message.slice(-2000) : String(error)}`,
      'it needs root (or user namespaces) and a Debian archive that this machine can reach',
      { cause: error },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A Linux binary of the wanted Node: the one that runs, or the checkout's own. */
async function linuxNode(): Promise<string> {
  const bundled = join(packageLayout().packageRoot, 'node_modules/node/bin/node');
  for (const candidate of [process.execPath, bundled]) {
    if (process.platform !== 'linux' || !existsSync(candidate)) continue;
    const { stdout } = await execa(candidate, ['--version'], { reject: false });
    if (stdout?.startsWith(`v${nodeMajor}.`)) return candidate;
  }
  throw new OrdealError(
    'no-base-image',
    `no registry answers for ${nodeBase}, and there is no Linux binary of Node ${nodeMajor} here to make it with`,
    `connect the engine to a registry, or run Ordeal with Node ${nodeMajor} on Linux`,
  );
}

async function makeNodeBase({ engine, progress, signal }: MakingSetting): Promise<void> {
  const binary = await linuxNode();
  progress(`making ${nodeBase} from ${debianBase} and this machine's Node`);
  const dockerfile = `FROM ${debianBase}\nCOPY node /usr/local/bin/node\nRUN node --version\nCMD ["node"]\n`;
  const context = await packContext([
    { path: 'Dockerfile', content: Buffer.from(dockerfile), executable: false },
    { path: 'node', content: await readFile(binary), executable: true },
  ]);
  await engine.buildImage({ tag: nodeBase, context, labels: {}, onLine: () => undefined, signal });
}
