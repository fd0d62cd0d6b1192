/**
 * Replication by a single leader, as Kleppmann describes it ("Designing Data-Intensive Applications", chapter 5): the
 * leader feeds its followers, and acknowledges what is on its own disk and, as configured, on that of none, one or all of
 * them; a follower that hears nothing from the leader for a while declares itself leader, unless failover is manual; a leader
 * that hears of a newer one becomes its follower and throws away what the new leader does not have. Unless all followers are
 * synchronous an acknowledged write can be lost by that. Nobody asks a majority, so that two leaders can serve clients at once;
 * unless there is a fence between them (`fence.ts`).
 *
 * With synchronous followers nothing is committed without every node, so that no two leaders can both commit: a newer one
 * needs the older one as its follower. It answers nothing before all that it found in its log is committed again.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { LeaseClock } from '../machine/lease-clock.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import type { AppendMessage, PeerMessage } from '../protocol/peer-protocol.ts';
import { acceptEntries } from '../replication/accept-entries.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import { ElectionTimer } from '../replication/election-timer.ts';
import { FollowerFeed } from '../replication/follower-feed.ts';
import { majorityOf, reachedBy } from '../raft/quorum.ts';
import { StateMachine } from '../state-machine.ts';
import type { Command } from '../state-machine.ts';
import { StableStorage } from '../storage/stable-storage.ts';
import { Lease, Pledge } from './fence.ts';

type Role =
  | { readonly name: 'follower'; readonly leader: string | null }
  | {
      readonly name: 'leader';
      readonly feed: FollowerFeed;
      /** Null without a fence. */
      readonly lease: Lease | null;
      readonly leaseClock: LeaseClock;
      /** Where its log ended when it took over: it serves clients once all that is committed. */
      readonly startIndex: number;
    };

export class SingleLeaderNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #storage: StableStorage;
  readonly #desk: ClientDesk;
  readonly #timer: ElectionTimer;
  readonly #machine: StateMachine;
  readonly #pledge: Pledge;
  #role: Role = { name: 'follower', leader: null };
  /** With a fence: the term that this node would lead, and who has voted for it. */
  #candidacy: { readonly term: number; readonly votes: Set<string> } | null = null;
  #appliedIndex = 0;
  /** Writes that this leader has not acknowledged yet, by log index. */
  readonly #writes = new Map<number, Caller>();

  constructor(host: Host, configuration: StoreConfiguration) {
    this.#host = host;
    this.#configuration = configuration;
    this.#storage = new StableStorage(host.disk);
    this.#desk = new ClientDesk(host);
    this.#machine = new StateMachine(configuration);
    this.#timer = new ElectionTimer(host, configuration.electionTimeoutMs, () => this.#onSilence());
    this.#pledge = new Pledge(host, configuration.electionTimeoutMs);
    const { term, log } = this.#storage;
    host.log(`single leader: term ${term}, ${log.lastIndex} entries recovered, ${log.tornBytes} torn bytes cut off`);
    this.#storage.flush(() => this.#applyCommitted());
    if (configuration.failover === 'automatic') this.#timer.reset();
    else if (host.peers.every((peer) => host.node < peer)) this.#takeOver(this.#nextOwnTerm(), 'as configured');
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
    if (message.kind === 'status') this.#desk.status(caller, this.#status());
    else if (message.kind === 'transaction') this.#desk.notOffered(caller);
    else if (this.#role.name === 'follower') this.#desk.notLeader(caller, this.#role.leader);
    else if (!this.#serves) this.#desk.notLeader(caller, null);
    else if (message.kind === 'administer') this.#desk.notNow(caller, 'there are no members here');
    else if (message.kind === 'query')
      this.#desk.result(caller, this.#machine.query(message.query), this.#appliedIndex);
    else this.#execute(caller, this.#role.leaseClock.stamp(message.command));
  }

  #status(): { ready: boolean; role: 'primary' | 'replica'; detail: string } {
    const isLeader = this.#holdsOffice;
    const isReady = this.#role.name === 'leader' ? this.#serves : this.#role.leader !== null;
    const detail = `${this.#role.name}, term ${this.#term}, applied ${this.#appliedIndex}, log ${this.#storage.log.lastIndex}`;
    return { ready: isReady, role: isLeader ? 'primary' : 'replica', detail };
  }

  beliefs(): { role: string; term: number; leader: string | null; serves: boolean; applied: number; log: number } {
    const role = this.#role;
    const leader = role.name === 'leader' ? this.#host.node : role.leader;
    const { lastIndex } = this.#storage.log;
    return {
      role: role.name,
      term: this.#term,
      leader,
      serves: this.#serves,
      applied: this.#appliedIndex,
      log: lastIndex,
    };
  }

  /** It leads, and with a fence nobody else can. */
  get #holdsOffice(): boolean {
    return this.#role.name === 'leader' && (this.#role.lease === null || this.#role.lease.lasts);
  }

  /** It may answer clients. */
  get #serves(): boolean {
    if (this.#role.name !== 'leader' || !this.#holdsOffice) return false;
    return this.#appliedIndex >= this.#role.startIndex || this.#configuration.bug === 'leads-before-catching-up';
  }

  #execute(caller: Caller, command: Command): void {
    if (this.#writes.size >= maxOpenOperations) {
      this.#desk.overloaded(caller);
      return;
    }
    const { log } = this.#storage;
    const index = log.lastIndex + 1;
    log.append({ index, term: this.#term, command });
    this.#writes.set(index, caller);
    this.#storage.flush(() => this.#applyCommitted());
    this.#broadcast();
  }

  #broadcast(): void {
    if (this.#role.name !== 'leader') return;
    const { feed, lease } = this.#role;
    const round = feed.broadcast();
    lease?.begin(round);
    this.#extendLease();
  }

  #extendLease(): void {
    if (this.#role.name !== 'leader') return;
    const { feed, lease } = this.#role;
    const { peers } = this.#host;
    const answered = [feed.round, ...peers.map((peer) => feed.answeredRoundOf(peer))];
    lease?.confirm(reachedBy(majorityOf(answered.length), answered));
  }

  #onPeerMessage(from: string, message: PeerMessage): void {
    if (message.kind === 'vote-request') {
      this.#onVoteRequest(from, message.term);
      return;
    }
    if (message.kind === 'vote' && message.granted) {
      this.#onVote(from, message.term);
      return;
    }
    if (message.term > this.#term) {
      this.#storage.saveTerm(message.term, null);
      this.#follow(null);
    }
    const isCurrent = message.term === this.#term;
    if (message.kind === 'append') {
      if (isCurrent || this.#configuration.bug === 'follows-older-leader') this.#onAppend(from, message);
      else this.#replyToAppend(from, message, false, 0);
    } else if (message.kind === 'append-reply') {
      if (isCurrent && this.#role.name === 'leader') {
        this.#role.feed.onReply(from, message);
        this.#extendLease();
        this.#applyCommitted();
      }
    } else if (message.kind !== 'vote')
      this.#host.log(`${message.kind} from ${from} ignored: it is not asked for here`);
  }

  /** With a fence: the vote is that the term begins, and that no older leader is followed any more. */
  #onVoteRequest(from: string, term: number): void {
    const isPledged = this.#role.name === 'leader' ? this.#holdsOffice : this.#pledge.lasts;
    const granted = this.#configuration.fencing && term > this.#term && !isPledged;
    if (granted) {
      this.#storage.saveTerm(term, from);
      this.#follow(null);
    }
    const voted = this.#term;
    this.#storage.flush(() => {
      if (voted === this.#term) this.#host.send(from, { kind: 'vote', term: voted, granted });
    });
  }

  #onVote(from: string, term: number): void {
    if (this.#candidacy?.term !== term) return;
    this.#candidacy.votes.add(from);
    if (this.#candidacy.votes.size >= majorityOf(this.#host.peers.length + 1)) this.#takeOver(term, 'elected');
  }

  /** Another node leads, or nobody knows who does. Writes not acknowledged yet are in the log and may survive or not. */
  #follow(leader: string | null): void {
    if (this.#role.name === 'leader' || this.#role.leader !== leader) {
      this.#host.log(`term ${this.#term}: follower of ${leader ?? 'nobody known'}`);
    }
    for (const caller of this.#writes.values()) {
      if (this.#configuration.bug === 'fails-what-may-survive') this.#desk.notLeader(caller, leader);
      else this.#desk.leadershipLost(caller);
    }
    this.#writes.clear();
    this.#candidacy = null;
    this.#role = { name: 'follower', leader };
    if (this.#configuration.failover === 'automatic') this.#timer.reset();
  }

  #onAppend(from: string, message: AppendMessage): void {
    this.#follow(from);
    this.#pledge.renew();
    const acceptance = acceptEntries(this.#storage.log, message);
    if (!acceptance.accepted) {
      this.#replyToAppend(from, message, false, acceptance.retryIndex);
      return;
    }
    if (acceptance.removedFrom !== null) this.#forgetFrom(acceptance.removedFrom, from);
    this.#replyToAppend(from, message, true, acceptance.matchIndex);
  }

  #replyToAppend(to: string, { round }: AppendMessage, success: boolean, index: number): void {
    const term = this.#term;
    const reply = (): void => this.#host.send(to, { kind: 'append-reply', term, success, index, round });
    const isEarly = this.#configuration.bug === 'follower-acknowledges-unsynced';
    if (isEarly) reply();
    this.#storage.flush(() => {
      this.#applyCommitted();
      if (term === this.#term && !isEarly) reply();
    });
  }

  /** The leader's log replaced these entries: state that they made is undone by replaying what is left. */
  #forgetFrom(index: number, leader: string): void {
    this.#host.log(`term ${this.#term}: entries from ${index} on discarded in favour of ${leader}'s`);
    const keptIndex = Math.min(this.#appliedIndex, index - 1);
    this.#machine.reset();
    this.#appliedIndex = 0;
    while (this.#appliedIndex < keptIndex) this.#applyNext();
  }

  /** Up to here entries may be applied, and acknowledged. What a follower does not know to be committed it does not apply. */
  #committedIndex(): number {
    const { durableIndex } = this.#storage.log;
    const { followers, bug } = this.#configuration;
    if (followers === 'async' || this.#host.peers.length === 0) return durableIndex;
    if (this.#role.name === 'follower') return this.#appliedIndex;
    if (bug === 'acknowledges-before-followers') return durableIndex;
    const { feed } = this.#role;
    const held = this.#host.peers.map((peer) => feed.matchIndexOf(peer));
    return Math.min(durableIndex, followers === 'sync' ? Math.min(...held) : Math.max(...held));
  }

  /** Applies what is committed, and acknowledges the writes among it. */
  #applyCommitted(): void {
    const committedIndex = this.#committedIndex();
    while (this.#appliedIndex < committedIndex) {
      const result = this.#applyNext();
      const caller = this.#writes.get(this.#appliedIndex);
      if (caller === undefined) continue;
      this.#writes.delete(this.#appliedIndex);
      this.#desk.result(caller, result, this.#appliedIndex);
    }
  }

  #applyNext(): Json {
    this.#appliedIndex++;
    const { command } = this.#storage.log.entryAt(this.#appliedIndex);
    return command.type === 'members' ? null : this.#machine.apply(command);
  }

  /** The failover: the leader was silent for too long. Whoever notices first leads, whatever the others think; or is elected. */
  #onSilence(): void {
    if (this.#configuration.fencing) this.#stand();
    else this.#takeOver(this.#nextOwnTerm(), 'after silence');
  }

  /** Asks for votes, once; the term begins when there are enough. */
  #stand(): void {
    const term = this.#nextOwnTerm();
    this.#host.log(`term ${this.#term}: candidate for term ${term}`);
    this.#candidacy = { term, votes: new Set() };
    this.#timer.reset();
    const { lastIndex, lastTerm } = this.#storage.log;
    for (const peer of this.#host.peers) this.#host.send(peer, { kind: 'vote-request', term, lastIndex, lastTerm });
    this.#onVote(this.#host.node, term);
  }

  #takeOver(term: number, why: string): void {
    this.#candidacy = null;
    this.#timer.stop();
    this.#storage.saveTerm(term, this.#host.node);
    this.#host.log(`term ${term}: leader, ${why}`);
    this.#storage.flush(() => {
      if (term !== this.#term) return;
      const feed = new FollowerFeed(this.#host, this.#storage, term, () => 0, this.#configuration);
      const leaseTimeMs = (): number => this.#machine.query({ type: 'lease-time' }) as number;
      const leaseClock = new LeaseClock(this.#host, this.#configuration, leaseTimeMs);
      const { fencing, electionTimeoutMs } = this.#configuration;
      const lease = fencing ? new Lease(this.#host, electionTimeoutMs) : null;
      this.#role = { name: 'leader', feed, lease, leaseClock, startIndex: this.#storage.log.lastIndex };
      this.#applyCommitted();
      this.#broadcast();
      this.#beatLater(feed);
    });
  }

  /** Terms are dealt out among the nodes, so that two leaders never share one and the newer always wins. */
  #nextOwnTerm(): number {
    const everyone = [this.#host.node, ...this.#host.peers].toSorted();
    const rank = everyone.indexOf(this.#host.node);
    const cycle = Math.floor(this.#term / everyone.length) + 1;
    return cycle * everyone.length + rank;
  }

  #beatLater(feed: FollowerFeed): void {
    this.#host.setTimer(this.#configuration.heartbeatMs, () => {
      if (this.#role.name !== 'leader' || this.#role.feed !== feed) return;
      this.#broadcast();
      this.#beatLater(feed);
    });
  }
}
