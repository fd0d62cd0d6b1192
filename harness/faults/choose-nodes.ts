/** Which nodes a fault hits: by number, or by role, asked of the nodes themselves at that moment. */
import { pick, shuffle } from '../../targets/contract/random.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { FaultChoice } from './fault.ts';

export const statusTimeoutMs = 1000;

/** Variants shared by the faults that hit single nodes. */
export const nodeVariants: Readonly<Record<string, string>> = {
  one: 'one node, any',
  primary: 'a node that says it is the primary',
  minority: 'fewer than half of the nodes',
  majority: 'more than half of the nodes',
  all: 'every node',
};

export async function primaries({ cluster }: Pick<FaultChoice, 'cluster'>): Promise<string[]> {
  const statuses = await Promise.all(cluster.nodes.map((node) => cluster.measurements.status(node, statusTimeoutMs)));
  return cluster.nodes.filter((_, index) => statuses[index]?.role === 'primary');
}

/** The nodes that the variant means now, in the cluster's order. `primary` falls back to any node if none says it is. */
export async function chooseNodes(choice: FaultChoice): Promise<string[]> {
  const { random, cluster, variant } = choice;
  const { nodes } = cluster;
  const some = (count: number): string[] => {
    const chosen = new Set(shuffle(random, nodes).slice(0, count));
    return nodes.filter((node) => chosen.has(node));
  };
  switch (variant) {
    case 'one':
      return some(1);
    case 'primary': {
      const found = await primaries(choice);
      return [pick(random, found.length > 0 ? found : nodes)];
    }
    case 'minority':
      return some(Math.floor((nodes.length - 1) / 2));
    case 'majority':
      return some(Math.floor(nodes.length / 2) + 1);
    case 'all':
      return [...nodes];
    default:
      throw new RangeError(`no such choice of nodes: ${variant}`);
  }
}

/** Why this choice of nodes is impossible here; null if it is possible. */
export function nodeChoiceRefusal(target: Target, nodeCount: number, variant: string): string | null {
  if (variant === 'primary' && !target.supports.roles.supported) return target.supports.roles.reason;
  if (variant === 'minority' && nodeCount < 3) return `a minority of ${nodeCount} nodes is empty`;
  return null;
}
