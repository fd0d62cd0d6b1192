import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract as createExtract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseImages, contextHash, packContext, readContext } from './build-context.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ordeal-context-'));
  await mkdir(join(directory, 'inner'));
  await writeFile(join(directory, 'Dockerfile'), 'FROM debian\n');
  await writeFile(join(directory, 'run'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(directory, 'inner/a.ts'), 'a');
  await writeFile(join(directory, 'inner/a.test.ts'), 'test');
});

afterEach(() => rm(directory, { recursive: true }));

const context = () =>
  readContext([
    { directory, under: '', wants: (path) => !path.startsWith('inner/') },
    { directory: join(directory, 'inner'), under: 'code/inner', wants: (path) => !path.includes('.test.') },
  ]);

describe('a build context', () => {
  it('holds the wanted files of every source, sorted, with their mode', async () => {
    expect((await context()).map(({ path, executable }) => [path, executable])).toEqual([
      ['Dockerfile', false],
      ['code/inner/a.ts', false],
      ['run', true],
    ]);
  });

  it('changes its hash with a byte, a name or a mode, and with nothing else', async () => {
    const files = await context();
    const hash = contextHash(files);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(contextHash(await context())).toBe(hash);
    const [first, ...rest] = files;
    if (first === undefined) throw new Error('no file');
    const changes = [
      { ...first, content: Buffer.from('FROM debian \n') },
      { ...first, path: 'Dockerfile2' },
      { ...first, executable: true },
    ];
    const hashes = changes.map((change) => contextHash([change, ...rest]));
    expect(new Set([hash, ...hashes]).size).toBe(4);
  });

  it('packs to the same bytes each time, and unpacks to the same files', async () => {
    const files = await context();
    const archive = await buffer(await packContext(files));
    expect(archive.equals(await buffer(await packContext(files)))).toBe(true);
    const extract = createExtract();
    extract.end(archive);
    const unpacked: unknown[] = [];
    for await (const entry of extract) {
      const { name, mode } = entry.header;
      unpacked.push([name, mode, (await buffer(entry)).toString()]);
    }
    expect(unpacked).toEqual([
      ['Dockerfile', 0o644, 'FROM debian\n'],
      ['code/inner/a.ts', 0o644, 'a'],
      ['run', 0o755, '#!/bin/sh\n'],
    ]);
  });
});

describe('baseImages', () => {
  it('finds what is built upon, each once, and leaves out stages and scratch', () => {
    const dockerfile = [
      '# FROM comment',
      'FROM --platform=linux/amd64 debian:bookworm-slim AS build',
      'RUN make',
      'from node:24-bookworm-slim',
      'COPY --from=build /x /x',
      'FROM build',
      'FROM scratch',
      'FROM debian:bookworm-slim',
    ].join('\n');
    expect(baseImages(dockerfile)).toEqual(['debian:bookworm-slim', 'node:24-bookworm-slim']);
  });
});
