/** One direction of a link between two nodes, with delays, losses and copies drawn for each message. */
import { chance, exponential, unit } from '../../../targets/contract/random.ts';
import type { Random } from '../../../targets/contract/random.ts';
import type { LinkSettings, NetworkSettings } from '../settings.ts';
import { WorldEvent } from '../time/event-queue.ts';
import type { World } from '../world.ts';

/** What waits longer than this for bandwidth is lost: no router has endless buffers. */
const maxQueueNs = 1e9;

/** Hears of a copy of a message that does not arrive. */
type Lose = (reason: 'cut' | 'lost') => void;

/** A copy of a message reaches the end of its link. */
class Arrival<Load> extends WorldEvent {
  readonly #link: SimulatedLink;
  readonly #load: Load;
  readonly #arrive: (load: Load) => void;
  readonly #lose: Lose | undefined;

  constructor(link: SimulatedLink, load: Load, arrive: (load: Load) => void, lose: Lose | undefined) {
    super();
    this.#link = link;
    this.#load = load;
    this.#arrive = arrive;
    this.#lose = lose;
  }

  happen(): void {
    if (this.#link.isCut) this.#lose?.('cut');
    else this.#arrive(this.#load);
  }
}

export class SimulatedLink {
  readonly #world: World;
  readonly #random: Random;
  readonly #usual: LinkSettings;
  readonly #delayFactor: number;
  #settings: LinkSettings;
  #cuts = 0;
  /** When all that was sent so far has left, and when the last of it arrives. */
  #idleAtNs = 0;
  #lastArrivalNs = 0;

  constructor(world: World, random: Random, settings: NetworkSettings) {
    this.#world = world;
    this.#random = random;
    this.#usual = settings;
    this.#settings = settings;
    this.#delayFactor = 1 + unit(random) * (settings.maxDelayFactor - 1);
  }

  get isCut(): boolean {
    return this.#cuts > 0;
  }

  /** A link that is cut twice must be mended twice. */
  cut(): void {
    this.#cuts++;
  }

  mend(): void {
    this.#cuts = Math.max(0, this.#cuts - 1);
  }

  mendAll(): void {
    this.#cuts = 0;
  }

  /** Behaves differently in these respects from now on, besides those changed before, until `restore`. */
  adjust(changes: Partial<LinkSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  restore(): void {
    this.#settings = this.#usual;
  }

  /**
   * Calls `arrive` once for each copy that arrives, perhaps never. Dropped if the link is cut when it is sent or when it
   * would arrive; `lose` hears of each copy that does not arrive. The load must be plain JSON data: it uses bandwidth.
   */
  transmit<Load>(load: Load, arrive: (load: Load) => void, lose?: Lose): void {
    if (this.isCut || chance(this.#random, this.#settings.lossProbability)) {
      lose?.(this.isCut ? 'cut' : 'lost');
      return;
    }
    const { duplicateProbability } = this.#settings;
    this.#carry(load, arrive, lose);
    if (duplicateProbability > 0 && chance(this.#random, duplicateProbability)) this.#carry(load, arrive, lose);
  }

  /** Virtual nanoseconds that one message takes once it has left. */
  drawDelayNs(): number {
    const { minDelayMs, meanExtraDelayMs, lateProbability, meanLatenessMs } = this.#settings;
    let delayMs = minDelayMs + exponential(this.#random, meanExtraDelayMs);
    if (chance(this.#random, lateProbability)) delayMs += exponential(this.#random, meanLatenessMs);
    return delayMs * this.#delayFactor * 1e6;
  }

  #carry<Load>(load: Load, arrive: (load: Load) => void, lose?: Lose): void {
    const nowNs = this.#world.nowNs();
    const waitNs = this.#queue(nowNs, load);
    if (waitNs > maxQueueNs) {
      lose?.('lost');
      return;
    }
    let arrivalNs = nowNs + waitNs + this.drawDelayNs();
    if (this.#settings.inOrder) arrivalNs = Math.max(arrivalNs, this.#lastArrivalNs);
    this.#lastArrivalNs = Math.max(this.#lastArrivalNs, arrivalNs);
    this.#world.scheduleEvent(arrivalNs - nowNs, new Arrival(this, load, arrive, lose));
  }

  /** How long until all of this message has left; what would wait too long does not join the queue. */
  #queue(nowNs: number, load: unknown): number {
    const { bytesPerSecond } = this.#settings;
    if (bytesPerSecond === null) return 0;
    const leavesNs = Math.max(nowNs, this.#idleAtNs) + (JSON.stringify(load).length / bytesPerSecond) * 1e9;
    if (leavesNs - nowNs <= maxQueueNs) this.#idleAtNs = leavesNs;
    return leavesNs - nowNs;
  }
}
