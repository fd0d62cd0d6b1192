/**
 * What a node does while it leads one term. Writes are acknowledged once they are durable on a majority and applied; an
 * entry is committed by counting only if it is of this term (Raft, section 5.4.2), for which the term begins with an empty
 * entry. How reads are answered is in `leader-reads.ts`.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { AppendReply } from '../protocol/peer-protocol.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import { FollowerFeed } from '../replication/follower-feed.ts';
import type { Command, Query } from '../state-machine.ts';
import type { StableStorage } from '../storage/stable-storage.ts';
import { LeaderReads } from './leader-reads.ts';
import { majorityOf, reachedByMajority } from './quorum.ts';

/** What a leadership needs of its node. */
export interface LeadershipNode {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly storage: StableStorage;
  readonly term: number;
  commitIndex(): number;
  /** A majority holds this entry durably: applies it, and calls `applied` for each. */
  commit(index: number): void;
  query(query: Query): Json;
}

export class Leadership {
  readonly #node: LeadershipNode;
  readonly #desk: ClientDesk;
  readonly #feed: FollowerFeed;
  readonly #reads: LeaderReads;
  /** The term's first, empty entry. Until it is committed the leader may not know what is committed. */
  readonly #startIndex: number;
  /** Writes not yet applied, by log index. */
  readonly #writes = new Map<number, Caller>();
  #active = true;

  constructor(node: LeadershipNode) {
    this.#node = node;
    this.#desk = new ClientDesk(node.host);
    this.#feed = new FollowerFeed(node.host, node.storage.log, node.term, () => node.commitIndex());
    this.#reads = new LeaderReads({
      host: node.host,
      desk: this.#desk,
      configuration: node.configuration,
      isEstablished: () => this.isEstablished,
      beginRound: () => this.#broadcast(),
      confirmedRound: () => reachedByMajority([this.#feed.round, ...this.#feed.answeredRounds()]),
      appendEmptyEntry: () => this.#propose({ type: 'nothing' }),
      answer: (caller, query) => this.#desk.result(caller, node.query(query), node.commitIndex()),
    });
    this.#startIndex = this.#propose({ type: 'nothing' });
  }

  /** True once everything that earlier terms committed is known and applied here. */
  get isEstablished(): boolean {
    return this.#node.commitIndex() >= this.#startIndex;
  }

  execute(caller: Caller, command: Command): void {
    if (this.#writes.size >= maxOpenOperations) this.#desk.overloaded(caller);
    else this.#writes.set(this.#propose(command), caller);
  }

  query(caller: Caller, query: Query): void {
    this.#reads.ask(caller, query);
  }

  heartbeat(): void {
    this.#broadcast();
  }

  /** Whether a majority, this node included, was heard of lately. A leader that is cut off should not stay one. */
  hasQuorumWithin(patienceMs: number): boolean {
    return 1 + this.#feed.heardWithin(patienceMs) >= majorityOf(1 + this.#node.host.peers.length);
  }

  onReply(from: string, reply: AppendReply): void {
    this.#feed.onReply(from, reply);
    this.#advanceCommit();
    this.#reads.onReply();
  }

  /** The node applied an entry: whoever asked for it gets the result. */
  applied(index: number, result: Json): void {
    this.#reads.onApplied(index);
    const caller = this.#writes.get(index);
    if (caller === undefined) return;
    this.#writes.delete(index);
    this.#desk.result(caller, result, index);
  }

  /** The leadership is over. Reads certainly had no effect; open writes are in the log and may yet be committed. */
  resign(leader: string | null): void {
    this.#active = false;
    for (const caller of this.#writes.values()) this.#desk.leadershipLost(caller);
    this.#writes.clear();
    this.#reads.refuseAll(leader);
  }

  #broadcast(): number {
    const round = this.#feed.broadcast();
    this.#reads.onRoundBegun(round);
    return round;
  }

  /** Appends, sends, and answers the entry's index. The leader writes to its disk while followers write to theirs. */
  #propose(command: Command): number {
    const { storage, term } = this.#node;
    const index = storage.log.lastIndex + 1;
    storage.log.append({ index, term, command });
    this.#broadcast();
    storage.flush(() => {
      if (this.#active) this.#advanceCommit();
    });
    return index;
  }

  #advanceCommit(): void {
    const { log } = this.#node.storage;
    const index = reachedByMajority([log.durableIndex, ...this.#feed.matchIndexes()]);
    if (index <= this.#node.commitIndex() || log.termAt(index) !== this.#node.term) return;
    const wasEstablished = this.isEstablished;
    this.#node.commit(index);
    if (!wasEstablished && this.isEstablished) this.#reads.onEstablished();
  }
}
