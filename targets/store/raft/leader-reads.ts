/**
 * How a leader answers reads. It may not simply look at its own state: another leader may have been elected, and have
 * acknowledged writes that are not there. Ongaro's thesis, section 6.4, knows three ways to be sure:
 *
 * - *log*: the read waits for an entry of its own in the log. When that is applied, the state is that of its place in the log.
 * - *read-index*: a majority shows, in a round begun after the read arrived, that no newer term had begun.
 * - *lease* (6.4.1): who acknowledges a round elects nobody else for an election timeout from then on, so that for a little less
 *   from when the round began there is no other leader. The leader judges this by its wall clock: sound only as long
 *   as the clock strays by less than `clockBoundMs` during a lease. Without a lease it asks, as by read-index.
 *
 * A new leader does not know what earlier terms committed until the first entry of its own is; until then reads wait.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller, ClientDesk } from '../replication/client-desk.ts';
import type { Query } from '../state-machine.ts';

/** What a leader can be asked: what the state holds, and who the members are. */
export type LeaderQuery = Query | { readonly type: 'members' };

/** What the reads need of the leadership that they are part of. */
export interface ReadingLeader {
  readonly host: Host;
  readonly desk: ClientDesk;
  readonly configuration: StoreConfiguration;
  /** True once everything that earlier terms committed is known and applied here. */
  isEstablished(): boolean;
  /** Asks all followers whether this is still their leader; answers the number of this round. */
  beginRound(): number;
  /** The latest round that a majority has answered. */
  confirmedRound(): number;
  /** Appends an empty entry and answers its index. */
  appendEmptyEntry(): number;
  answer(caller: Caller, query: LeaderQuery): void;
}

interface OpenRead {
  readonly caller: Caller;
  readonly query: LeaderQuery;
  /** Answered by a majority, this round proves that the read is fresh. Null until the leader is established. */
  round: number | null;
}

export class LeaderReads {
  readonly #leader: ReadingLeader;
  #waiting: OpenRead[] = [];
  /** With reads=log: by the index of their entry. */
  readonly #logged = new Map<number, OpenRead>();
  /** When the rounds not yet confirmed began, by the wall clock. */
  readonly #begunMs = new Map<number, number>();
  #leaseUntilMs = -Infinity;

  constructor(leader: ReadingLeader) {
    this.#leader = leader;
  }

  ask(caller: Caller, query: LeaderQuery): void {
    const { configuration, desk } = this.#leader;
    if (this.#waiting.length + this.#logged.size >= maxOpenOperations) desk.overloaded(caller);
    else if (this.#needsNoQuestion()) this.#leader.answer(caller, query);
    else if (configuration.reads === 'log') {
      this.#logged.set(this.#leader.appendEmptyEntry(), { caller, query, round: null });
    } else {
      this.#waiting.push({ caller, query, round: this.#leader.isEstablished() ? this.#leader.beginRound() : null });
      this.onReply();
    }
  }

  onRoundBegun(round: number): void {
    if (this.#leader.configuration.reads === 'lease') this.#begunMs.set(round, this.#leader.host.wallMs());
  }

  /** A follower answered: its answer may confirm reads, and a lease. */
  onReply(): void {
    if (this.#waiting.length === 0 && this.#begunMs.size === 0) return;
    const confirmed = this.#leader.confirmedRound();
    this.#extendLease(confirmed);
    // Rounds grow along the list, so what is confirmed is at its beginning.
    while (this.#waiting[0] !== undefined && this.#waiting[0].round !== null && this.#waiting[0].round <= confirmed) {
      const { caller, query } = this.#waiting.shift() as OpenRead;
      this.#leader.answer(caller, query);
    }
  }

  /** The leader is established now: reads that came before can be confirmed. */
  onEstablished(): void {
    if (this.#waiting.length === 0) return;
    const round = this.#leader.beginRound();
    for (const read of this.#waiting) read.round = round;
    this.onReply();
  }

  /** The node applied an entry, and nothing after it. */
  onApplied(index: number): void {
    const read = this.#logged.get(index);
    if (read === undefined) return;
    this.#logged.delete(index);
    this.#leader.answer(read.caller, read.query);
  }

  /** The leadership is over: reads certainly had no effect. */
  refuseAll(leader: string | null): void {
    for (const { caller } of [...this.#waiting, ...this.#logged.values()]) this.#leader.desk.notLeader(caller, leader);
    this.#waiting = [];
    this.#logged.clear();
  }

  #needsNoQuestion(): boolean {
    const { configuration, host } = this.#leader;
    if (!this.#leader.isEstablished()) return configuration.bug === 'read-index-before-first-commit';
    if (configuration.bug === 'stale-leader-reads') return true;
    return configuration.reads === 'lease' && host.wallMs() < this.#leaseUntilMs;
  }

  #extendLease(confirmedRound: number): void {
    const { electionTimeoutMs, clockBoundMs, bug } = this.#leader.configuration;
    const lastsMs = bug === 'lease-outlives-election' ? 4 * electionTimeoutMs : electionTimeoutMs - clockBoundMs;
    for (const [round, begunMs] of this.#begunMs) {
      if (round > confirmedRound) break;
      this.#leaseUntilMs = Math.max(this.#leaseUntilMs, begunMs + lastsMs);
      this.#begunMs.delete(round);
    }
  }
}
