/**
 * A leader's half of log replication: what each follower is known to hold and what it is sent next. Sending is
 * optimistic (the next message does not wait for the last one's answer); what gets lost shows as a gap at the follower,
 * whose refusal says from where to go on.
 */
import type { Host } from '../../contract/host.ts';
import type { AppendReply } from '../protocol/peer-protocol.ts';
import type { ReplicatedLog } from '../storage/replicated-log.ts';

/** Keeps a message's size bounded. */
const maxEntriesPerMessage = 64;

interface Progress {
  nextIndex: number;
  /** The follower holds the leader's entries durably up to here. */
  matchIndex: number;
  /** The latest round that the follower answered. */
  round: number;
  lastHeardMs: number;
}

export class FollowerFeed {
  readonly #host: Host;
  readonly #log: ReplicatedLog;
  readonly #term: number;
  readonly #progress: ReadonlyMap<string, Progress>;
  readonly #commitIndex: () => number;
  #round = 0;

  constructor(host: Host, log: ReplicatedLog, term: number, commitIndex: () => number) {
    this.#host = host;
    this.#log = log;
    this.#term = term;
    this.#commitIndex = commitIndex;
    const fresh = (): Progress => ({
      nextIndex: log.lastIndex + 1,
      matchIndex: 0,
      round: 0,
      lastHeardMs: host.monotonicMs(),
    });
    this.#progress = new Map(host.peers.map((peer) => [peer, fresh()]));
  }

  /** Sends every follower what it lacks, or a heartbeat. Answers the number of this round. */
  broadcast(): number {
    this.#round++;
    for (const [peer, progress] of this.#progress) this.#send(peer, progress);
    return this.#round;
  }

  /** Takes an answer of this leader's term into account, and sends on what the follower still lacks. */
  onReply(from: string, reply: AppendReply): void {
    const progress = this.#progress.get(from);
    if (progress === undefined) return;
    progress.lastHeardMs = this.#host.monotonicMs();
    progress.round = Math.max(progress.round, reply.round);
    if (reply.success) {
      progress.matchIndex = Math.max(progress.matchIndex, reply.index);
      progress.nextIndex = Math.max(progress.nextIndex, progress.matchIndex + 1);
    } else {
      progress.nextIndex = Math.min(Math.max(reply.index, progress.matchIndex + 1), this.#log.lastIndex + 1);
    }
    if (!reply.success || progress.nextIndex <= this.#log.lastIndex) this.#send(from, progress);
  }

  matchIndexes(): readonly number[] {
    return [...this.#progress.values()].map((progress) => progress.matchIndex);
  }

  /** The latest round that each follower answered. */
  answeredRounds(): readonly number[] {
    return [...this.#progress.values()].map((progress) => progress.round);
  }

  get round(): number {
    return this.#round;
  }

  /** How many followers answered within the last `patienceMs`. */
  heardWithin(patienceMs: number): number {
    const sinceMs = this.#host.monotonicMs() - patienceMs;
    return [...this.#progress.values()].filter((progress) => progress.lastHeardMs >= sinceMs).length;
  }

  #send(to: string, progress: Progress): void {
    const entries = this.#log.entriesFrom(progress.nextIndex, maxEntriesPerMessage);
    const prevIndex = progress.nextIndex - 1;
    this.#host.send(to, {
      kind: 'append',
      term: this.#term,
      prevIndex,
      prevTerm: this.#log.termAt(prevIndex) ?? 0,
      entries,
      commit: this.#commitIndex(),
      round: this.#round,
    });
    progress.nextIndex += entries.length;
  }
}
