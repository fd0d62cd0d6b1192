/**
 * The network among nodes: a link for each direction of each pair, which delays every message at random on its own (so
 * messages overtake each other), and may lose or double it. Attestation probes travel the same way as the nodes'
 * messages, so what it measures is what nodes get.
 */
import type { Message } from '../../../targets/contract/host.ts';
import type { Random } from '../../../targets/contract/random.ts';
import type { Link } from '../../cluster.ts';
import type { LinkSettings, NetworkSettings } from '../settings.ts';
import { SimulatedLink } from './simulated-link.ts';
import type { Tracer } from '../tracer.ts';
import type { World } from '../world.ts';

/** As large as a small message: 64 bytes with its quotes. */
const probeLoad = '.'.repeat(62);

export class SimulatedNetwork {
  /** By sender, then by receiver. */
  readonly #links = new Map<string, Map<string, SimulatedLink>>();

  /** `randomFor` gives each direction of each link its randomness. */
  constructor(world: World, nodes: readonly string[], randomFor: (link: Link) => Random, settings: NetworkSettings) {
    for (const from of nodes) {
      const others = nodes.filter((to) => to !== from);
      const linksFrom = others.map((to) => [to, new SimulatedLink(world, randomFor({ from, to }), settings)] as const);
      this.#links.set(from, new Map(linksFrom));
    }
  }

  /** How messages get from one node to another: each call sends one, and `arrive` is called for each copy that arrives. */
  path(from: string, to: string, arrive: (message: Message) => void): (message: Message) => void {
    const link = this.#link(from, to);
    return (message) => link.transmit(message, arrive);
  }

  /** The same, watched. */
  tracedPath(
    tracer: Tracer,
    from: string,
    to: string,
    receiver: { isUp(): boolean; receive(message: Message): void },
  ): (message: Message) => void {
    const link = this.#link(from, to);
    return (message) => {
      const id = tracer.sent(from, to, message);
      const onArrival = (arrived: Message): void => {
        if (receiver.isUp()) tracer.delivered(id);
        else tracer.lost(id, 'down');
        receiver.receive(arrived);
      };
      link.transmit(message, onArrival, (reason) => tracer.lost(id, reason));
    };
  }

  /** Sends something that is no node's message. */
  probe({ from, to }: Link, arrive: () => void): void {
    this.#link(from, to).transmit(probeLoad, arrive);
  }

  cut(links: readonly Link[]): void {
    for (const { from, to } of links) this.#link(from, to).cut();
  }

  /** Takes one cut off each of these links, or all off all. */
  mend(links?: readonly Link[]): void {
    if (links === undefined) for (const link of this.#all()) link.mendAll();
    else for (const { from, to } of links) this.#link(from, to).mend();
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
