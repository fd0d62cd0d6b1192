/**
 * Reading the world of containers as it is: links by real packets that must pass the drop rules, processes by what the
 * engine sees, nodes by asking the target itself. Nothing here knows what was asked of the controls.
 */
import type { Lifetime, Link, Measurements } from '../cluster.ts';
import type { Endpoint, NodeStatus } from '../../targets/contract/target.ts';
import type { Engine } from './engine.ts';
import { type Pod, podOf, runInHolder } from './pod.ts';
import { controllerWallMs } from './real-timeline.ts';

export interface DockerMeasurementsSetting {
  readonly engine: Engine;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly askStatus: (endpoint: Endpoint, signal: AbortSignal) => Promise<NodeStatus>;
}

/** Parses `ordeal-net seen`: how many echo requests got in, by the sender's address. */
export function parseSeen(text: string): Map<string, number> {
  const seen = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, address, count] = /^(\d+\.\d+\.\d+\.\d+) (\d+)$/.exec(line.trim()) ?? [];
    if (address !== undefined) seen.set(address, Number(count));
  }
  return seen;
}

/** Settles like `work`, or to null when it fails or the signal aborts first. Status questions may ignore their signal. */
export async function answerOrNull<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const late = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  // Why a node does not answer (refused, reset, frozen, starting) makes no difference: it is the silence that is measured.
  return Promise.race([work.catch(() => null), late]);
}

export function dockerMeasurements({ engine, pods, askStatus }: DockerMeasurementsSetting): Measurements {
  const all = [...pods.values()];
  const pod = (node: string): Pod => podOf(pods, node);
  const seenEverywhere = async (): Promise<Map<string, Map<string, number>>> =>
    new Map(
      await Promise.all(
        all.map(async (one) => [one.node, parseSeen(await runInHolder(engine, one, ['ordeal-net', 'seen']))] as const),
      ),
    );

  const ask: Measurements['ask'] = async (node, timeoutMs, question) => {
    const signal = AbortSignal.timeout(timeoutMs);
    return answerOrNull(question(pod(node).endpoint, signal), signal);
  };

  return {
    async reachableLinks(): Promise<readonly Link[]> {
      const before = await seenEverywhere();
      await Promise.all(
        all.map(async (one) => {
          const peers = all.filter((other) => other !== one).map((other) => other.address);
          if (peers.length > 0) await runInHolder(engine, one, ['ordeal-net', 'probe', ...peers]);
        }),
      );
      const after = await seenEverywhere();
      return all.flatMap((from) =>
        all
          .filter((to) => to !== from)
          .filter((to) => {
            const count = (seen: Map<string, Map<string, number>>): number => seen.get(to.node)?.get(from.address) ?? 0;
            return count(after) > count(before);
          })
          .map((to) => ({ from: from.node, to: to.node })),
      );
    },

    async lifetime(node: string): Promise<Lifetime> {
      const state = await engine.inspectContainer(pod(node).target);
      if (state === null) return { running: false, startedAt: 'removed', machine: 'on', exitCode: null, lastWords: '' };
      const { running, startedAt, exitCode } = state;
      return { running, startedAt, machine: 'on', exitCode: running ? null : exitCode, lastWords: '' };
    },

    ask,
    status: (node, timeoutMs) => ask(node, timeoutMs, askStatus),

    statusPatienceMs: 1000,
    wallMs: controllerWallMs,
  };
}
