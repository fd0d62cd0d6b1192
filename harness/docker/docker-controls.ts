/**
 * Breaking and mending nodes made of containers. Links are cut by drop rules in the receiving node's network namespace,
 * processes are frozen and killed by the engine, the wall clock is moved through the clock volume.
 */
import { linkName, type FaultControls, type Link } from '../cluster.ts';
import type { Engine } from './engine.ts';
import { type Pod, podOf, runInHolder } from './pod.ts';

export interface DockerControlsSetting {
  readonly engine: Engine;
  readonly pods: ReadonlyMap<string, Pod>;
  /** Rules vanish this long after the last cut, so that a controller that was killed leaves no lasting partition. */
  readonly ruleLifetimeMs: number;
}

/** How long a system may take to end in good order. */
const stopGraceMs = 10_000;

export function dockerControls({ engine, pods, ruleLifetimeMs }: DockerControlsSetting): FaultControls {
  const clockOffsetsMs = new Map<string, number>();
  /** How many cuts lie on a link, by `from->to`. */
  const cuts = new Map<string, number>();
  const lifetimeSeconds = String(Math.max(1, Math.ceil(ruleLifetimeMs / 1000)));

  const pod = (node: string): Pod => podOf(pods, node);
  const everywhere = async (act: (pod: Pod) => Promise<unknown>): Promise<void> => {
    const results = await Promise.allSettled([...pods.values()].map(act));
    const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} nodes could not be reached`);
  };
  const setClock = async (node: string, offsetMs: number): Promise<void> => {
    await runInHolder(engine, pod(node), ['ordeal-clock', String(offsetMs)]);
    clockOffsetsMs.set(node, offsetMs);
  };
  const mendAll = async (): Promise<void> => {
    cuts.clear();
    await everywhere((one) => runInHolder(engine, one, ['ordeal-net', 'mend']));
  };

  const controls: FaultControls = {
    async cut(links: readonly Link[]) {
      for (const link of links) cuts.set(linkName(link), (cuts.get(linkName(link)) ?? 0) + 1);
      const receivers = Map.groupBy(links, (link) => link.to);
      await Promise.all(
        [...receivers].map(([to, incoming]) => {
          const peers = incoming.map((link) => pod(link.from).address);
          return runInHolder(engine, pod(to), ['ordeal-net', 'cut', lifetimeSeconds, ...peers]);
        }),
      );
    },
    async mend(links?: readonly Link[]) {
      if (links === undefined) return mendAll();
      for (const link of links) cuts.set(linkName(link), (cuts.get(linkName(link)) ?? 1) - 1);
      const receivers = Map.groupBy(
        links.filter((link) => (cuts.get(linkName(link)) ?? 0) <= 0),
        (link) => link.to,
      );
      await Promise.all(
        [...receivers].map(([to, incoming]) => {
          const peers = incoming.map((link) => pod(link.from).address);
          return runInHolder(engine, pod(to), ['ordeal-net', 'mend', ...peers]);
        }),
      );
    },
    pause: (node) => engine.pauseContainer(pod(node).target),
    resume: (node) => engine.unpauseContainer(pod(node).target),
    stop: (node) => engine.stopContainer(pod(node).target, stopGraceMs),
    kill: (node) => engine.killContainer(pod(node).target),
    cutPower: (node) =>
      Promise.reject(new Error(`${node} is a container: it cannot lose power apart from the whole machine`)),
    start: (node) => engine.startContainer(pod(node).target),
    bumpClock: (node, offsetMs) => setClock(node, (clockOffsetsMs.get(node) ?? 0) + Math.round(offsetMs)),
    resetClock: (node) => setClock(node, 0),

    async healAll() {
      // A frozen container can be neither started nor asked anything, so thawing comes first. A step that fails must
      // not keep the others from being done.
      const failures: unknown[] = [];
      cuts.clear();
      const steps: ((one: Pod) => Promise<unknown>)[] = [
        (one) => engine.unpauseContainer(one.target),
        (one) => runInHolder(engine, one, ['ordeal-net', 'mend']),
        (one) => setClock(one.node, 0),
        (one) => engine.startContainer(one.target),
      ];
      for (const step of steps) {
        try {
          await everywhere(step);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length === 1) throw failures[0];
      if (failures.length > 1) throw new AggregateError(failures, 'not everything could be healed');
    },
  };
  return controls;
}
