/** Collects what nodes wrote: their output as the engine kept it, and the files that their target names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Engine } from './engine.ts';
import type { Pod } from './pod.ts';

const fileLimitBytes = 20 * 1024 * 1024;

/** A file name for a path inside a container: one segment, no separators, never hidden, never `output.log`. */
export function logFileName(path: string): string {
  const name = path
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(-100);
  const whole = name.endsWith('.log') ? name : `${name}.log`;
  return whole === 'output.log' || name === '' ? `file-${whole}` : whole;
}

/** Regular files in a tar archive, the last `fileLimitBytes` of each. Names are not used as paths: hostile text. */
async function filesInArchive(archive: Buffer): Promise<{ readonly name: string; readonly content: Buffer }[]> {
  const { extract: createExtract } = await import('tar-stream');
  const extract = createExtract();
  const files: { name: string; content: Buffer }[] = [];
  Readable.from([archive]).pipe(extract);
  for await (const entry of extract) {
    const content = await buffer(entry);
    if (entry.header.type === 'file') {
      files.push({ name: entry.header.name, content: content.subarray(-fileLimitBytes) });
    }
  }
  return files;
}

async function collectFile(engine: Engine, pod: Pod, path: string, directory: string): Promise<void> {
  const archive = await engine.readArchive(pod.target, path);
  if (archive === null) return;
  for (const { name, content } of await filesInArchive(archive)) {
    const inside = path.endsWith(`/${name}`) ? path : `${path}/${name}`;
    await writeFile(join(directory, logFileName(inside)), content);
  }
}

/**
 * Writes `<directory>/<node>/output.log` (each line begins with the engine's time stamp, which no clock fault moves) and
 * one file for each of `logFiles`. The engine keeps at most about 20 MB of output a node, the newest.
 */
export async function collectNodeLogs(engine: Engine, pod: Pod, directory: string): Promise<void> {
  const own = join(directory, pod.node);
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'output.log'), await engine.containerOutput(pod.target));
  for (const path of pod.logFiles) await collectFile(engine, pod, path, own);
}
