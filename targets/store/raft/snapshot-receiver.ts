/** A follower's half of sending a snapshot (Raft, figure 13): collects its pieces in order until it is whole. */
import type { SnapshotMessage } from '../protocol/peer-protocol.ts';
import type { Snapshot } from '../storage/snapshot-file.ts';

export class SnapshotReceiver {
  /** Whose, and of what; pieces of another leader's, or of another snapshot, begin anew. */
  #label = '';
  #pieces: string[] = [];

  /** Answers the snapshot if it is whole now, or else the piece that is needed next. */
  take(message: SnapshotMessage): Snapshot | number {
    const { term, lastIndex, lastTerm, members, pieceCount } = message;
    const label = `${term} ${lastIndex} ${lastTerm} ${pieceCount}`;
    if (label !== this.#label) this.#pieces = [];
    this.#label = label;
    if (message.piece === this.#pieces.length) this.#pieces.push(message.data);
    if (this.#pieces.length < pieceCount) return this.#pieces.length;
    return { position: { index: lastIndex, term: lastTerm }, members, pieces: this.#pieces };
  }

  /** Forgets what it has. */
  clear(): void {
    this.#label = '';
    this.#pieces = [];
  }
}
