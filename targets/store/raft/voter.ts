/**
 * When a node gives its vote: once a term, to a candidate whose log is at least as complete as its own (Raft, section 5.4.1);
 * before a term begins, only if it hears no leader itself (Ongaro's thesis, section 9.6).
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { PreVoteRequest, VoteRequest } from '../protocol/peer-protocol.ts';
import type { StableStorage } from '../storage/stable-storage.ts';

export class Voter {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #storage: StableStorage;
  readonly #startedMs: number;
  /** When a leader was last heard. */
  #leaderHeardMs = -Infinity;

  constructor(host: Host, configuration: StoreConfiguration, storage: StableStorage) {
    this.#host = host;
    this.#configuration = configuration;
    this.#storage = storage;
    this.#startedMs = host.monotonicMs();
  }

  hearLeader(): void {
    this.#leaderHeardMs = this.#host.monotonicMs();
  }

  /** Whether it would vote, if the term began. Who hears a leader does not help to depose it. */
  wouldVote(request: PreVoteRequest): boolean {
    const heardForMs = this.#host.monotonicMs() - this.#leaderHeardMs;
    const hearsLeader = heardForMs < this.#configuration.electionTimeoutMs;
    return request.term > this.#storage.term && !hearsLeader && this.#isUpToDate(request);
  }

  mayVote(candidate: string, request: VoteRequest): boolean {
    const { term, votedFor } = this.#storage;
    const isFree = request.term === term && (votedFor ?? candidate) === candidate;
    return isFree && this.#isUpToDate(request) && !this.#grantsLease();
  }

  /** Whether the candidate's log has all that this node's has. */
  #isUpToDate({ lastIndex, lastTerm }: VoteRequest | PreVoteRequest): boolean {
    const { log } = this.#storage;
    if (this.#configuration.bug === 'votes-without-log-check') return true;
    return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.lastIndex);
  }

  /**
   * With lease reads a leader counts on nobody being elected for a while after this node has heard from it. What it heard before
   * it started it does not know.
   */
  #grantsLease(): boolean {
    const { reads, electionTimeoutMs } = this.#configuration;
    const sinceMs = Math.max(this.#startedMs, this.#leaderHeardMs);
    return reads === 'lease' && this.#host.monotonicMs() < sinceMs + electionTimeoutMs;
  }
}
