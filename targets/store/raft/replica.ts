/**
 * What a node made of the committed part of the log: the state machine, and the snapshots that take the log's place
 * (Raft, section 7). A node takes its own whenever `snapshotEvery` entries were applied since the last; a follower that
 * lacks what the leader's log no longer has is given the leader's.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { StateMachine } from '../state-machine.ts';
import type { Query } from '../state-machine.ts';
import { makeSnapshot, stateOf } from '../storage/snapshot-file.ts';
import type { Snapshot } from '../storage/snapshot-file.ts';
import type { StableStorage } from '../storage/stable-storage.ts';
import type { VersionedTable } from '../transactions/versioned-table.ts';
import type { Membership } from './membership.ts';

export class Replica {
  readonly #storage: StableStorage;
  readonly #membership: Membership;
  readonly #configuration: StoreConfiguration;
  #machine: StateMachine;
  #commitIndex: number;
  /** True while a snapshot is on its way to the disk: one at a time. */
  #isSaving = false;

  constructor(storage: StableStorage, membership: Membership, configuration: StoreConfiguration) {
    this.#storage = storage;
    this.#membership = membership;
    this.#configuration = configuration;
    this.#machine = new StateMachine(configuration);
    this.#commitIndex = storage.log.base.index;
    if (storage.snapshot !== null) this.#machine.restore(stateOf(storage.snapshot));
  }

  /** Everything up to here is committed and applied. */
  get commitIndex(): number {
    return this.#commitIndex;
  }

  /** What transactions run on; another object after `install`. */
  get table(): VersionedTable {
    return this.#machine.table;
  }

  query(query: Query): Json {
    return this.#machine.query(query);
  }

  /** Everything up to this index is committed: applies what is new, and tells each entry's result. */
  commit(index: number, onApplied: (index: number, result: Json) => void): void {
    const { log } = this.#storage;
    while (this.#commitIndex < index) {
      const { command } = log.entryAt(++this.#commitIndex);
      onApplied(this.#commitIndex, command.type === 'members' ? null : this.#machine.apply(command));
    }
    if (this.#commitIndex - log.base.index >= this.#configuration.snapshotEvery) this.#takeSnapshot();
  }

  /** Whether a snapshot up to this index has nothing that this node lacks: one that comes late is not taken over. */
  isPast(index: number): boolean {
    const { bug } = this.#configuration;
    return index <= this.#commitIndex && bug !== 'restores-stale-snapshot' && bug !== 'snapshot-drops-tail';
  }

  /** Takes the place of what this node has, once it is durable, unless it has more. Throws if it is no snapshot. */
  install(snapshot: Snapshot, done: () => void): void {
    if (this.#isSaving) return;
    const machine = new StateMachine(this.#configuration);
    machine.restore(stateOf(snapshot));
    const { bug } = this.#configuration;
    const dropsTail = bug === 'snapshot-drops-tail';
    this.#isSaving = true;
    const onDurable = (): void => {
      this.#isSaving = false;
      const { index } = snapshot.position;
      if (index > this.#commitIndex || dropsTail || bug === 'restores-stale-snapshot') this.#machine = machine;
      this.#commitIndex = dropsTail ? index : Math.max(this.#commitIndex, index);
      this.#membership.recover();
      done();
    };
    this.#storage.saveSnapshot(snapshot, onDurable, dropsTail ? 'dropped' : 'kept');
  }

  #takeSnapshot(): void {
    if (this.#isSaving) return;
    const { log } = this.#storage;
    const { bug, snapshotPieceLength } = this.#configuration;
    const index = bug === 'snapshot-claims-too-much' ? log.lastIndex : this.#commitIndex;
    const position = { index, term: log.termAt(index) ?? 0 };
    const members = this.#membership.asOf(index);
    this.#isSaving = true;
    const snapshot = makeSnapshot(position, members, this.#machine.snapshot(), snapshotPieceLength);
    this.#storage.saveSnapshot(snapshot, () => {
      this.#isSaving = false;
      this.#commitIndex = Math.max(this.#commitIndex, index);
      this.#membership.recover();
    });
  }
}
