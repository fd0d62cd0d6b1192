/** The shapes of a partition: which links are cut. A link has a direction, so a cut may have one as well. */
import { between, chance, shuffle, type Random } from '../../targets/contract/random.ts';
import type { Link } from '../cluster.ts';

export interface Cut {
  readonly description: string;
  /** Those that the cut sets apart, for a person who looks for them. */
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
}

export function allLinks(nodes: readonly string[]): Link[] {
  return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}

function linksBetween(side: readonly string[], others: readonly string[]): Link[] {
  return side.flatMap((left) =>
    others.flatMap((right) => [
      { from: left, to: right },
      { from: right, to: left },
    ]),
  );
}

/** These nodes from everybody else, in both directions. */
export function setApart(nodes: readonly string[], side: readonly string[]): Cut {
  const others = nodes.filter((node) => !side.includes(node));
  return { description: `${side.join(' ')} | ${others.join(' ')}`, nodes: side, links: linksBetween(side, others) };
}

/** Two halves, the smaller first when the number is odd. */
export function halves(nodes: readonly string[], random: Random): Cut {
  return setApart(nodes, shuffle(random, nodes).slice(0, Math.floor(nodes.length / 2)));
}

/** A minority of random size from the majority. Needs three nodes. */
export function minority(nodes: readonly string[], random: Random): Cut {
  return setApart(nodes, shuffle(random, nodes).slice(0, between(random, 1, Math.floor((nodes.length - 1) / 2))));
}

/**
 * Every node hears a majority (counting itself), and no two hear the same one: nobody can tell that anything is wrong, yet
 * no majority agrees on who is in it. With the nodes in a ring, each hears those nearest to it. Needs three nodes.
 */
export function majoritiesRing(nodes: readonly string[], random: Random): Cut {
  const ring = shuffle(random, nodes);
  const heardCount = Math.floor(nodes.length / 2);
  const links: Link[] = [];
  const sentences: string[] = [];
  for (const [at, to] of ring.entries()) {
    // At distance 1, -1, 2, -2, ... around the ring.
    const byDistance = Array.from({ length: ring.length - 1 }, (_, position) => {
      const step = Math.floor(position / 2) + 1;
      return ring[(at + (position % 2 === 0 ? step : ring.length - step)) % ring.length] as string;
    });
    sentences.push(`${to} hears ${byDistance.slice(0, heardCount).join(' ')}`);
    for (const from of byDistance.slice(heardCount)) links.push({ from, to });
  }
  return { description: sentences.join(', '), nodes: ring, links };
}

/** Two sides that only one node, the bridge, reaches both of. Needs three nodes. */
export function bridge(nodes: readonly string[], random: Random): Cut {
  const [middle, ...rest] = shuffle(random, nodes) as [string, ...string[]];
  const left = rest.slice(0, Math.floor(rest.length / 2));
  const right = rest.slice(left.length);
  const description = `${left.join(' ')} | ${right.join(' ')}, with ${middle} as the bridge`;
  return { description, nodes: rest, links: linksBetween(left, right) };
}

/** One node in one direction only: it hears nobody, or nobody hears it. */
export function oneWay(nodes: readonly string[], random: Random): Cut {
  const [node, ...others] = shuffle(random, nodes) as [string, ...string[]];
  const isDeaf = chance(random, 0.5);
  return {
    description: isDeaf ? `${node} hears nobody` : `nobody hears ${node}`,
    nodes: [node],
    links: others.map((other) => (isDeaf ? { from: other, to: node } : { from: node, to: other })),
  };
}
