/**
 * Test support: Raft's safety, asserted while nodes run (Ongaro and Ousterhout 2014, figure 3). A monitor wraps the node program and
 * looks at a node after every event of it:
 *
 * - election safety: a term has at most one leader;
 * - log matching: entries with the same index and term are the same and follow the same entry;
 * - leader completeness: the leader of a term has every entry that was committed in an earlier term;
 * - state machine safety: no two nodes commit different entries at the same index.
 *
 * It looks at what is new only, so that it costs little.
 */
import type { Host, NodeProcess, NodeProgram } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { LogEntry } from '../storage/log-entry.ts';
import { RaftNode } from './raft-node.ts';

export type Invariant = 'election-safety' | 'log-matching' | 'leader-completeness' | 'state-machine-safety';

export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/** What the monitor saw of one node when it last looked. */
interface Seen {
  ledTerm: number;
  commitIndex: number;
  /** Its entries by index. */
  entries: Map<number, LogEntry>;
  lastIndex: number;
}

export class RaftMonitor {
  readonly #leaders = new Map<number, string>();
  /** The term of the entry before, and the command, of each entry that any log ever held, by index and term. */
  readonly #everHeld = new Map<string, { readonly previousTerm: number; readonly command: string }>();
  /** The term of each committed entry, and the term in which its leader committed it, by index. */
  readonly #committed = new Map<number, { readonly term: number; readonly committedIn: number }>();
  readonly #seen = new Map<string, Seen>();
  #maxCommitted = 0;

  /** How many leaders were elected, and how many entries committed: a run in which nothing happens shows nothing. */
  get coverage(): { readonly leaders: number; readonly committed: number } {
    return { leaders: this.#leaders.size, committed: this.#maxCommitted };
  }

  /** The same node, watched. What it finds it throws, out of the node's own event. */
  program(configuration: StoreConfiguration): NodeProgram {
    return (host) => {
      const seen = { ledTerm: 0, commitIndex: 0, entries: new Map<number, LogEntry>(), lastIndex: 0 };
      this.#seen.set(host.node, seen);
      let node: RaftNode | null = null;
      const look = (): void => {
        if (node !== null) this.#look(host.node, node, seen);
      };
      node = new RaftNode(watched(host, look), configuration);
      look();
      return observed(node, look);
    };
  }

  #look(name: string, node: RaftNode, seen: Seen): void {
    const { term, isLeader, commitIndex, log } = node.inspect();
    for (let index = log.lastIndex; index > log.base.index; index--) {
      const entry = log.entryAt(index);
      if (seen.entries.get(index) === entry) break;
      seen.entries.set(index, entry);
      this.#checkMatching(name, entry, log.termAt(index - 1) ?? 0);
    }
    for (let index = log.lastIndex + 1; index <= seen.lastIndex; index++) seen.entries.delete(index);
    seen.lastIndex = log.lastIndex;
    if (isLeader && seen.ledTerm !== term) this.#onElected(name, node);
    if (isLeader) seen.ledTerm = term;
    for (; seen.commitIndex < commitIndex; seen.commitIndex++) {
      const index = seen.commitIndex + 1;
      // What came with a snapshot was checked where it was committed.
      if (index >= log.base.index) this.#onCommitted(name, index, log.termAt(index) ?? 0, term);
    }
  }

  #checkMatching(name: string, { index, term, command }: LogEntry, previousTerm: number): void {
    const held = { previousTerm, command: JSON.stringify(command) };
    const other = this.#everHeld.get(`${index}/${term}`);
    if (other === undefined) this.#everHeld.set(`${index}/${term}`, held);
    else if (other.command !== held.command || other.previousTerm !== previousTerm) {
      throw new InvariantViolation(
        'log-matching',
        `entry ${index} of term ${term} on ${name} is ${held.command} after term ${previousTerm}, ` +
          `elsewhere ${other.command} after term ${other.previousTerm}`,
      );
    }
  }

  #onElected(name: string, node: RaftNode): void {
    const { term, log } = node.inspect();
    const other = this.#leaders.get(term) ?? name;
    if (other !== name) throw new InvariantViolation('election-safety', `${other} and ${name} both lead term ${term}`);
    this.#leaders.set(term, name);
    for (let index = log.base.index + 1; index <= this.#maxCommitted; index++) {
      const committed = this.#committed.get(index);
      // A candidate that was paused may learn late that it was elected, in a term that is over.
      if (committed === undefined || committed.committedIn >= term || committed.term === log.termAt(index)) continue;
      throw new InvariantViolation(
        'leader-completeness',
        `${name} leads term ${term} without entry ${index} of term ${committed.term}, committed in ${committed.committedIn}`,
      );
    }
  }

  #onCommitted(name: string, index: number, term: number, committedIn: number): void {
    const other = this.#committed.get(index);
    if (other === undefined) this.#committed.set(index, { term, committedIn });
    else if (other.term !== term) {
      throw new InvariantViolation(
        'state-machine-safety',
        `${name} commits entry ${index} of term ${term}, where one of term ${other.term} was committed`,
      );
    }
    this.#maxCommitted = Math.max(this.#maxCommitted, index);
  }
}

function observed(node: RaftNode, look: () => void): NodeProcess {
  return {
    receive: (from, message) => {
      node.receive(from, message);
      look();
    },
    stop: (done) => node.stop(done),
  };
}

/** The host, with a look after everything that it calls back. */
function watched(host: Host, look: () => void): Host {
  const then =
    (run: () => void): (() => void) =>
    () => {
      run();
      look();
    };
  return {
    ...host,
    disk: {
      read: (file) => host.disk.read(file),
      readRange: (file, offsetBytes, sizeBytes) => host.disk.readRange(file, offsetBytes, sizeBytes),
      fileNames: () => host.disk.fileNames(),
      remove: (file) => host.disk.remove(file),
      append: (file, bytes) => host.disk.append(file, bytes),
      truncate: (file, sizeBytes) => host.disk.truncate(file, sizeBytes),
      replace: (file, bytes, done) => host.disk.replace(file, bytes, then(done)),
      sync: (file, done) => host.disk.sync(file, then(done)),
    },
    setTimer: (delayMs, callback) => host.setTimer(delayMs, then(callback)),
  };
}
