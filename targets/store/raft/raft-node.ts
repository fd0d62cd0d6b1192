/**
 * Synchronous replication: Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014).
 * This file has the terms, the elections and the follower; `leadership.ts` has the leader, `voter.ts` the vote,
 * `replica.ts` what was committed. Every promise to another node (a vote, an acknowledged entry) leaves only after what it rests on is durable, and
 * only if its term still lasts.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import { between } from '../../contract/random.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import type {
  AppendMessage,
  PeerMessage,
  PreVoteReply,
  PreVoteRequest,
  SnapshotMessage,
  VoteRequest,
} from '../protocol/peer-protocol.ts';
import { acceptEntries } from '../replication/accept-entries.ts';
import { ClientDesk } from '../replication/client-desk.ts';
import { ElectionTimer } from '../replication/election-timer.ts';
import { StableStorage } from '../storage/stable-storage.ts';
import { Leadership } from './leadership.ts';
import { LocalReads } from './local-reads.ts';
import { Membership } from './membership.ts';
import { majorityOf } from './quorum.ts';
import { Replica } from './replica.ts';
import { SnapshotReceiver } from './snapshot-receiver.ts';
import { Voter } from './voter.ts';

type Role =
  | { readonly name: 'follower'; readonly leader: string | null }
  /** `pre-candidate`: asks whether it would be elected; its term has not begun. */
  | { readonly name: 'pre-candidate' | 'candidate'; readonly votes: Set<string> }
  | { readonly name: 'leader'; readonly leadership: Leadership };

export class RaftNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #storage: StableStorage;
  readonly #desk: ClientDesk;
  readonly #electionTimer: ElectionTimer;
  readonly #membership: Membership;
  readonly #replica: Replica;
  readonly #receiver = new SnapshotReceiver();
  #role: Role = { name: 'follower', leader: null };
  readonly #localReads: LocalReads;
  readonly #voter: Voter;
  /** Whom to tell when this node leads no longer. */
  #onDeposed: () => void = () => undefined;

  constructor(host: Host, configuration: StoreConfiguration) {
    this.#host = host;
    this.#configuration = configuration;
    this.#storage = new StableStorage(host.disk, configuration.bug === 'checksum-ignored' ? 'none' : 'by-checksum');
    if (configuration.bug === 'term-not-persisted') this.#storage.saveTerm(0, null);
    this.#desk = new ClientDesk(host);
    this.#electionTimer = new ElectionTimer(host, configuration.electionTimeoutMs, () => this.#onElectionTimeout());
    const nodes = [host.node, ...host.peers].toSorted();
    this.#membership = new Membership(this.#storage, nodes.slice(0, configuration.members || nodes.length));
    this.#replica = new Replica(this.#storage, this.#membership, configuration);
    const { term, log } = this.#storage;
    this.#voter = new Voter(host, configuration, this.#storage);
    this.#localReads = new LocalReads({
      host,
      configuration,
      appliedIndex: () => this.#replica.commitIndex,
      lastIndex: () => log.lastIndex,
      query: (query) => this.#replica.query(query),
      flush: (done) => this.#storage.flush(done),
    });
    const snapshot = log.base.index === 0 ? '' : `snapshot of ${log.base.index}, `;
    const recovered = `${log.lastIndex - log.base.index} entries recovered, ${log.tornBytes} torn bytes cut off`;
    host.log(`raft: term ${term}, ${snapshot}${recovered}`);
    this.#electionTimer.reset();
  }

  receive(from: string, message: Message): void {
    if (this.#host.peers.includes(from)) this.#onPeerMessage(from, message as PeerMessage);
    else this.#onClientMessage(from, message as ClientMessage);
  }

  /** A leader hands over first, so that nobody waits for an election time-out. */
  stop(done: () => void): void {
    this.#onDeposed = done;
    if (this.#role.name !== 'leader' || !this.#role.leadership.handOver()) done();
  }

  /** For who asserts Raft's invariants. */
  inspect(): { term: number; isLeader: boolean; commitIndex: number; log: StableStorage['log'] } {
    const { log } = this.#storage;
    return { term: this.#term, isLeader: this.#role.name === 'leader', commitIndex: this.#replica.commitIndex, log };
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
    else if (message.kind === 'administer') role.leadership.administer(caller, message.request);
    else if (message.kind === 'execute') role.leadership.execute(caller, message.command);
    else if (message.kind === 'transaction') role.leadership.transactions.perform(caller, message.step);
    else role.leadership.query(caller, message.query);
  }

  #status(): { ready: boolean; role: 'primary' | 'replica'; detail: string } {
    const role = this.#role;
    const isReady =
      role.name === 'leader' ? role.leadership.isEstablished : role.name === 'follower' && role.leader !== null;
    const { commitIndex } = this.#replica;
    const detail = `${role.name}, term ${this.#term}, commit ${commitIndex}, log ${this.#storage.log.lastIndex}`;
    return { ready: isReady, role: role.name === 'leader' ? 'primary' : 'replica', detail };
  }

  beliefs(): { role: string; term: number; leader: string | null; commit: number; log: number } {
    const role = this.#role;
    const leader = role.name === 'leader' ? this.#host.node : role.name === 'follower' ? role.leader : null;
    const { commitIndex } = this.#replica;
    return { role: role.name, term: this.#term, leader, commit: commitIndex, log: this.#storage.log.lastIndex };
  }

  #onPeerMessage(from: string, message: PeerMessage): void {
    if (message.kind === 'pre-vote-request') {
      this.#onPreVoteRequest(from, message);
      return;
    }
    if (message.kind === 'pre-vote' && message.granted) {
      this.#onPreVote(from, message);
      return;
    }
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
        if (isCurrent || this.#configuration.bug === 'accepts-old-term-messages') this.#onAppend(from, message);
        else this.#replyToAppend(from, message.round, false, 0);
        break;
      case 'append-reply':
        if (isCurrent && this.#role.name === 'leader') this.#role.leadership.onReply(from, message);
        break;
      case 'snapshot':
        if (isCurrent) this.#onSnapshot(from, message);
        else this.#replyToAppend(from, message.round, false, 0);
        break;
      case 'snapshot-reply':
        if (isCurrent && this.#role.name === 'leader') this.#role.leadership.onSnapshotReply(from, message);
        break;
      case 'pre-vote':
        // Refused, by a node whose term is this one's at most.
        break;
      case 'timeout-now':
        if (isCurrent && this.#role.name === 'follower') this.#stand();
        break;
    }
  }

  /** A newer term exists: whatever this node was, it is a follower now, of a leader that it does not know yet. */
  #enterTerm(term: number): void {
    this.#saveTerm(term, null);
    this.#follow(null);
  }

  #saveTerm(term: number, votedFor: string | null): void {
    const { bug } = this.#configuration;
    if (bug === 'vote-not-persisted') this.#storage.saveTerm(term, votedFor, { term, votedFor: null });
    else this.#storage.saveTerm(term, votedFor);
  }

  #follow(leader: string | null): void {
    if (this.#role.name === 'follower' && this.#role.leader === leader) return;
    const wasLeader = this.#role.name === 'leader';
    if (this.#role.name === 'leader') this.#role.leadership.resign(leader);
    this.#host.log(`term ${this.#term}: follower of ${leader ?? 'nobody known'}`);
    this.#role = { name: 'follower', leader };
    if (!wasLeader) return;
    this.#electionTimer.reset();
    this.#onDeposed();
  }

  #onPreVoteRequest(from: string, request: PreVoteRequest): void {
    const granted = this.#role.name !== 'leader' && this.#voter.wouldVote(request);
    this.#host.send(from, { kind: 'pre-vote', term: granted ? request.term : this.#term, granted });
  }

  #onPreVote(from: string, reply: PreVoteReply): void {
    if (this.#role.name !== 'pre-candidate' || reply.term !== this.#term + 1) return;
    this.#role.votes.add(from);
    if (this.#isMajority(this.#role.votes)) this.#stand();
  }

  #onVoteRequest(from: string, request: VoteRequest): void {
    const { votedFor } = this.#storage;
    const isFree = this.#role.name === 'follower' || this.#role.name === 'pre-candidate';
    const granted = isFree && this.#voter.mayVote(from, request);
    if (granted) {
      if (votedFor === null) this.#saveTerm(this.#term, from);
      if (this.#role.name === 'pre-candidate') this.#follow(null);
      this.#electionTimer.reset();
    }
    this.#promise(() => this.#host.send(from, { kind: 'vote', term: this.#term, granted }));
  }

  /** What Raft makes impossible. Where a mistake is planted the node goes on, as those that had it did. */
  #impossible(what: string): void {
    if (this.#configuration.bug === 'none') throw new Error(what);
    this.#host.log(what);
  }

  /** The sender leads that term. False if this node does too: it takes nothing from the other. */
  #hearLeader(from: string, term: number): boolean {
    const leadsToo = this.#role.name === 'leader' && term === this.#term;
    if (leadsToo) this.#impossible(`two leaders in term ${term}: ${from} and this node`);
    else this.#follow(from);
    this.#voter.hearLeader();
    this.#electionTimer.reset();
    return !leadsToo;
  }

  #onAppend(from: string, message: AppendMessage): void {
    if (!this.#hearLeader(from, message.term)) return;
    const { log } = this.#storage;
    const { bug } = this.#configuration;
    const acceptance = acceptEntries(log, message, bug);
    if (!acceptance.accepted) {
      this.#replyToAppend(from, message.round, false, acceptance.retryIndex);
      return;
    }
    const { matchIndex, removedFrom } = acceptance;
    if (removedFrom !== null) {
      if (removedFrom <= this.#replica.commitIndex) this.#impossible(`committed entry ${removedFrom} is removed`);
      this.#membership.truncateFrom(removedFrom);
      this.#host.log(`term ${this.#term}: entries from ${removedFrom} on replaced by those of ${from}`);
    }
    this.#membership.append(message.entries);
    this.#commit(Math.min(message.commit, bug === 'commits-past-the-match' ? log.lastIndex : matchIndex));
    this.#replyToAppend(from, message.round, true, bug === 'acknowledges-own-tail' ? log.lastIndex : matchIndex);
  }

  #onSnapshot(from: string, message: SnapshotMessage): void {
    if (!this.#hearLeader(from, message.term)) return;
    const { term, round, lastIndex } = message;
    if (this.#replica.isPast(lastIndex)) {
      this.#replyToAppend(from, round, true, lastIndex);
      return;
    }
    const taken = this.#receiver.take(message);
    if (typeof taken === 'number') {
      this.#host.send(from, { kind: 'snapshot-reply', term, lastIndex, nextPiece: taken, round });
      return;
    }
    try {
      this.#replica.install(taken, () => {
        this.#receiver.clear();
        this.#localReads.onApplied();
        this.#host.log(`term ${this.#term}: snapshot of ${lastIndex} taken over from ${from}`);
        if (term === this.#term) this.#replyToAppend(from, round, true, lastIndex);
      });
    } catch (error) {
      // What is wrong with the disk is no fault of the snapshot: the node cannot go on.
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
      this.#receiver.clear();
      this.#host.log(`snapshot of ${lastIndex} from ${from} is none: ${String(error)}`);
    }
  }

  #replyToAppend(to: string, round: number, success: boolean, index: number): void {
    const reply = (): void => this.#host.send(to, { kind: 'append-reply', term: this.#term, success, index, round });
    if (this.#configuration.bug === 'acknowledges-before-fsync') reply();
    else this.#promise(reply);
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
    if (!this.#membership.mayStand(this.#host.node, this.#replica.commitIndex)) this.#electionTimer.reset();
    else if (this.#configuration.preVote) this.#askBeforehand();
    else this.#stand();
  }

  #askBeforehand(): void {
    const term = this.#term + 1;
    this.#role = { name: 'pre-candidate', votes: new Set([this.#host.node]) };
    this.#host.log(`term ${this.#term}: would be candidate`);
    this.#electionTimer.reset();
    if (this.#isMajority(this.#role.votes)) this.#stand();
    else this.#requestVotes('pre-vote-request', term);
  }

  /** Begins a new term as a candidate. */
  #stand(): void {
    const term = this.#term + 1;
    this.#saveTerm(term, this.#host.node);
    this.#role = { name: 'candidate', votes: new Set() };
    this.#host.log(`term ${term}: candidate`);
    this.#electionTimer.reset();
    this.#promise(() => {
      this.#requestVotes('vote-request', term);
      this.#onVote(this.#host.node);
    });
  }

  /** Asks whoever has not voted for it, again and again until the role changes: messages get lost (section 5.1). */
  #requestVotes(kind: 'vote-request' | 'pre-vote-request', term: number): void {
    const role = this.#role;
    if (role.name !== 'candidate' && role.name !== 'pre-candidate') return;
    const { lastIndex, lastTerm } = this.#storage.log;
    for (const peer of this.#host.peers) {
      const isAsked = this.#membership.includes(peer) && !role.votes.has(peer);
      if (isAsked) this.#host.send(peer, { kind, term, lastIndex, lastTerm });
    }
    this.#host.setTimer(this.#configuration.heartbeatMs, () => {
      if (this.#role === role) this.#requestVotes(kind, term);
    });
  }

  #isMajority(votes: ReadonlySet<string>): boolean {
    const { members } = this.#membership;
    return members.filter((member) => votes.has(member)).length >= majorityOf(members.length);
  }

  #onVote(from: string): void {
    if (this.#role.name !== 'candidate') return;
    this.#role.votes.add(from);
    if (this.#isMajority(this.#role.votes)) this.#lead();
  }

  #lead(): void {
    this.#host.log(`term ${this.#term}: leader`);
    this.#electionTimer.stop();
    const leadership = new Leadership({
      host: this.#host,
      configuration: this.#configuration,
      storage: this.#storage,
      membership: this.#membership,
      table: this.#replica.table,
      term: this.#term,
      commitIndex: () => this.#replica.commitIndex,
      commit: (index) => this.#commit(index),
      query: (query) => this.#replica.query(query),
    });
    this.#role = { name: 'leader', leadership };
    const { heartbeatMs, meddleEveryMs } = this.#configuration;
    this.#beat(leadership, heartbeatMs);
    if (meddleEveryMs > 0) this.#meddle(leadership, meddleEveryMs);
  }

  #beat(leadership: Leadership, delayMs: number): void {
    leadership.later(delayMs, () => {
      if (leadership.hasQuorumWithin(2 * this.#configuration.electionTimeoutMs)) {
        this.#beat(leadership, leadership.heartbeat());
        return;
      }
      this.#host.log(`term ${this.#term}: no answer from a majority, stepping down`);
      this.#follow(null);
    });
  }

  #meddle(leadership: Leadership, everyMs: number): void {
    leadership.later(between(this.#host.random, 1, everyMs), () => {
      leadership.meddle();
      this.#meddle(leadership, everyMs);
    });
  }

  #commit(index: number): void {
    const role = this.#role;
    this.#replica.commit(index, (applied, result) => {
      if (role.name === 'leader') role.leadership.applied(applied, result);
    });
    this.#localReads.onApplied();
    const { changeIndex } = this.#membership;
    if (role.name !== 'leader' || this.#membership.includes(this.#host.node) || index < changeIndex) return;
    this.#host.log(`term ${this.#term}: no member any more, stepping down`);
    this.#follow(null);
  }
}
