/**
 * Who the members are: the nodes whose votes and copies count. Changed by one node at a time, through the log, and in force as
 * soon as the entry is in a node's log, committed or not (Ongaro's thesis, section 4.1): then any majority before the
 * change and any after it share a node. The other nodes receive the log as well, so that one that is added
 * has it already (section 4.2.1), but they count for nothing.
 */
import type { LogEntry } from '../storage/log-entry.ts';
import type { StableStorage } from '../storage/stable-storage.ts';

interface Change {
  /** The log entry from which on these are the members. */
  readonly index: number;
  readonly members: readonly string[];
}

export class Membership {
  readonly #storage: StableStorage;
  readonly #atFirst: readonly string[];
  /** In the order of the log; the first one is what the snapshot says, or how the cluster began. */
  #changes: Change[] = [];

  /** `atFirst`: the members before any change. */
  constructor(storage: StableStorage, atFirst: readonly string[]) {
    this.#storage = storage;
    this.#atFirst = atFirst;
    this.recover();
  }

  /** Reads them from the snapshot and the log: after a restart, and when a snapshot took the place of entries. */
  recover(): void {
    const { snapshot, log } = this.#storage;
    this.#changes = [{ index: log.base.index, members: snapshot?.members ?? this.#atFirst }];
    this.append(log.entriesFrom(log.base.index + 1, Infinity));
  }

  get members(): readonly string[] {
    return (this.#changes.at(-1) as Change).members;
  }

  /** The last entry that changed them. */
  get changeIndex(): number {
    return (this.#changes.at(-1) as Change).index;
  }

  includes(node: string): boolean {
    return this.members.includes(node);
  }

  /**
   * A node stands for election if it is a member, or while its removal is not known to be committed (Ongaro's thesis, section
   * 4.2.2): those that remain may lack the entry that removes it, and then only a node that has it can be elected.
   */
  mayStand(node: string, commitIndex: number): boolean {
    return this.includes(node) || this.changeIndex > commitIndex;
  }

  /** Who they were after this entry, which must not be cut off. */
  asOf(index: number): readonly string[] {
    return (this.#changes.findLast((change) => change.index <= index) as Change).members;
  }

  /** Entries were appended; those that it has seen before count once. */
  append(entries: readonly LogEntry[]): void {
    for (const { index, command } of entries) {
      if (command.type === 'members' && index > this.changeIndex)
        this.#changes.push({ index, members: command.members });
    }
  }

  /** This entry and all after it were removed from the log. */
  truncateFrom(index: number): void {
    const [first, ...later] = this.#changes as [Change, ...Change[]];
    this.#changes = [first, ...later.filter((change) => change.index < index)];
  }
}
