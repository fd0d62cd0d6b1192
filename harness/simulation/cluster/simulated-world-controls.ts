/** Breaking and measuring what only a simulated world lets one reach: oscillators, links, processors, disks. */
import type { Link, LinkSample, WorldControls } from '../../cluster.ts';
import type { SimulatedNetwork } from '../network/simulated-network.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';
import { nodeNamed } from './node-named.ts';
import type { World } from '../world.ts';

const probesPerLink = 40;
const probeIntervalMs = 2;
/** After the last probe is sent, how long late ones are waited for. */
const probePatienceMs = 500;
const diskPatienceMs = 3000;

export function simulatedWorldControls(
  world: World,
  nodes: ReadonlyMap<string, SimulatedNode>,
  network: SimulatedNetwork,
): WorldControls {
  const find = (name: string): SimulatedNode => nodeNamed(nodes, name);
  return {
    setClockRate: (node, rate) => find(node).clock.setRate(world.nowNs(), rate),
    strobeClock: (node, offsetMs, periodMs) => find(node).clock.strobe(offsetMs, periodMs),
    adjustLinks: (links, changes) => network.adjust(links, changes),
    restoreLinks: () => network.restore(),
    slowProcessor: (node, eventMs) => find(node).processor.adjust({ eventMs }),
    restoreProcessor: (node) => find(node).processor.restore(),
    slowDisk: (node, minSyncMs) => find(node).disk.adjust({ minSyncMs }),
    fillDisk: (node) => find(node).disk.fill(),
    restoreDisk: (node) => find(node).disk.restore(),
    diskImage: (node) => find(node).disk.image(),
    overwriteFile: (node, file, bytes) => find(node).disk.overwrite(file, bytes),
    sampleLinks: (links) => sampleLinks(world, network, links),
    probeDisk: (node) => probeDisk(world, find(node)),
  };
}

/** Sends a burst of probes over each link, all links at once. */
async function sampleLinks(
  world: World,
  network: SimulatedNetwork,
  links: readonly Link[],
): Promise<readonly LinkSample[]> {
  const finished = world.wait<void>();
  const samples = links.map((link) => ({ link, sentCount: probesPerLink, delaysMs: [] as number[], extraCount: 0 }));
  for (const sample of samples) {
    for (let number = 0; number < probesPerLink; number++) {
      world.schedule(number * probeIntervalMs * 1e6, () => {
        const sentNs = world.nowNs();
        let hasArrived = false;
        network.probe(sample.link, () => {
          if (hasArrived) sample.extraCount++;
          else sample.delaysMs.push((world.nowNs() - sentNs) / 1e6);
          hasArrived = true;
        });
      });
    }
  }
  world.schedule((probesPerLink * probeIntervalMs + probePatienceMs) * 1e6, () => finished.resolve());
  await finished.promise;
  // What arrives later is not counted.
  return samples.map((sample) => ({ ...sample, delaysMs: sample.delaysMs.toSorted((a, b) => a - b) }));
}

async function probeDisk(world: World, node: SimulatedNode): Promise<number | null> {
  const finished = world.wait<number | null>();
  const beganNs = world.nowNs();
  // Not from within: a wait that is settled before anybody waits would not be an event of the world.
  world.schedule(0, () => {
    node.disk.probe((isWritten) => finished.resolve(isWritten ? (world.nowNs() - beganNs) / 1e6 : null));
  });
  world.schedule(diskPatienceMs * 1e6, () => finished.resolve(null));
  return finished.promise;
}
