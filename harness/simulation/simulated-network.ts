/**
 * The network among nodes: a link for each direction of each pair, which delays every message at random on its own (so
 * messages overtake each other), and may lose or double it. Attestation probes travel the same way as the nodes'
 * messages, so what it measures is what nodes get.
 */
import type { Message } from '../../targets/contract/host.ts';
import type { Random } from '../../targets/contract/random.ts';
import type { Link } from '../cluster.ts';
import type { LinkSettings, NetworkSettings } from './settings.ts';
import { SimulatedLink } from './simulated-link.ts';
import type { World } from './world.ts';

const probeBytes = 64;

export class SimulatedNetwork {
  /** By sender, then by receiver. */
  readonly #links = new Map<string, Map<string, SimulatedLink>>();

  /** `randomFor` gives each direction of each link its random stream. */
  constructor(world: World, nodes: readonly string[], randomFor: (link: Link) => Random, settings: NetworkSettings) {
    for (const from of nodes) {
      const others = nodes.filter((to) => to !== from);
      const linksFrom = others.map((to) => [to, new SimulatedLink(world, randomFor({ from, to }), settings)] as const);
      this.#links.set(from, new Map(linksFrom));
    }
  }

  /** Sends a message from one node to another: calls `deliver` once for each copy that arrives, perhaps never. */
  transmit(from: string, to: string, message: Message, deliver: () => void): void {
    this.#link(from, to).transmit(() => JSON.stringify(message).length, deliver);
  }

  /** Sends something that is no node's message. */
  probe({ from, to }: Link, deliver: () => void): void {
    this.#link(from, to).transmit(() => probeBytes, deliver);
  }

  cut(links: readonly Link[]): void {
    for (const { from, to } of links) this.#link(from, to).cut();
  }

  mend(): void {
    for (const link of this.#all()) link.mend();
  }

  /** Changes what these links are like until `restore`. */
  adjust(links: readonly Link[], changes: Partial<LinkSettings>): void {
    for (const { from, to } of links) this.#link(from, to).adjust(changes);
  }

  /** All links are as they were in the beginning, but for those that are cut. */
  restore(): void {
    for (const link of this.#all()) link.restore();
  }

  *#all(): Iterable<SimulatedLink> {
    for (const links of this.#links.values()) yield* links.values();
  }

  #link(from: string, to: string): SimulatedLink {
    const link = this.#links.get(from)?.get(to);
    if (link === undefined) throw new RangeError(`there is no link from ${from} to ${to}`);
    return link;
  }
}
