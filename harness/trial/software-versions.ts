/** Which software made a trial: part of its plan, because a replay is exact only with the same versions. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The folder of our package.json: two up in a checkout, three up in the published package (dist/). */
export function packageRoot(): URL {
  const near = new URL('../../', import.meta.url);
  return existsSync(new URL('package.json', near)) ? near : new URL('../', near);
}

export function ordealVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as { version: string };
  return manifest.version;
}

export function softwareVersions(): Readonly<Record<string, string>> {
  return { ordeal: ordealVersion(), node: process.version, platform: `${process.platform}-${process.arch}` };
}

/** The commit of the checkout that runs, with `+` if it has changes; null for a published package. */
export async function gitCommit(): Promise<string | null> {
  const root = packageRoot();
  if (!existsSync(new URL('.git', root))) return null;
  const git = (...words: string[]) => execa('git', words, { cwd: fileURLToPath(root), reject: false, timeout: 3000 });
  const [head, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain', '-uno')]);
  if (head.exitCode !== 0 || head.stdout === '') return null;
  return changes.exitCode === 0 && changes.stdout === '' ? head.stdout : `${head.stdout}+`;
}
