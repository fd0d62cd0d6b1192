/**
 * What a node does while it leads one term. Writes are acknowledged once they are durable on a majority and applied; an
 * entry is committed by counting only if it is of this term (Raft, section 5.4.2), for which the term begins with an empty
 * entry. How reads are answered is in `leader-reads.ts`.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isTimed, LeaseClock } from '../machine/lease-clock.ts';
import type { AppendReply, SnapshotReply } from '../protocol/peer-protocol.ts';
import type { AdministrativeRequest } from '../protocol/client-protocol.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import { FollowerFeed } from '../replication/follower-feed.ts';
import type { Command, Query } from '../state-machine.ts';
import type { LogEntry } from '../storage/log-entry.ts';
import type { StableStorage } from '../storage/stable-storage.ts';
import { LeaderReads, type LeaderQuery } from './leader-reads.ts';
import { TransactionDesk } from '../transactions/transaction-desk.ts';
import type { VersionedTable } from '../transactions/versioned-table.ts';
import { Administration } from './administration.ts';
import type { Membership } from './membership.ts';
import { majorityOf, reachedBy } from './quorum.ts';

/** What a leadership needs of its node. */
export interface LeadershipNode {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly storage: StableStorage;
  readonly membership: Membership;
  readonly term: number;
  commitIndex(): number;
  /** A majority holds this entry durably: applies it, and calls `applied` for each. */
  commit(index: number): void;
  query(query: Query): Json;
  /** What transactions run on. */
  readonly table: VersionedTable;
}

interface OpenWrite {
  readonly index: number;
  readonly caller: Caller;
}

export class Leadership {
  /** The transactions of its clients. */
  readonly transactions: TransactionDesk;
  readonly #node: LeadershipNode;
  readonly #desk: ClientDesk;
  readonly #feed: FollowerFeed;
  readonly #administration: Administration;
  readonly #leaseClock: LeaseClock;
  readonly #reads: LeaderReads;
  /** The term's first, empty entry. Until it is committed the leader may not know what is committed. */
  readonly #startIndex: number;
  /** Writes not yet applied, in the order of the log: the next to be applied is the first. */
  #writes: OpenWrite[] = [];
  /** What each member has reached, while that is being looked at: made once, not at every answer. */
  readonly #values: number[] = [];
  /** When all followers were last sent something, by the monotonic clock. */
  #broadcastMs = 0;
  #active = true;

  constructor(node: LeadershipNode) {
    this.#node = node;
    this.#desk = new ClientDesk(node.host);
    const { host, storage, term, configuration } = node;
    this.#feed = new FollowerFeed(host, storage, term, () => node.commitIndex(), configuration);
    this.#administration = new Administration({
      ...node,
      desk: this.#desk,
      lastIndex: () => storage.log.lastIndex,
      matchIndexOf: (peer) => this.#feed.matchIndexOf(peer),
      isEstablished: () => this.isEstablished,
      changeMembers: (caller, members) => {
        const index = this.#propose({ type: 'members', members });
        if (caller !== null) this.#writes.push({ index, caller });
      },
    });
    const leaseTimeMs = (): number => node.query({ type: 'lease-time' }) as number;
    this.#leaseClock = new LeaseClock(host, configuration, leaseTimeMs);
    this.#reads = new LeaderReads({
      host,
      configuration,
      desk: this.#desk,
      isEstablished: () => this.isEstablished,
      beginRound: () => this.#broadcast(),
      confirmedRound: () => this.#reachedByMembers(this.#feed.round, (member) => this.#feed.answeredRoundOf(member)),
      appendEmptyEntry: () => this.#propose({ type: 'nothing' }),
      answer: (caller, query) => this.#desk.result(caller, this.#look(query), node.commitIndex()),
    });
    const countsOldTerms = configuration.bug === 'commits-old-term-by-counting';
    this.#startIndex = countsOldTerms ? storage.log.lastIndex : this.#propose({ type: 'nothing' });
    this.transactions = new TransactionDesk({
      host,
      configuration,
      table: node.table,
      isEstablished: () => this.isEstablished,
      propose: (command) => this.#propose(command),
    });
  }

  /** True once everything that earlier terms committed is known and applied here. */
  get isEstablished(): boolean {
    return this.#node.commitIndex() >= this.#startIndex;
  }

  execute(caller: Caller, command: Command): void {
    const { successor } = this.#administration;
    if (successor !== null) this.#desk.notLeader(caller, successor);
    else if (this.#writes.length >= maxOpenOperations) this.#desk.overloaded(caller);
    else if (isTimed(command) && !this.isEstablished) this.#desk.notLeader(caller, null);
    else this.#writes.push({ index: this.#propose(this.#leaseClock.stamp(command)), caller });
  }

  administer(caller: Caller, request: AdministrativeRequest): void {
    const { successor } = this.#administration;
    if (successor !== null) this.#desk.notLeader(caller, successor);
    else if (request.type === 'members') this.#reads.ask(caller, request);
    else this.#administration.ask(caller, request);
  }

  /** Does what an operator might. */
  meddle(): void {
    this.#administration.meddle();
  }

  /** Hands the leadership over to whoever lacks least. False if there is nobody. */
  handOver(): boolean {
    return this.#administration.handOverToBest();
  }

  query(caller: Caller, query: Query): void {
    const { successor } = this.#administration;
    if (successor === null) this.#reads.ask(caller, query);
    else this.#desk.notLeader(caller, successor);
  }

  /** Unless the leadership is over by then. */
  later(delayMs: number, run: () => void): void {
    this.#node.host.setTimer(delayMs, () => {
      if (this.#active) run();
    });
  }

  /**
   * Sends a heartbeat, unless something else was sent meanwhile: they are for idle times (Raft, section 5.2). Answers in how
   * many milliseconds the next may be due.
   */
  heartbeat(): number {
    const { host, configuration } = this.#node;
    const idleMs = host.monotonicMs() - this.#broadcastMs;
    if (idleMs < configuration.heartbeatMs) return configuration.heartbeatMs - idleMs;
    this.#broadcast();
    return configuration.heartbeatMs;
  }

  /** Whether a majority, this node included, was heard of lately. A leader that is cut off should not stay one. */
  hasQuorumWithin(patienceMs: number): boolean {
    const { host, membership } = this.#node;
    const isHeard = (member: string): boolean => member === host.node || this.#feed.isHeardWithin(member, patienceMs);
    return membership.members.filter(isHeard).length >= majorityOf(membership.members.length);
  }

  onReply(from: string, reply: AppendReply): void {
    this.#feed.onReply(from, reply);
    this.#advanceCommit();
    this.#administration.onReply();
    this.#reads.onReply();
  }

  onSnapshotReply(from: string, reply: SnapshotReply): void {
    this.#feed.onSnapshotReply(from, reply);
    this.#reads.onReply();
  }

  /** The node applied an entry: whoever asked for it gets the result. */
  applied(index: number, result: Json): void {
    this.#reads.onApplied(index);
    this.transactions.applied(index);
    const at = this.#writes.findIndex((write) => write.index === index);
    if (at < 0) return;
    const [{ caller }] = this.#writes.splice(at, 1) as [OpenWrite];
    this.#desk.result(caller, result, index);
  }

  /** The leadership is over. Reads certainly had no effect; open writes are in the log and may yet be committed. */
  resign(leader: string | null): void {
    this.#active = false;
    this.transactions.resign(leader);
    for (const { caller } of this.#writes) this.#desk.leadershipLost(caller);
    this.#writes = [];
    this.#administration.onResigned();
    this.#reads.refuseAll(leader);
  }

  #broadcast(): number {
    this.#broadcastMs = this.#node.host.monotonicMs();
    const round = this.#feed.broadcast();
    this.#reads.onRoundBegun(round);
    return round;
  }

  #look(query: LeaderQuery): Json {
    const { membership } = this.#node;
    return query.type === 'members' ? [...membership.asOf(this.#node.commitIndex())] : this.#node.query(query);
  }

  /** Appends, sends, and answers the entry's index. The leader writes to its disk while followers write to theirs. */
  #propose(command: LogEntry['command']): number {
    const { storage, membership, term } = this.#node;
    const index = storage.log.lastIndex + 1;
    const entry = { index, term, command };
    storage.log.append(entry);
    membership.append([entry]);
    this.#broadcast();
    storage.flush(() => {
      if (this.#active) this.#advanceCommit();
    });
    return index;
  }

  /** The largest number that a majority of the members has reached; this node has reached `own`. */
  #reachedByMembers(own: number, valueOf: (member: string) => number): number {
    const { host, membership, configuration } = this.#node;
    const { members } = membership;
    const values = this.#values;
    for (let at = 0; at < members.length; at++) {
      const member = members[at] as string;
      values[at] = member === host.node ? own : valueOf(member);
    }
    if (values.length > members.length) values.length = members.length;
    const quorum =
      configuration.bug === 'off-by-one-quorum' ? majorityOf(values.length) - 1 : majorityOf(values.length);
    return reachedBy(quorum, values);
  }

  #advanceCommit(): void {
    const { configuration, storage, term } = this.#node;
    const { log } = storage;
    const { bug } = configuration;
    // As after most answers to reads and heartbeats.
    if (this.#node.commitIndex() >= log.lastIndex) return;
    const ownIndex = bug === 'leader-counts-itself-before-fsync' ? log.lastIndex : log.durableIndex;
    const index = this.#reachedByMembers(ownIndex, (member) => this.#feed.matchIndexOf(member));
    if (index <= this.#node.commitIndex()) return;
    if (log.termAt(index) !== term && bug !== 'commits-old-term-by-counting') return;
    const wasEstablished = this.isEstablished;
    this.#node.commit(index);
    if (!wasEstablished && this.isEstablished) this.#reads.onEstablished();
  }
}
