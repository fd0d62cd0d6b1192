/**
 * The images that come with Ordeal (`docker/NAME/`), and how any image that a target names is built: whose files, which
 * tag.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { OrdealError } from '../../errors.ts';
import { type ContextFile, type ContextSource, contextHash, readContext } from './build-context.ts';
import { type PackageLayout, packageLayout } from './package-layout.ts';

/** The holder of every node (docker/helper). */
export const helperImage = 'helper';

/** In the order of `ordeal images build`. */
export const shippedImages: readonly string[] = [helperImage, 'redis', 'postgres', 'store'];

/** Folders of the project that go into an image besides `docker/NAME/`: the store runs the project's own code. */
const projectFolders: Readonly<Record<string, readonly string[]>> = {
  store: ['targets/store', 'targets/contract'],
};

export interface ImageRecipe {
  readonly name: string;
  /** `ordeal/NAME:HASH`, of the content. */
  readonly tag: string;
  readonly files: readonly ContextFile[];
}

function noSuchImage(build: string, directory: string): OrdealError {
  return new OrdealError(
    'no-dockerfile',
    `there is no Dockerfile for image ${JSON.stringify(build)} (looked in ${directory})`,
    `name one that comes with Ordeal (${shippedImages.join(', ')}) or a directory that holds a Dockerfile`,
  );
}

function contextSources(build: string, directory: string, layout: PackageLayout): ContextSource[] {
  const isSource = (path: string): boolean =>
    path.endsWith(`.${layout.extension}`) && !path.endsWith('.d.ts') && !path.includes('.test.');
  return [
    { directory, under: '' },
    ...(projectFolders[build] ?? []).map((folder) => ({
      directory: join(layout.sourceRoot, folder),
      under: folder,
      wants: isSource,
    })),
  ];
}

/**
 * How to build an image: one that comes with Ordeal (a bare name such as `redis`), or any directory with a Dockerfile (a
 * path with a slash).
 */
export async function imageRecipe(build: string, layout: PackageLayout = packageLayout()): Promise<ImageRecipe> {
  const shipped = /^[a-z0-9-]+$/.test(build);
  const directory = shipped ? join(layout.packageRoot, 'docker', build) : resolve(build);
  if (!existsSync(join(directory, 'Dockerfile'))) throw noSuchImage(build, directory);
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const files = await readContext(contextSources(shipped ? build : '', directory, layout));
  return { name, tag: `ordeal/${name}:${contextHash(files)}`, files };
}
