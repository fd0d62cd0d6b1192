/**
 * Starts a target's nodes in containers on the engine, and hands them out as a running cluster. Whatever goes wrong on
 * the way, what was created so far is removed again.
 */
import type { z } from 'zod';
import type { ContainerSpec, NodeStatus, Target } from '../../targets/contract/target.ts';
import type { ClusterRequest, RunningCluster } from '../cluster.ts';
import { OrdealError } from '../errors.ts';
import type { Timeline } from '../timeline.ts';
import { dockerControls } from './docker-controls.ts';
import { dockerMeasurements } from './docker-measurements.ts';
import { failureText } from './engine-failure.ts';
import type { Engine } from './engine.ts';
import { ensureHelperImage, ensureImage, type PreparedImage } from './images/ensure-image.ts';
import { labelsFor, networkName } from './labels.ts';
import { collectNodeLogs } from './node-logs.ts';
import { openEngine } from './open-engine.ts';
import { type Pod, prepareHolder, startHolder, startTarget } from './pod.ts';
import { createRealTimeline } from './real-timeline.ts';
import { removeTrial } from './remove-leftovers.ts';

const readyPatienceMs = 60_000;
const readyPollMs = 100;
const defaultRuleLifetimeMs = 15 * 60_000;

export interface DockerClusterRequest extends ClusterRequest {
  readonly dockerHost?: string;
  /** Drop rules vanish on their own this long after the last cut: more than any fault is held. Default 15 minutes. */
  readonly ruleLifetimeMs?: number;
}

/** All of them, or the first failure once every one has settled: nothing is still being created when we clean up. */
async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

interface NodePlan {
  readonly node: string;
  readonly spec: ContainerSpec;
}

interface PodsPlan {
  readonly nodes: readonly NodePlan[];
  readonly helper: PreparedImage;
  readonly image: PreparedImage;
  readonly clock: boolean;
  readonly request: DockerClusterRequest;
}

async function startPods(engine: Engine, plan: PodsPlan): Promise<Map<string, Pod>> {
  const { nodes, helper, image, clock, request } = plan;
  const { trialId, signal } = request;
  await engine.createNetwork(networkName(trialId), labelsFor('network', trialId));
  signal.throwIfAborted();
  const holders = await allSettled(
    nodes.map(async ({ node, spec }) => ({
      ...(await startHolder(engine, { trialId, node, helperImage: helper.tag, port: spec.port })),
      spec,
    })),
  );
  signal.throwIfAborted();
  await allSettled(holders.map((holder) => prepareHolder(engine, holder, holders)));
  signal.throwIfAborted();
  const pods = await allSettled(
    holders.map((holder) => startTarget(engine, holder, { trialId, image: image.tag, spec: holder.spec, clock })),
  );
  return new Map(pods.map((pod) => [pod.node, pod]));
}

async function notReady(engine: Engine, pod: Pod, why: string, status: NodeStatus | null): Promise<OrdealError> {
  const output = await engine.containerOutput(pod.target, 30);
  const said = status?.detail === undefined || status.detail === '' ? '' : ` (it says: ${status.detail})`;
  return new OrdealError(
    'node-not-ready',
    `node ${pod.node} ${why}${said}. The end of its output:\n${output.trimEnd() || '(nothing)'}`,
    'the lines above say what it misses; a machine that is very busy may need a second try',
  );
}

async function waitUntilReady(
  engine: Engine,
  pod: Pod,
  timeline: Timeline,
  ask: (node: string) => Promise<NodeStatus | null>,
  signal: AbortSignal,
): Promise<void> {
  const endNs = timeline.nowNs() + readyPatienceMs * 1e6;
  for (;;) {
    signal.throwIfAborted();
    const status = await ask(pod.node);
    if (status?.ready === true) return;
    const state = await engine.inspectContainer(pod.target);
    if (state?.running !== true) {
      const why = state === null ? 'was removed' : `ended with exit code ${state.exitCode}`;
      throw await notReady(engine, pod, why, status);
    }
    if (timeline.nowNs() > endNs) {
      throw await notReady(engine, pod, `was not ready after ${readyPatienceMs / 1000} s`, status);
    }
    await timeline.sleep(readyPollMs, signal);
  }
}

function deployment<Schema extends z.ZodObject>(target: Target<Schema>): NonNullable<Target<Schema>['docker']> {
  if (target.docker !== undefined) return target.docker;
  throw new OrdealError(
    'no-docker-deployment',
    `target ${target.name} does not say how to run in containers`,
    'use --backend simulated, or add `docker` to the adapter',
  );
}

/**
 * Starts the cluster and waits until every node's status says that it is ready (at most 60 s). `setUp` of the target is
 * left to the caller. Throws an OrdealError, with everything removed again, when no engine answers, an image cannot be
 * made, or a node does not come up; rejects with the signal's reason when that aborts.
 */
export async function startDockerCluster<Schema extends z.ZodObject>(
  target: Target<Schema>,
  options: z.output<Schema>,
  request: DockerClusterRequest,
): Promise<RunningCluster> {
  const docker = deployment(target);
  const { engine, info } = await openEngine(request.dockerHost);
  const images = { engine, progress: request.progress, signal: request.signal };
  const helper = await ensureHelperImage(images);
  const image = await ensureImage(docker.image, images);
  const nodes = request.nodes.map((node) => ({ node, spec: docker.container(node, options) }));
  const clock = target.supports.clock.supported;
  try {
    const pods = await startPods(engine, { nodes, helper, image, clock, request });
    const timeline = createRealTimeline();
    const measurements = dockerMeasurements({
      engine,
      pods,
      askStatus: (endpoint, signal) => target.status(endpoint, options, signal),
    });
    const ask = (node: string): Promise<NodeStatus | null> => measurements.status(node, 2000);
    await allSettled([...pods.values()].map((pod) => waitUntilReady(engine, pod, timeline, ask, request.signal)));
    return {
      backend: 'docker',
      provenance: `${info.product} ${info.version}, image ${image.tag} (${image.id})`,
      nodes: request.nodes,
      endpoints: new Map([...pods].map(([node, pod]) => [node, pod.endpoint])),
      timeline,
      controls: dockerControls({ engine, pods, ruleLifetimeMs: request.ruleLifetimeMs ?? defaultRuleLifetimeMs }),
      measurements,
      drive: (main) => main(),
      async collectLogs(directory) {
        await allSettled([...pods.values()].map((pod) => collectNodeLogs(engine, pod, directory)));
      },
      async tearDown() {
        await removeTrial(engine, request.trialId);
      },
    };
  } catch (error) {
    await removeWhatThereIs(engine, request);
    throw startFailure(target.name, error, request.signal);
  }
}

/** After a failed start. Its own failure is only told, since the reason of the failed start matters more. */
async function removeWhatThereIs(engine: Engine, { trialId, progress }: DockerClusterRequest): Promise<void> {
  try {
    await removeTrial(engine, trialId);
  } catch (error) {
    progress(`not everything of trial ${trialId} could be removed (${failureText(error)}): run \`ordeal heal\``);
  }
}

function startFailure(targetName: string, error: unknown, signal: AbortSignal): unknown {
  if (error instanceof OrdealError || signal.aborted) return error;
  return new OrdealError(
    'cluster-not-started',
    `the containers of ${targetName} could not be started: ${failureText(error)}`,
    'see what this machine can do: `ordeal doctor`',
    { cause: error },
  );
}
