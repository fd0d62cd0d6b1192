/**
 * Makes sure that the engine has an image: uses it if it is there, builds it from its recipe, or pulls it. What a recipe
 * builds upon is pulled where a registry answers, and made from Debian packages where none does.
 */
import { OrdealError } from '../../errors.ts';
import { failureText } from '../engine-failure.ts';
import type { Engine } from '../engine.ts';
import { imageLabel } from '../labels.ts';
import { baseImages, packContext } from './build-context.ts';
import { baseImageMakers, debianBase, nodeBase } from './make-base-images.ts';
import { helperImage, type ImageRecipe, imageRecipe, shippedImages } from './shipped-images.ts';

/** How long a registry may keep silent before it counts as unreachable. */
const registryPatienceMs = 10_000;

export interface ImageSetting {
  readonly engine: Engine;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface PreparedImage {
  /** What containers are created from: a tag. */
  readonly tag: string;
  /** The engine's id of its content. */
  readonly id: string;
  readonly built: boolean;
}

type ImageSource = { readonly build: string } | { readonly image: string };

async function presentId(engine: Engine, tag: string): Promise<string> {
  const id = await engine.imageId(tag);
  if (id === null) {
    throw new OrdealError('image-vanished', `image ${tag} is not there after it was made`, 'try `ordeal images build`');
  }
  return id;
}

async function pull(image: string, { engine, progress, signal }: ImageSetting): Promise<void> {
  progress(`pulling ${image}`);
  await engine.pullImage(image, registryPatienceMs, signal, (line) => progress(`  ${line}`));
}

async function ensureBase(image: string, setting: ImageSetting): Promise<void> {
  if ((await setting.engine.imageId(image)) !== null) return;
  const make = baseImageMakers[image];
  try {
    await pull(image, setting);
    return;
  } catch (error) {
    setting.signal.throwIfAborted();
    if (make === undefined) throw cannotPull(image, error);
    setting.progress(`no registry for ${image}: ${failureText(error).split('\n')[0] ?? ''}`);
  }
  // The Node base is itself built upon the Debian base.
  if (image === nodeBase) await ensureBase(debianBase, setting);
  await make(setting);
}

function cannotPull(image: string, error: unknown): OrdealError {
  return new OrdealError(
    'image-not-pulled',
    `the engine has no image ${image} and cannot pull it: ${failureText(error)}`,
    'check the name, log in to its registry, or load it with `docker load`',
    { cause: error },
  );
}

async function buildRecipe(recipe: ImageRecipe, setting: ImageSetting): Promise<void> {
  const { engine, progress, signal } = setting;
  const dockerfile = recipe.files.find((file) => file.path === 'Dockerfile')?.content.toString('utf8') ?? '';
  for (const base of baseImages(dockerfile)) await ensureBase(base, setting);
  progress(`building ${recipe.tag}`);
  await engine.buildImage({
    tag: recipe.tag,
    context: await packContext(recipe.files),
    labels: { [imageLabel]: recipe.name },
    onLine: (line) => {
      if (/^(Step \d+\/\d+|STEP \d+)/.test(line)) progress(`  ${line.slice(0, 100)}`);
    },
    signal,
  });
}

/**
 * The image of a target's deployment (`{ build }` or `{ image }`), made or fetched if the engine does not have it yet.
 * Throws an OrdealError with the failing step's output, or with what to do where neither a registry nor mmdebstrap is
 * at hand.
 */
export async function ensureImage(source: ImageSource, setting: ImageSetting): Promise<PreparedImage> {
  const { engine } = setting;
  if ('image' in source) {
    const present = await engine.imageId(source.image);
    if (present !== null) return { tag: source.image, id: present, built: false };
    try {
      await pull(source.image, setting);
    } catch (error) {
      setting.signal.throwIfAborted();
      throw cannotPull(source.image, error);
    }
    return { tag: source.image, id: await presentId(engine, source.image), built: true };
  }
  const recipe = await imageRecipe(source.build);
  const present = await engine.imageId(recipe.tag);
  if (present !== null) return { tag: recipe.tag, id: present, built: false };
  await buildRecipe(recipe, setting);
  return { tag: recipe.tag, id: await presentId(engine, recipe.tag), built: true };
}

/** Builds the images that come with Ordeal (or these of them) where they are missing. One after the other. */
export async function buildImages(
  setting: ImageSetting,
  names: readonly string[] = shippedImages,
): Promise<readonly PreparedImage[]> {
  const prepared: PreparedImage[] = [];
  for (const name of names) {
    const image = await ensureImage({ build: name }, setting);
    if (!image.built) setting.progress(`${image.tag} is up to date`);
    prepared.push(image);
  }
  return prepared;
}

/** The holder's image. */
export function ensureHelperImage(setting: ImageSetting): Promise<PreparedImage> {
  return ensureImage({ build: helperImage }, setting);
}
