/** The engine port's images, by dockerode. Errors of builds and pulls arrive inside the progress stream, not as statuses. */
import type Dockerode from 'dockerode';
import { createInterface } from 'node:readline';
import { OrdealError } from '../errors.ts';
import { failureText, statusCode } from './engine-failure.ts';
import type { BuildPlan, Engine } from './engine.ts';
import { buildStepOutput } from './build-step-output.ts';

type ImageVerbs = Pick<Engine, 'imageId' | 'buildImage' | 'pullImage' | 'importImage' | 'registryAnswers'>;

interface Progress {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

/** Every message of a progress stream, one JSON value a line. */
async function* progressMessages(stream: NodeJS.ReadableStream): AsyncGenerator<Progress> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    const message: unknown = line.trim() === '' ? null : JSON.parse(line);
    if (typeof message === 'object' && message !== null) yield message;
  }
}

async function build(docker: Dockerode, plan: BuildPlan): Promise<void> {
  const { tag, context, labels, onLine, signal } = plan;
  const output = buildStepOutput();
  const stream = await docker.buildImage(context, {
    t: tag,
    rm: true,
    forcerm: true,
    labels: { ...labels },
    abortSignal: signal,
  });
  for await (const { stream: text, error } of progressMessages(stream)) {
    if (error !== undefined) {
      throw new OrdealError(
        'image-build-failed',
        `building ${tag} failed: ${error.trim()}\n${output.lastStep()}`,
        'mend the step above (a package that cannot be fetched needs the network), then `ordeal images build`',
      );
    }
    for (const line of output.add(text ?? '')) onLine(line);
  }
}

/** Pulls, but gives up if the registry has not said a word within `patienceMs`. */
async function pull(
  docker: Dockerode,
  image: string,
  patienceMs: number,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const patience = new AbortController();
  const abandon = AbortSignal.any([signal, patience.signal]);
  const limit = AbortSignal.timeout(patienceMs);
  const expire = (): void => patience.abort(new Error(`no word from the registry in ${patienceMs} ms`));
  limit.addEventListener('abort', expire, { once: true });
  try {
    const stream = await docker.pull(image, { abortSignal: abandon });
    for await (const { status, id, error } of progressMessages(stream)) {
      limit.removeEventListener('abort', expire);
      if (error !== undefined) throw new Error(error);
      if (id === undefined && status !== undefined) onLine(status);
    }
  } catch (error) {
    throw patience.signal.aborted ? patience.signal.reason : error;
  } finally {
    limit.removeEventListener('abort', expire);
  }
}

export function imageVerbs(docker: Dockerode): ImageVerbs {
  return {
    async imageId(image) {
      try {
        return (await docker.getImage(image).inspect()).Id;
      } catch (error) {
        if (statusCode(error) === 404) return null;
        throw error;
      }
    },
    buildImage: (plan) => build(docker, plan),
    pullImage: (image, patienceMs, signal, onLine) => pull(docker, image, patienceMs, signal, onLine),
    async importImage(tar, image, signal) {
      const [repo = image, tag = 'latest'] = image.split(':');
      const stream = await docker.importImage(tar, { repo, tag, abortSignal: signal });
      for await (const { error } of progressMessages(stream)) {
        if (error !== undefined) throw new Error(`importing ${image} failed: ${error}`);
      }
    },
    async registryAnswers(image, patienceMs) {
      const limit = AbortSignal.timeout(patienceMs);
      const late = new Promise<boolean>((resolve) => limit.addEventListener('abort', () => resolve(false)));
      const answer = docker
        .getImage(image)
        .distribution()
        .then(
          () => true,
          // Any answer but an inability to ask counts: 401 and 403 come from a registry, 500 from an engine that has none.
          (error: unknown) => [401, 403].includes(statusCode(error) ?? 0) && !failureText(error).includes('lookup'),
        );
      return Promise.race([answer, late]);
    },
  };
}
