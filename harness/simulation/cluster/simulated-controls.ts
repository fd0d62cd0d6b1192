/** Breaking and healing simulated nodes. Everything takes effect at the instant of the call. */
import type { FaultControls } from '../../cluster.ts';
import type { SimulatedNetwork } from '../network/simulated-network.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';
import { nodeNamed } from './node-named.ts';
import type { World } from '../world.ts';

export function simulatedControls(
  world: World,
  nodes: ReadonlyMap<string, SimulatedNode>,
  network: SimulatedNetwork,
): FaultControls {
  const find = (name: string): SimulatedNode => nodeNamed(nodes, name);
  return {
    cut: async (links) => network.cut(links),
    mend: async (links) => network.mend(links),
    pause: async (node) => find(node).pause(),
    resume: async (node) => find(node).resume(),
    stop: async (node) => {
      const stopped = world.wait<void>();
      // Not from within: a wait that is settled before anybody waits would not be an event of the world.
      world.schedule(0, () => find(node).stop(() => stopped.resolve()));
      await stopped.promise;
    },
    kill: async (node) => find(node).kill(),
    cutPower: async (node) => find(node).cutPower(),
    start: async (node) => find(node).start(),
    bumpClock: async (node, offsetMs) => find(node).clock.bump(offsetMs),
    resetClock: async (node) => find(node).clock.reset(world.nowNs()),
    healAll: async () => {
      network.mend();
      network.restore();
      for (const node of nodes.values()) {
        node.disk.restore();
        node.processor.restore();
        node.clock.reset(world.nowNs());
        node.resume();
        node.start();
      }
    },
  };
}
