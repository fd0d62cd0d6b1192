/**
 * Synchronous replication: Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014).
 * This file has the terms, the elections and the follower; `leadership.ts` has the leader. Every promise to another node
 * (a vote, an acknowledged entry) leaves only after what it rests on is durable, and only if its term still lasts.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import type { AppendMessage, PeerMessage, VoteRequest } from '../protocol/peer-protocol.ts';
import { acceptEntries } from '../replication/accept-entries.ts';
import { ClientDesk } from '../replication/client-desk.ts';
import { ElectionTimer } from '../replication/election-timer.ts';
import { StateMachine } from '../state-machine.ts';
import { StableStorage } from '../storage/stable-storage.ts';
import { Leadership } from './leadership.ts';
import { LocalReads } from './local-reads.ts';
import { majorityOf } from './quorum.ts';

type Role =
  | { readonly name: 'follower'; readonly leader: string | null }
  | { readonly name: 'candidate'; readonly votes: Set<string> }
  | { readonly name: 'leader'; readonly leadership: Leadership };

export class RaftNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #storage: StableStorage;
  readonly #desk: ClientDesk;
  readonly #electionTimer: ElectionTimer;
  readonly #machine: StateMachine;
  #role: Role = { name: 'follower', leader: null };
  readonly #localReads: LocalReads;
  /** When this node started, or last heard from a leader, on the monotonic clock. */
  #heardLeaderMs: number;
  #commitIndex = 0;

  constructor(host: Host, configuration: StoreConfiguration) {
    this.#host = host;
    this.#configuration = configuration;
    this.#storage = new StableStorage(host.disk);
    this.#desk = new ClientDesk(host);
    this.#machine = new StateMachine(configuration);
    this.#electionTimer = new ElectionTimer(host, configuration.electionTimeoutMs, () => this.#onElectionTimeout());
    this.#heardLeaderMs = host.monotonicMs();
    const { term, log } = this.#storage;
    this.#localReads = new LocalReads({
      host,
      configuration,
      appliedIndex: () => this.#commitIndex,
      lastIndex: () => log.lastIndex,
      endsInPresentTerm: () => log.termAt(this.#commitIndex) === this.#term,
      answer: (caller, query) => this.#desk.result(caller, this.#machine.query(query), this.#commitIndex),
    });
    host.log(`raft: term ${term}, ${log.lastIndex} entries recovered, ${log.tornBytes} torn bytes cut off`);
    this.#electionTimer.reset();
  }

  receive(from: string, message: Message): void {
    if (this.#host.peers.includes(from)) this.#onPeerMessage(from, message as PeerMessage);
    else this.#onClientMessage(from, message as ClientMessage);
  }

  get #term(): number {
    return this.#storage.term;
  }

  #onClientMessage(address: string, message: ClientMessage): void {
    if (message.kind === 'hello') {
      this.#desk.welcome(address);
      return;
    }
    const caller = { address, id: message.id };
    const role = this.#role;
    if (message.kind === 'status') this.#desk.status(caller, this.#status());
    else if (message.kind === 'query' && this.#configuration.reads === 'local') {
      this.#localReads.ask(caller, message.query, message.after ?? 0);
    } else if (role.name !== 'leader') this.#desk.notLeader(caller, role.name === 'follower' ? role.leader : null);
    else if (message.kind === 'execute') role.leadership.execute(caller, message.command);
    else role.leadership.query(caller, message.query);
  }

  #status(): { ready: boolean; role: 'primary' | 'replica'; detail: string } {
    const role = this.#role;
    const isReady =
      role.name === 'leader' ? role.leadership.isEstablished : role.name === 'follower' && role.leader !== null;
    const detail = `${role.name}, term ${this.#term}, commit ${this.#commitIndex}, log ${this.#storage.log.lastIndex}`;
    return { ready: isReady, role: role.name === 'leader' ? 'primary' : 'replica', detail };
  }

  #onPeerMessage(from: string, message: PeerMessage): void {
    if (message.term > this.#term) this.#enterTerm(message.term);
    const isCurrent = message.term === this.#term;
    switch (message.kind) {
      case 'vote-request':
        this.#onVoteRequest(from, message);
        break;
      case 'vote':
        if (isCurrent && message.granted) this.#onVote(from);
        break;
      case 'append':
        if (isCurrent) this.#onAppend(from, message);
        else this.#replyToAppend(from, message, false, 0);
        break;
      case 'append-reply':
        if (isCurrent && this.#role.name === 'leader') this.#role.leadership.onReply(from, message);
        break;
    }
  }

  /** A newer term exists: whatever this node was, it is a follower now, of a leader that it does not know yet. */
  #enterTerm(term: number): void {
    this.#storage.saveTerm(term, null);
    this.#follow(null);
  }

  #follow(leader: string | null): void {
    const wasLeader = this.#role.name === 'leader';
    if (this.#role.name === 'leader') this.#role.leadership.resign(leader);
    if (this.#role.name !== 'follower' || this.#role.leader !== leader) {
      this.#host.log(`term ${this.#term}: follower of ${leader ?? 'nobody known'}`);
    }
    this.#role = { name: 'follower', leader };
    if (wasLeader) this.#electionTimer.reset();
  }

  #onVoteRequest(from: string, request: VoteRequest): void {
    const { log, votedFor } = this.#storage;
    const isUpToDate =
      request.lastTerm > log.lastTerm || (request.lastTerm === log.lastTerm && request.lastIndex >= log.lastIndex);
    const granted =
      request.term === this.#term &&
      this.#role.name === 'follower' &&
      isUpToDate &&
      (votedFor ?? from) === from &&
      !this.#grantsLease();
    if (granted) {
      if (votedFor === null) this.#vote(from);
      this.#electionTimer.reset();
    }
    this.#promise(() => this.#host.send(from, { kind: 'vote', term: this.#term, granted }));
  }

  /** With lease reads a leader may count on nobody else being elected for a while after this node has heard from it. */
  #grantsLease(): boolean {
    const { reads, electionTimeoutMs } = this.#configuration;
    return reads === 'lease' && this.#host.monotonicMs() < this.#heardLeaderMs + electionTimeoutMs;
  }

  #vote(candidate: string): void {
    const forgets = this.#configuration.bug === 'vote-not-persisted';
    this.#storage.saveTerm(this.#term, candidate, forgets ? null : candidate);
  }

  #onAppend(from: string, message: AppendMessage): void {
    if (this.#role.name === 'leader') throw new Error(`two leaders in term ${this.#term}: ${from} and this node`);
    this.#follow(from);
    this.#electionTimer.reset();
    this.#heardLeaderMs = this.#host.monotonicMs();
    const { log } = this.#storage;
    const acceptance = acceptEntries(log, message);
    if (!acceptance.accepted) {
      this.#replyToAppend(from, message, false, acceptance.retryIndex);
      return;
    }
    const { matchIndex, removedFrom } = acceptance;
    if (removedFrom !== null) {
      if (removedFrom <= this.#commitIndex) throw new Error(`committed entry ${removedFrom} would be removed`);
      this.#host.log(`term ${this.#term}: entries from ${removedFrom} on replaced by those of ${from}`);
    }
    this.#commit(Math.min(message.commit, matchIndex));
    this.#replyToAppend(from, message, true, matchIndex);
  }

  #replyToAppend(to: string, message: AppendMessage, success: boolean, index: number): void {
    const { round } = message;
    this.#promise(() => this.#host.send(to, { kind: 'append-reply', term: this.#term, success, index, round }));
  }

  /** Speaks once all that was changed so far is durable; never if a newer term has begun meanwhile. */
  #promise(speak: () => void): void {
    const term = this.#term;
    this.#storage.flush(() => {
      if (term === this.#term) speak();
    });
  }

  #onElectionTimeout(): void {
    if (this.#role.name === 'leader') return;
    const term = this.#term + 1;
    this.#storage.saveTerm(term, this.#host.node);
    this.#role = { name: 'candidate', votes: new Set() };
    this.#host.log(`term ${term}: candidate`);
    this.#electionTimer.reset();
    this.#promise(() => {
      const { log } = this.#storage;
      for (const peer of this.#host.peers) {
        this.#host.send(peer, { kind: 'vote-request', term, lastIndex: log.lastIndex, lastTerm: log.lastTerm });
      }
      this.#onVote(this.#host.node);
    });
  }

  #onVote(from: string): void {
    if (this.#role.name !== 'candidate') return;
    this.#role.votes.add(from);
    if (this.#role.votes.size >= majorityOf(1 + this.#host.peers.length)) this.#lead();
  }

  #lead(): void {
    this.#host.log(`term ${this.#term}: leader`);
    this.#electionTimer.stop();
    const leadership = new Leadership({
      host: this.#host,
      configuration: this.#configuration,
      storage: this.#storage,
      term: this.#term,
      commitIndex: () => this.#commitIndex,
      commit: (index) => this.#commit(index),
      query: (query) => this.#machine.query(query),
    });
    this.#role = { name: 'leader', leadership };
    this.#beatLater(leadership);
  }

  #beatLater(leadership: Leadership): void {
    this.#host.setTimer(this.#configuration.heartbeatMs, () => {
      if (this.#role.name !== 'leader' || this.#role.leadership !== leadership) return;
      if (leadership.hasQuorumWithin(2 * this.#configuration.electionTimeoutMs)) {
        leadership.heartbeat();
        this.#beatLater(leadership);
      } else {
        this.#host.log(`term ${this.#term}: no answer from a majority, stepping down`);
        this.#follow(null);
      }
    });
  }

  /** Everything up to this index is committed: applies what is new. */
  #commit(index: number): void {
    while (this.#commitIndex < index) {
      this.#commitIndex++;
      const result = this.#machine.apply(this.#storage.log.entryAt(this.#commitIndex).command);
      if (this.#role.name === 'leader') this.#role.leadership.applied(this.#commitIndex, result);
    }
    this.#localReads.onApplied();
  }
}
