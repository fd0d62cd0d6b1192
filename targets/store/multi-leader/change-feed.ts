/**
 * Sends a node's own changes to one peer, in order, until the peer has acknowledged them all: new ones at once, as long as few
 * are under way; those without an acknowledgement again and again, for as long as it takes, but more and more rarely: a slow
 * link must not be filled with what is already on it.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { OwnChanges } from './own-changes.ts';

/** Changes on their way at most. */
const maxUnderWay = 20;
/** Ticks between two attempts, at first and at most. */
const leastPatience = 1;
const mostPatience = 32;

export class ChangeFeed {
  readonly #host: Host;
  readonly #peer: string;
  readonly #bug: StoreConfiguration['bug'];
  readonly #changes: OwnChanges;
  #acknowledged: number;
  #sent: number;
  #patience = leastPatience;
  #ticksLeft = leastPatience;

  constructor(host: Host, peer: string, bug: StoreConfiguration['bug'], changes: OwnChanges) {
    this.#host = host;
    this.#peer = peer;
    this.#bug = bug;
    this.#changes = changes;
    this.#acknowledged = changes.forgotten;
    this.#sent = changes.forgotten;
  }

  /** The peer holds so many, from the first on. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Sends what was not sent before, of the first `count`. */
  push(count: number): void {
    if (this.#sent < count && this.#sent - this.#acknowledged < maxUnderWay) this.#send(this.#sent, count);
  }

  /** Time goes by: sends what is not acknowledged, of the first `count`, once more, if the peer had the time to answer. */
  tick(count: number): void {
    if (this.#acknowledged >= count || --this.#ticksLeft > 0) return;
    this.#patience = Math.min(2 * this.#patience, mostPatience);
    this.#ticksLeft = this.#patience;
    this.#send(this.#acknowledged, count);
  }

  /** The peer holds the first `count`. */
  onReceived(count: number, available: number): void {
    const isProgress = count > this.#acknowledged;
    this.#acknowledged = Math.min(Math.max(count, this.#changes.forgotten), this.#changes.count);
    this.#sent = Math.max(this.#sent, this.#acknowledged);
    if (!isProgress) return;
    this.#patience = leastPatience;
    this.#ticksLeft = leastPatience + 1;
    this.push(available);
  }

  #send(from: number, count: number): void {
    const entries = this.#changes.between(from, Math.min(count, this.#acknowledged + maxUnderWay));
    this.#sent = from + entries.length;
    if (this.#bug === 'retransmission-forgotten') this.#acknowledged = this.#sent;
    this.#host.send(this.#peer, { kind: 'entries', entries });
  }
}
