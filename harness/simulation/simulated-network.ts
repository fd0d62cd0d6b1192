/**
 * The network among nodes: every message is delayed at random on its own (so messages overtake each other), may be lost
 * or doubled, and is dropped if its link is cut when it is sent or when it would arrive. Attestation probes travel the
 * same way as the nodes' messages, so what it measures is what nodes get.
 */
import { chance, exponential } from '../../targets/contract/random.ts';
import type { Random } from '../../targets/contract/random.ts';
import type { Link } from '../cluster.ts';
import type { NetworkSettings } from './settings.ts';
import type { World } from './world.ts';

export class SimulatedNetwork {
  readonly #world: World;
  readonly #random: Random;
  readonly #settings: NetworkSettings;
  /** Cut links: the receivers that each sender does not reach, and how many cuts keep it from them. */
  readonly #cutTo = new Map<string, Map<string, number>>();

  constructor(world: World, random: Random, settings: NetworkSettings) {
    this.#world = world;
    this.#random = random;
    this.#settings = settings;
  }

  /** Sends from one node to another: calls `deliver` once for each copy that arrives, perhaps never. */
  transmit(from: string, to: string, deliver: () => void): void {
    if (this.#isCut(from, to) || chance(this.#random, this.#settings.lossProbability)) return;
    this.#deliverLater(from, to, deliver);
    if (chance(this.#random, this.#settings.duplicateProbability)) this.#deliverLater(from, to, deliver);
  }

  /** Virtual nanoseconds that one message takes. */
  drawDelayNs(): number {
    const { minDelayMs, meanExtraDelayMs, lateProbability, meanLatenessMs } = this.#settings;
    let delayMs = minDelayMs + exponential(this.#random, meanExtraDelayMs);
    if (chance(this.#random, lateProbability)) delayMs += exponential(this.#random, meanLatenessMs);
    return delayMs * 1e6;
  }

  cut(links: readonly Link[]): void {
    for (const { from, to } of links) {
      const receivers = this.#cutTo.get(from) ?? new Map<string, number>();
      receivers.set(to, (receivers.get(to) ?? 0) + 1);
      this.#cutTo.set(from, receivers);
    }
  }

  /** Takes one cut off each of these links, or all off all. */
  mend(links?: readonly Link[]): void {
    if (links === undefined) this.#cutTo.clear();
    for (const { from, to } of links ?? []) {
      const receivers = this.#cutTo.get(from);
      const cuts = receivers?.get(to) ?? 0;
      if (cuts > 1) receivers?.set(to, cuts - 1);
      else receivers?.delete(to);
      if (receivers?.size === 0) this.#cutTo.delete(from);
    }
  }

  #deliverLater(from: string, to: string, deliver: () => void): void {
    this.#world.schedule(this.drawDelayNs(), () => {
      if (!this.#isCut(from, to)) deliver();
    });
  }

  #isCut(from: string, to: string): boolean {
    return this.#cutTo.size > 0 && this.#cutTo.get(from)?.has(to) === true;
  }
}
