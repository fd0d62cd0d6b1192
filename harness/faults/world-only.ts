/** Faults that only a simulated world can have. */
import type { RunningCluster, WorldControls } from '../cluster.ts';
import type { Ground } from './fault.ts';

/** `reason`: why real nodes cannot have it, in a sentence; null if the nodes are not real. */
export function refusalOfRealNodes({ backend }: Ground, reason: string): string | null {
  return backend === 'simulated' ? null : reason;
}

export function worldOf({ world, backend }: RunningCluster): WorldControls {
  if (world === undefined) throw new RangeError(`a ${backend} cluster is no world that could be changed`);
  return world;
}
