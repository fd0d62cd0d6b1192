/**
 * Breaking and mending nodes made of containers. Links are cut by drop rules in the receiving node's network namespace,
 * processes are frozen and killed by the engine, the wall clock is moved through the clock volume.
 */
import type { FaultControls, Link } from '../cluster.ts';
import type { Engine } from './engine.ts';
import { type Pod, podOf, runInHolder } from './pod.ts';

export interface DockerControlsSetting {
  readonly engine: Engine;
  readonly pods: ReadonlyMap<string, Pod>;
  /** Rules vanish this long after the last cut, so that a controller that was killed leaves no lasting partition. */
  readonly ruleLifetimeMs: number;
}

export function dockerControls({ engine, pods, ruleLifetimeMs }: DockerControlsSetting): FaultControls {
  const clockOffsetsMs = new Map<string, number>();
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

  const controls: FaultControls = {
    async cut(links: readonly Link[]) {
      const receivers = Map.groupBy(links, (link) => link.to);
      await Promise.all(
        [...receivers].map(([to, cuts]) => {
          const peers = cuts.map((link) => pod(link.from).address);
          return runInHolder(engine, pod(to), ['ordeal-net', 'cut', lifetimeSeconds, ...peers]);
        }),
      );
    },
    mend: () => everywhere((one) => runInHolder(engine, one, ['ordeal-net', 'mend'])),
    pause: (node) => engine.pauseContainer(pod(node).target),
    resume: (node) => engine.unpauseContainer(pod(node).target),
    kill: (node) => engine.killContainer(pod(node).target),
    start: (node) => engine.startContainer(pod(node).target),
    bumpClock: (node, offsetMs) => setClock(node, (clockOffsetsMs.get(node) ?? 0) + Math.round(offsetMs)),
    resetClock: (node) => setClock(node, 0),

    async healAll() {
      // A frozen container can be neither started nor asked anything, so thawing comes first. A step that fails must
      // not keep the others from being done.
      const failures: unknown[] = [];
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
