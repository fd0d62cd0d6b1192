/**
 * Takes away what we created on an engine, going by labels alone: whether this process made it a moment ago, a start
 * failed half-way, or a controller was killed last week makes no difference. Removing containers also takes their
 * anonymous volumes, their drop rules and their frozen processes with them.
 */
import type { Engine, Labelled } from './engine.ts';
import { controllerIsAlive, controllerLabel, ourLabel, trialLabel } from './labels.ts';
import { openEngine } from './open-engine.ts';

export interface Removed {
  /** Names. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

export interface HealReport extends Removed {
  /** Trials left alone because their controller is alive on this machine. */
  readonly spared: readonly string[];
}

const names = (list: readonly Labelled[]): string[] => list.map(({ name }) => name).toSorted();

async function removeEach(list: readonly Labelled[], remove: (item: Labelled) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(list.map(remove));
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} leftovers could not be removed`);
}

async function removeLabelled(
  engine: Engine,
  label: string,
  wanted: (item: Labelled) => boolean = () => true,
): Promise<Removed> {
  // Containers first: they hold on to their volumes and networks.
  const containers = (await engine.listContainers(label)).filter(wanted);
  await removeEach(containers, async ({ id }) => {
    await engine.unpauseContainer(id);
    await engine.removeContainer(id);
  });
  const volumes = (await engine.listVolumes(label)).filter(wanted);
  const networks = (await engine.listNetworks(label)).filter(wanted);
  await removeEach(volumes, ({ name }) => engine.removeVolume(name));
  await removeEach(networks, ({ name }) => engine.removeNetwork(name));
  return { containers: names(containers), volumes: names(volumes), networks: names(networks) };
}

/** Removes everything of one trial. Safe to call twice. */
export function removeTrial(engine: Engine, trialId: string): Promise<Removed> {
  return removeLabelled(engine, `${trialLabel}=${trialId}`);
}

/**
 * `ordeal heal`: removes everything of ours, of any trial and any controller, running or not. Trials whose controller is
 * still alive on this machine are spared unless `all` is set.
 */
export async function healDocker(request: {
  readonly dockerHost?: string;
  readonly all?: boolean;
}): Promise<HealReport> {
  const { engine } = await openEngine(request.dockerHost);
  const spared = new Set<string>();
  const removed = await removeLabelled(engine, ourLabel, ({ labels }) => {
    if (request.all === true || !controllerIsAlive(labels[controllerLabel])) return true;
    spared.add(labels[trialLabel] ?? 'unknown');
    return false;
  });
  return { ...removed, spared: [...spared].toSorted() };
}
