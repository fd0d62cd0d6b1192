/**
 * Anti-entropy (Demers et al., "Epidemic Algorithms for Replicated Database Maintenance", 1987; Dynamo, section 4.7): every
 * so often a node compares with the next of its peers what both keep, and what differs goes both ways. No conversation has
 * a state: a message that is lost is made up for by the next one.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { CompareMessage, RangeMessage } from './leaderless-protocol.ts';
import { treeBranches, treeDepth } from './leaderless-protocol.ts';
import type { Replica } from './replica.ts';
import type { Ring } from './ring.ts';

/** Time between two comparisons that a node begins. */
const periodMs = 500;

export class AntiEntropy {
  readonly #host: Host;
  readonly #replica: Replica;
  readonly #ring: Ring;
  readonly #bug: StoreConfiguration['bug'];
  #turn = 0;

  constructor(host: Host, replica: Replica, ring: Ring, bug: StoreConfiguration['bug']) {
    this.#host = host;
    this.#replica = replica;
    this.#ring = ring;
    this.#bug = bug;
    if (host.peers.length > 0) this.#compareLater();
  }

  onCompare(from: string, { path, hashes }: CompareMessage): void {
    const own = this.#replica.branchHashes(from, path);
    const compared = this.#bug === 'anti-entropy-skips-range' ? treeBranches - 1 : treeBranches;
    for (let branch = 0; branch < compared; branch++) {
      if (own[branch] === hashes[branch]) continue;
      const below = path + branch.toString(treeBranches);
      if (below.length < treeDepth) this.#sendHashes(from, below);
      else this.#sendRange(from, below, true);
    }
  }

  onRange(from: string, { path, items, answer }: RangeMessage): void {
    for (const [key, state] of items) {
      if (this.#ring.homes(key).includes(this.#host.node)) this.#replica.put(key, state, () => undefined);
    }
    if (answer) this.#sendRange(from, path, false);
  }

  #compareLater(): void {
    this.#host.setTimer(periodMs, () => {
      const peer = this.#host.peers[this.#turn++ % this.#host.peers.length] as string;
      this.#sendHashes(peer, '');
      this.#compareLater();
    });
  }

  #sendHashes(to: string, path: string): void {
    this.#host.send(to, { kind: 'compare', path, hashes: this.#replica.branchHashes(to, path) });
  }

  #sendRange(to: string, path: string, answer: boolean): void {
    this.#host.send(to, { kind: 'range', path, items: this.#replica.itemsBelow(to, path), answer });
  }
}
