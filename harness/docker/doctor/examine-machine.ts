/** `ordeal doctor`: what this machine can do and what is missing, one line each, each tried rather than assumed. */
import { OrdealError } from '../../errors.ts';
import { failureText } from '../engine-failure.ts';
import type { Engine } from '../engine.ts';
import { debianBase, systemMaker } from '../images/make-base-images.ts';
import { helperImage, imageRecipe, shippedImages } from '../images/shipped-images.ts';
import { controllerIsAlive, controllerLabel, ourLabel } from '../labels.ts';
import { type OpenEngine, openEngine } from '../open-engine.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import { probeContainer } from './probe-container.ts';

export type { Finding } from './finding.ts';

const registryPatienceMs = 5000;
const buildRemedy = '`ordeal images build` (or they are built on first use)';

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const enough = major > 22 || (major === 22 && minor >= 18);
  return enough ? ok('node', version) : missing('node', version, 'install Node 22.18 or later');
}

function engineFindings({ engine, info }: OpenEngine): Finding[] {
  return [
    ok('engine', `${info.product} ${info.version} at ${engine.found}`),
    ok('rights', info.rootless ? 'rootless' : 'runs as root'),
    ok('cgroups', `version ${info.cgroupVersion}`),
  ];
}

async function imageTags(engine: Engine): Promise<{ name: string; tag: string; built: boolean }[]> {
  return Promise.all(
    shippedImages.map(async (name) => {
      const { tag } = await imageRecipe(name);
      return { name, tag, built: (await engine.imageId(tag)) !== null };
    }),
  );
}

function imagesFinding(images: readonly { name: string; built: boolean }[]): Finding {
  const absent = images.filter(({ built }) => !built).map(({ name }) => name);
  if (absent.length === 0) return ok('images', `built: ${images.map(({ name }) => name).join(', ')}`);
  return warn('images', `not built: ${absent.join(', ')}`, buildRemedy);
}

async function baseFinding(engine: Engine): Promise<Finding> {
  if ((await engine.imageId(debianBase)) !== null) return ok('base images', `${debianBase} is there`);
  if (await engine.registryAnswers(debianBase, registryPatienceMs)) return ok('base images', 'a registry answers');
  const maker = await systemMaker();
  if (maker !== null) return ok('base images', `no registry answers; ${maker} makes them from Debian packages`);
  return missing(
    'base images',
    'no registry answers, and neither mmdebstrap nor debootstrap is here',
    'connect the engine to a registry, or on Debian and Ubuntu: apt-get install mmdebstrap',
  );
}

async function leftoversFinding(engine: Engine): Promise<Finding> {
  const lists = await Promise.all([
    engine.listContainers(ourLabel),
    engine.listVolumes(ourLabel),
    engine.listNetworks(ourLabel),
  ]);
  const things = lists.flat();
  const orphans = things.filter(({ labels }) => !controllerIsAlive(labels[controllerLabel]));
  if (orphans.length > 0) {
    return warn('leftovers', `${orphans.length} things of trials whose controller is gone`, '`ordeal heal`');
  }
  return ok('leftovers', things.length === 0 ? 'none' : `none (${things.length} things belong to running trials)`);
}

async function containerFindings(engine: Engine): Promise<Finding[]> {
  const images = await imageTags(engine);
  const helper = images.find(({ name }) => name === helperImage);
  const probes =
    helper?.built === true
      ? await probeContainer(engine, helper.tag)
      : [
          warn(
            'faults',
            'partitions, netem, clocks, pauses and disk were not checked: no helper image',
            '`ordeal images build`',
          ),
        ];
  return [...probes, imagesFinding(images), await baseFinding(engine), await leftoversFinding(engine)];
}

/**
 * Examines this machine. Never rejects for what is missing: that is what the findings say. Containers are started only
 * if the helper image is built.
 */
export async function examineMachine(request: { readonly dockerHost?: string } = {}): Promise<Finding[]> {
  const node = nodeFinding(process.version);
  let open: OpenEngine;
  try {
    open = await openEngine(request.dockerHost);
  } catch (error) {
    if (!(error instanceof OrdealError)) throw error;
    return [node, missing('engine', error.message, error.remedy)];
  }
  try {
    return [node, ...engineFindings(open), ...(await containerFindings(open.engine))];
  } catch (error) {
    const remedy = 'look at the engine (`docker info`), then try again';
    return [node, ...engineFindings(open), missing('examination', `the engine failed: ${failureText(error)}`, remedy)];
  }
}
