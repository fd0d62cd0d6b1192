/**
 * A leader's half of log replication: what each follower is known to hold and what it is sent next. Sending is
 * optimistic (the next message does not wait for the last one's answer); what gets lost shows as a gap at the follower,
 * whose refusal says from where to go on. A follower that lacks what the log no longer has is sent the snapshot, piece
 * by piece, each after the answer to the one before.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { AppendReply, SnapshotReply } from '../protocol/peer-protocol.ts';
import type { Snapshot } from '../storage/snapshot-file.ts';
import type { StableStorage } from '../storage/stable-storage.ts';

/** A piece of a snapshot that was not answered for this long is sent again. */
const resendMs = 100;

interface Progress {
  nextIndex: number;
  /** The follower holds the leader's entries durably up to here. */
  matchIndex: number;
  /** The latest round that the follower answered. */
  round: number;
  lastHeardMs: number;
  /** The refusal that was followed last: in the round that had begun then, it asked for this entry. */
  refused: { readonly round: number; readonly index: number };
  /** The snapshot on its way, and the piece that was sent last. */
  sending: { readonly snapshot: Snapshot; piece: number; sentMs: number } | null;
}

export class FollowerFeed {
  readonly #host: Host;
  readonly #storage: StableStorage;
  readonly #term: number;
  readonly #progress: ReadonlyMap<string, Progress>;
  readonly #commitIndex: () => number;
  readonly #configuration: StoreConfiguration;
  #round = 0;

  constructor(
    host: Host,
    storage: StableStorage,
    term: number,
    commitIndex: () => number,
    configuration: StoreConfiguration,
  ) {
    this.#host = host;
    this.#storage = storage;
    this.#term = term;
    this.#commitIndex = commitIndex;
    this.#configuration = configuration;
    const fresh = (): Progress => ({
      nextIndex: storage.log.lastIndex + 1,
      matchIndex: 0,
      round: 0,
      lastHeardMs: host.monotonicMs(),
      refused: { round: 0, index: Infinity },
      sending: null,
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
    const progress = this.#heard(from, reply.round);
    if (progress === undefined) return;
    if (!reply.success) {
      this.#onRefusal(from, progress, reply);
      return;
    }
    progress.matchIndex = Math.max(progress.matchIndex, reply.index);
    progress.nextIndex = Math.max(progress.nextIndex, progress.matchIndex + 1);
    if (progress.sending !== null && progress.sending.snapshot.position.index <= progress.matchIndex) {
      progress.sending = null;
    }
    if (progress.nextIndex <= this.#storage.log.lastIndex && progress.sending === null) this.#send(from, progress);
  }

  /**
   * Goes back to where the follower asks, once a round, or further back than before: each copy of a refusal would else be
   * answered by a message, whose copies are refused again.
   */
  #onRefusal(from: string, progress: Progress, { index, round }: AppendReply): void {
    if (round <= progress.refused.round && index >= progress.refused.index) return;
    progress.refused = { round: this.#round, index };
    progress.nextIndex = Math.min(Math.max(index, progress.matchIndex + 1), this.#storage.log.lastIndex + 1);
    this.#send(from, progress);
  }

  /** The follower has a piece of the snapshot and says which it needs next. */
  onSnapshotReply(from: string, reply: SnapshotReply): void {
    const sending = this.#heard(from, reply.round)?.sending;
    if (sending?.snapshot.position.index !== reply.lastIndex) return;
    const isNext = reply.nextPiece === sending.piece + 1;
    sending.piece = Math.min(reply.nextPiece, sending.snapshot.pieces.length - 1);
    if (isNext) this.#sendPiece(from, sending);
  }

  /** The follower holds the leader's entries durably up to here. */
  matchIndexOf(peer: string): number {
    const progress = this.#progress.get(peer);
    if (progress === undefined) return 0;
    return this.#configuration.bug === 'takes-next-for-match' ? progress.nextIndex - 1 : progress.matchIndex;
  }

  /** The latest round that the follower answered. */
  answeredRoundOf(peer: string): number {
    return this.#progress.get(peer)?.round ?? 0;
  }

  get round(): number {
    return this.#round;
  }

  /** Whether the follower answered within the last `patienceMs`. */
  isHeardWithin(peer: string, patienceMs: number): boolean {
    return (this.#progress.get(peer)?.lastHeardMs ?? -Infinity) >= this.#host.monotonicMs() - patienceMs;
  }

  #heard(from: string, round: number): Progress | undefined {
    const progress = this.#progress.get(from);
    if (progress === undefined) return undefined;
    progress.lastHeardMs = this.#host.monotonicMs();
    progress.round = Math.max(progress.round, round);
    return progress;
  }

  #send(to: string, progress: Progress): void {
    const { log, snapshot } = this.#storage;
    if (progress.nextIndex > log.base.index) {
      progress.nextIndex += this.#sendEntries(to, progress.nextIndex, this.#configuration.entriesAtOnce);
      return;
    }
    if (snapshot === null) throw new Error(`the log begins after ${log.base.index} and there is no snapshot`);
    progress.sending ??= { snapshot, piece: 0, sentMs: -Infinity };
    if (this.#host.monotonicMs() - progress.sending.sentMs >= resendMs) this.#sendPiece(to, progress.sending);
    // Behind the beginning, where all logs agree: a heartbeat until the snapshot is there.
    else this.#sendEntries(to, 1, 0);
  }

  /** Answers how many it sent. */
  #sendEntries(to: string, nextIndex: number, limit: number): number {
    const { log } = this.#storage;
    const prevIndex = nextIndex - 1;
    const entries = limit === 0 ? [] : log.entriesFrom(nextIndex, limit);
    this.#host.send(to, {
      kind: 'append',
      term: this.#term,
      prevIndex,
      prevTerm: log.termAt(prevIndex) ?? 0,
      entries,
      commit: this.#commitIndex(),
      round: this.#round,
    });
    return entries.length;
  }

  #sendPiece(to: string, sending: NonNullable<Progress['sending']>): void {
    const { snapshot, piece } = sending;
    sending.sentMs = this.#host.monotonicMs();
    this.#host.send(to, {
      kind: 'snapshot',
      term: this.#term,
      lastIndex: snapshot.position.index,
      lastTerm: snapshot.position.term,
      members: snapshot.members,
      piece,
      pieceCount: snapshot.pieces.length,
      data: snapshot.pieces[piece] ?? '',
      round: this.#round,
    });
  }
}
