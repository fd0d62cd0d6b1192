/**
 * The fence between one leader and the next, with `fencing` (Gray and Cheriton, "Leases", SOSP 1989; as Patroni's leader lock, but
 * kept by the nodes themselves). Who answers a leader pledges by it to elect nobody for an election time-out. A leader serves as
 * long as the pledges of a majority last, counted from before it asked for them; who takes over has the votes of a majority, given
 * when no pledge was in the way. Any two majorities share a node, so no two leaders serve at once. Both halves read the monotonic
 * clock alone.
 */
import type { Host } from '../../contract/host.ts';

/**
 * The part of a pledge that a leader counts on. Its clock may run slow, and the other's fast: by 0.6 and 1.5 of the right rate at
 * most, or the leader still counts on what is over.
 */
const countedShare = 0.4;

/** What a node owes to the leader that it answered last. */
export class Pledge {
  readonly #host: Host;
  readonly #lastsMs: number;
  #sinceMs: number;

  /** A node that has just started does not know what it pledged before. */
  constructor(host: Host, electionTimeoutMs: number) {
    this.#host = host;
    this.#lastsMs = electionTimeoutMs;
    this.#sinceMs = host.monotonicMs();
  }

  renew(): void {
    this.#sinceMs = this.#host.monotonicMs();
  }

  get lasts(): boolean {
    return this.#host.monotonicMs() < this.#sinceMs + this.#lastsMs;
  }
}

/** How long one leader may serve. */
export class Lease {
  readonly #host: Host;
  readonly #lastsMs: number;
  /** When the rounds began that no majority has answered yet, by their numbers, in order. */
  readonly #begunMs = new Map<number, number>();
  #untilMs = -Infinity;

  constructor(host: Host, electionTimeoutMs: number) {
    this.#host = host;
    this.#lastsMs = countedShare * electionTimeoutMs;
  }

  /** The followers are being asked. */
  begin(round: number): void {
    this.#begunMs.set(round, this.#host.monotonicMs());
  }

  /** A majority, the leader included, has answered this round. */
  confirm(confirmedRound: number): void {
    for (const [round, begunMs] of this.#begunMs) {
      if (round > confirmedRound) break;
      this.#untilMs = begunMs + this.#lastsMs;
      this.#begunMs.delete(round);
    }
  }

  get lasts(): boolean {
    return this.#host.monotonicMs() < this.#untilMs;
  }
}
