/**
 * Sends a node's own changes to one peer, in order, until the peer has acknowledged them all: new ones at once, those
 * without an acknowledgement again and again, for as long as it takes.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Entry } from './multi-leader-protocol.ts';

/** Changes in one message at most. */
const maxBatch = 100;

export class ChangeFeed {
  readonly #host: Host;
  readonly #peer: string;
  readonly #bug: StoreConfiguration['bug'];
  /** The node's own changes, oldest first. */
  readonly #entries: readonly Entry[];
  #acknowledged = 0;
  #sent = 0;

  constructor(host: Host, peer: string, bug: StoreConfiguration['bug'], entries: readonly Entry[]) {
    this.#host = host;
    this.#peer = peer;
    this.#bug = bug;
    this.#entries = entries;
  }

  /** Changes that the peer has not acknowledged. */
  get backlog(): number {
    return this.#entries.length - this.#acknowledged;
  }

  /** Sends what was not sent before, of the first `count`. */
  push(count: number): void {
    if (this.#sent < count) this.#send(this.#sent, count);
  }

  /** Sends what is not acknowledged, of the first `count`, once more. */
  repeat(count: number): void {
    if (this.#acknowledged < count) this.#send(this.#acknowledged, count);
  }

  onReceived(count: number, available: number): void {
    const isProgress = count > this.#acknowledged;
    this.#acknowledged = Math.min(count, this.#entries.length);
    this.#sent = Math.max(this.#sent, this.#acknowledged);
    if (isProgress) this.push(available);
  }

  #send(from: number, count: number): void {
    const entries = this.#entries.slice(from, Math.min(count, from + maxBatch));
    this.#sent = from + entries.length;
    if (this.#bug === 'retransmission-forgotten') this.#acknowledged = this.#sent;
    this.#host.send(this.#peer, { kind: 'entries', entries });
  }
}
