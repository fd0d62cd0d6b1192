import Docker from 'dockerode';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../open-engine.ts';
import { dockerIsAbsent } from '../require-docker.testing.ts';
import { buildImages, ensureImage, type ImageSetting, type PreparedImage } from './ensure-image.ts';

describe.skipIf(await dockerIsAbsent())('building images', () => {
  let directory: string;
  let setting: ImageSetting;
  const lines: string[] = [];
  const made: PreparedImage[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ordeal-image-'));
    const { engine } = await openEngine();
    setting = { engine, progress: (line) => lines.push(line), signal: new AbortController().signal };
  });

  afterAll(async () => {
    // Without options dockerode finds the engine by DOCKER_HOST or at the usual socket, as the tests do.
    const docker = new Docker();
    for (const { tag } of made) await docker.getImage(tag).remove({ force: true });
    await rm(directory, { recursive: true });
  });

  const build = async (dockerfile: string, file: string): Promise<PreparedImage> => {
    await writeFile(join(directory, 'Dockerfile'), dockerfile);
    await writeFile(join(directory, 'file'), file);
    const image = await ensureImage({ build: directory }, setting);
    if (image.built) made.push(image);
    return image;
  };
  const dockerfile = 'FROM debian:bookworm-slim\nCOPY file /file\nRUN cat /file\n';

  it('builds once, uses what is there, and builds again when a file changes', async () => {
    const first = await build(dockerfile, 'one');
    const again = await build(dockerfile, 'one');
    const changed = await build(dockerfile, 'two');
    expect(first).toMatchObject({ built: true, id: expect.stringMatching(/^sha256:/) as unknown });
    expect(again).toEqual({ ...first, built: false });
    expect(changed.built).toBe(true);
    expect(changed.tag).not.toBe(first.tag);
    expect(lines).toContain(`building ${first.tag}`);
  });

  it("fails with the failing step's output and what to do", async () => {
    const failing = 'FROM debian:bookworm-slim\nCOPY file /file\nRUN echo before; cat /file; ls /no/such/place\n';
    const error = await build(failing, 'three').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'OrdealError', code: 'image-build-failed' });
    expect(String(error)).toContain('/no/such/place');
    expect(String(error)).toContain('before');
    expect(String(error)).not.toContain('Step 1/');
  });

  it('has everything that comes with Ordeal after buildImages, which is then quick', async () => {
    const images = await buildImages(setting);
    expect(images.map(({ tag }) => tag.split(':')[0])).toEqual([
      'ordeal/helper',
      'ordeal/redis',
      'ordeal/postgres',
      'ordeal/store',
    ]);
    const again = await buildImages(setting);
    expect(again.map(({ built }) => built)).toEqual([false, false, false, false]);
  }, 600_000);
});
