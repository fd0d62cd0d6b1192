/** A node of the cluster, asked for by its name. */
import { OrdealError } from '../../errors.ts';
import type { SimulatedNode } from '../node/simulated-node.ts';

/** Throws an OrdealError that names the nodes there are. */
export function nodeNamed(nodes: ReadonlyMap<string, SimulatedNode>, name: string): SimulatedNode {
  const node = nodes.get(name);
  if (node !== undefined) return node;
  throw new OrdealError('unknown-node', `There is no node ${name}.`, `The nodes are ${[...nodes.keys()].join(', ')}.`);
}
