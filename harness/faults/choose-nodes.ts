/** Which nodes a fault hits: by number, or by role, asked of the nodes themselves at that moment. */
import { pick, shuffle } from '../../targets/contract/random.ts';
import type { FaultChoice, Ground } from './fault.ts';

/** Variants shared by the faults that hit single nodes. */
export const nodeVariants: Readonly<Record<string, string>> = {
  one: 'one node, any',
  primary: 'a node that says it is the primary',
  minority: 'fewer than half of the nodes',
  majority: 'more than half of the nodes',
  all: 'every node',
};

/** One free node (there must be one): one that says it is the primary, or any if none does. */
export async function choosePrimary({ random, cluster, free }: FaultChoice): Promise<string> {
  const { measurements } = cluster;
  const statuses = await Promise.all(free.map((node) => measurements.status(node, measurements.statusPatienceMs)));
  const primaries = free.filter((_, index) => statuses[index]?.role === 'primary');
  return pick(random, primaries.length > 0 ? primaries : free);
}

/** So many of the free nodes, in the cluster's order; null if there are fewer, or none are wanted. */
export function chooseSome({ random, free }: FaultChoice, count: number): string[] | null {
  if (count === 0 || free.length < count) return null;
  const chosen = new Set(shuffle(random, free).slice(0, count));
  return free.filter((node) => chosen.has(node));
}

/** The free nodes that the variant means now, in the cluster's order; null if too few are free. */
export async function chooseNodes(choice: FaultChoice): Promise<string[] | null> {
  const { variant } = choice;
  const nodeCount = choice.cluster.nodes.length;
  switch (variant) {
    case 'one':
      return chooseSome(choice, 1);
    case 'primary':
      return choice.free.length === 0 ? null : [await choosePrimary(choice)];
    case 'minority':
      return chooseSome(choice, Math.floor((nodeCount - 1) / 2));
    case 'majority':
      return chooseSome(choice, Math.floor(nodeCount / 2) + 1);
    case 'all':
      return chooseSome(choice, nodeCount);
    default:
      throw new RangeError(`no such choice of nodes: ${variant}`);
  }
}

/** Why this choice of nodes is impossible here; null if it is possible. */
export function nodeChoiceRefusal({ target, nodeCount }: Ground, variant: string): string | null {
  if (variant === 'primary' && !target.supports.roles.supported) return target.supports.roles.reason;
  if (variant === 'minority' && nodeCount < 3) return `a minority of ${nodeCount} nodes is empty`;
  return null;
}
