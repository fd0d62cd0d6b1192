/**
 * What an image is built from: the files of its build context, the tar archive that the engine wants, and a tag that
 * names the content, so that a changed file means a new image and an unchanged one is used again.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

export interface ContextFile {
  /** Inside the context, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

export interface ContextSource {
  /** A directory on this machine. */
  readonly directory: string;
  /** Where its content goes inside the context; empty for the top. */
  readonly under: string;
  /** Which files, by their path inside the directory; all when absent. */
  readonly wants?: (path: string) => boolean;
}

async function filesBelow(directory: string, prefix: string, wants: (path: string) => boolean): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(directory, path, wants);
      return entry.isFile() && wants(path) ? [path] : [];
    }),
  );
  return nested.flat();
}

/** Reads every file of the context, sorted by path. Links and special files are left out. */
export async function readContext(sources: readonly ContextSource[]): Promise<ContextFile[]> {
  const files = await Promise.all(
    sources.map(async ({ directory, under, wants = () => true }) => {
      const paths = await filesBelow(directory, '', wants);
      return Promise.all(
        paths.map(async (path) => {
          const file = join(directory, path);
          const [content, { mode }] = await Promise.all([readFile(file), stat(file)]);
          return { path: under === '' ? path : `${under}/${path}`, content, executable: (mode & 0o100) !== 0 };
        }),
      );
    }),
  );
  return files.flat().toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Twelve hexadecimal digits that change whenever a path, a mode bit that matters or a byte does. */
export function contextHash(files: readonly ContextFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content, executable } of files) {
    hash.update(JSON.stringify([path, executable, content.length]));
    hash.update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** The context as a tar archive. The same files always give the same bytes: no times, no owners. */
export async function packContext(files: readonly ContextFile[]): Promise<Readable> {
  const { pack: createPack } = await import('tar-stream');
  const pack = createPack();
  for (const { path, content, executable } of files) {
    pack.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: new Date(0) }, content);
  }
  pack.finalize();
  return Readable.from(pack);
}

/** The images that a Dockerfile builds upon (its own stages left out). */
export function baseImages(dockerfile: string): string[] {
  const stages = new Set<string>(['scratch']);
  const bases: string[] = [];
  for (const line of dockerfile.split(/\r?\n/)) {
    const [, image, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (image !== undefined && !stages.has(image) && !bases.includes(image)) bases.push(image);
    if (stage !== undefined) stages.add(stage);
  }
  return bases;
}
