/**
 * One node is a pod of two containers. The holder (docker/helper) owns the network namespace: it sits on the trial's
 * bridge under the node's name, publishes the client port and keeps the drop rules. The target container runs the
 * system's own image, unmodified, inside that namespace; so it can be killed and started again while address, published
 * port and rules stay. A small volume that both mount carries the clock (docker/helper/clock-preload.c).
 */
import type { ContainerSpec, Endpoint } from '../../targets/contract/target.ts';
import { OrdealError } from '../errors.ts';
import { publishing } from './engine-discovery.ts';
import type { Engine } from './engine.ts';
import { holderName, labelsFor, networkName, targetName, volumeName } from './labels.ts';

export const execLimitMs = 15_000;

/** A holder that runs. Its address stays the same for as long as it lives. */
export interface Holder {
  readonly node: string;
  readonly container: string;
  /** IPv4, on the trial's network. */
  readonly address: string;
  readonly endpoint: Endpoint;
}

export interface Pod extends Holder {
  readonly target: string;
  /** Files inside the target container to collect as logs. */
  readonly logFiles: readonly string[];
}

/** The pod of a node of this cluster; asking for any other is a programmer's error. */
export function podOf(pods: ReadonlyMap<string, Pod>, node: string): Pod {
  const pod = pods.get(node);
  if (pod === undefined) throw new RangeError(`no node ${node} in this cluster`);
  return pod;
}

export interface HolderPlan {
  readonly trialId: string;
  readonly node: string;
  readonly helperImage: string;
  readonly port: number;
}

const clockMount = '/ordeal';

/** Runs one of the helper's programs in a holder. Throws an OrdealError with what it printed if it fails. */
export async function runInHolder(engine: Engine, holder: Holder, argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await engine.exec(holder.container, argv, execLimitMs);
  if (exitCode === 0) return stdout;
  throw new OrdealError(
    'holder-command-failed',
    `${argv.join(' ')} for node ${holder.node} ended with ${exitCode}: ${(stderr || stdout).trim()}`,
    'see what this machine can do: `ordeal doctor`',
  );
}

/** Creates and starts the holder of one node. */
export async function startHolder(engine: Engine, plan: HolderPlan): Promise<Holder> {
  const { trialId, node, helperImage, port } = plan;
  const { bindAddress, connectHost } = publishing(engine.address);
  const volume = volumeName(trialId, node);
  await engine.createVolume(volume, labelsFor('volume', trialId, node));
  const container = await engine.createContainer({
    name: holderName(trialId, node),
    image: helperImage,
    labels: labelsFor('holder', trialId, node),
    capabilities: ['NET_ADMIN'],
    mount: { volume, path: clockMount },
    network: { kind: 'bridge', name: networkName(trialId), alias: node },
    publish: { port, bindAddress },
  });
  await engine.startContainer(container);
  const state = await engine.inspectContainer(container);
  const address = state?.addresses.get(networkName(trialId));
  const published = state?.publishedPorts.get(port);
  if (state?.running !== true || address === undefined || published === undefined) {
    throw new OrdealError(
      'holder-not-started',
      `the holder of node ${node} did not come up: ${state?.error || 'no address or no published port'}`,
      'see what this machine can do: `ordeal doctor`',
    );
  }
  return { node, container, address, endpoint: { kind: 'tcp', host: connectHost, port: published } };
}

/** Readies a holder's clock and chains. Once, when all holders run and before any target starts. */
export async function prepareHolder(engine: Engine, holder: Holder, all: readonly Holder[]): Promise<void> {
  const peers = all.filter((other) => other.node !== holder.node).map((other) => other.address);
  await runInHolder(engine, holder, ['ordeal-prepare', ...peers]);
}

export interface TargetPlan {
  readonly trialId: string;
  readonly image: string;
  readonly spec: ContainerSpec;
  /** Whether the target's clock can be moved: then our library is preloaded into it. */
  readonly clock: boolean;
}

/** Creates and starts the target container beside its holder. */
export async function startTarget(engine: Engine, holder: Holder, plan: TargetPlan): Promise<Pod> {
  const { trialId, image, spec, clock } = plan;
  const target = await engine.createContainer({
    name: targetName(trialId, holder.node),
    image,
    ...(spec.command === undefined ? {} : { command: spec.command }),
    environment: { ...(clock ? { LD_PRELOAD: `${clockMount}/clock-preload.so` } : {}), ...spec.environment },
    labels: labelsFor('target', trialId, holder.node),
    mount: { volume: volumeName(trialId, holder.node), path: clockMount },
    network: { kind: 'joined', container: holder.container },
  });
  await engine.startContainer(target);
  const { node, container, address, endpoint } = holder;
  return { node, container, address, endpoint, target, logFiles: spec.logFiles ?? [] };
}
