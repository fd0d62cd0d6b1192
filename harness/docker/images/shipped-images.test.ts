import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageLayout } from './package-layout.ts';
import { imageRecipe, shippedImages } from './shipped-images.ts';

describe('imageRecipe', () => {
  it.each(shippedImages)('knows how to build %s', async (name) => {
    const { tag, files } = await imageRecipe(name);
    expect(tag).toMatch(new RegExp(`^ordeal/${name}:[0-9a-f]{12}$`));
    expect(files.map(({ path }) => path)).toContain('Dockerfile');
  });

  it("puts the store's own code into its image, without tests", async () => {
    const paths = (await imageRecipe('store')).files.map(({ path }) => path);
    expect(paths).toContain('targets/store/index.ts');
    expect(paths).toContain('targets/contract/host.ts');
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([]);
  });

  it('takes any directory with a Dockerfile, and names its image after it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'My Own_Database-'));
    try {
      await writeFile(join(directory, 'Dockerfile'), 'FROM scratch\n');
      const { name, tag } = await imageRecipe(directory);
      expect(name).toMatch(/^my-own-database-[a-z0-9-]+$/);
      expect(tag).toMatch(/^ordeal\/my-own-database-[a-z0-9-]+:[0-9a-f]{12}$/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('says where it looked when there is no Dockerfile', async () => {
    await expect(imageRecipe('reddis')).rejects.toThrow(
      /no Dockerfile for image "reddis" \(looked in .*docker.reddis\)/,
    );
    await expect(imageRecipe('/nonexistent/there')).rejects.toMatchObject({ code: 'no-dockerfile' });
  });
});

describe('packageLayout', () => {
  it('finds the Dockerfiles in a checkout and in the published package', () => {
    expect(packageLayout('file:///home/ada/ordeal/harness/docker/images/package-layout.ts')).toEqual({
      packageRoot: '/home/ada/ordeal/',
      sourceRoot: '/home/ada/ordeal/',
      extension: 'ts',
    });
    expect(packageLayout('file:///x/node_modules/ordeal/dist/harness/docker/images/package-layout.js')).toEqual({
      packageRoot: '/x/node_modules/ordeal/',
      sourceRoot: '/x/node_modules/ordeal/dist/',
      extension: 'js',
    });
  });
});
