/**
 * Reads that any node answers from its own copy, which may lag behind. The copy is always a beginning of the log of committed
 * entries and only grows while the node lives; but a node that restarts begins anew, with an older one. So it answers only
 * from what its disk holds, and after a start only once its copy has reached the end of the log that was on the disk, or of
 * what a leader left of it: what is committed is never removed, so whatever it had answered from before is then in its copy.
 * (That an entry of the present term is committed does not suffice: the term may have begun before the crash, and a message
 * on its way since then tells of an early part of it.)
 *
 * A read may name the index of the log that its client has seen (a token): it waits until the copy reaches that far.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Host, Timer } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import type { Query } from '../state-machine.ts';

/** What the reads need of their node. */
export interface LocalCopy {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  appliedIndex(): number;
  /** Of the log. */
  lastIndex(): number;
  query(query: Query): Json;
  /** Calls back when all that the log holds now survives a crash. */
  flush(done: () => void): void;
}

interface WaitingRead {
  readonly caller: Caller;
  readonly query: Query;
  readonly after: number;
  readonly patience: Timer;
}

export class LocalReads {
  readonly #copy: LocalCopy;
  readonly #desk: ClientDesk;
  readonly #waiting = new Set<WaitingRead>();
  readonly #lastIndexAtStart: number;
  #hasCaughtUp = false;

  constructor(copy: LocalCopy) {
    this.#copy = copy;
    this.#desk = new ClientDesk(copy.host);
    this.#lastIndexAtStart = copy.lastIndex();
  }

  /** Answers at once, or as soon as the copy has reached `after`; refuses if that takes longer than an election would. */
  ask(caller: Caller, query: Query, after: number): void {
    if (this.#reaches(after)) this.#answer(caller, query);
    else if (this.#waiting.size >= maxOpenOperations) this.#desk.overloaded(caller);
    else {
      const { host, configuration } = this.#copy;
      const patience = host.setTimer(configuration.electionTimeoutMs, () => {
        this.#waiting.delete(read);
        this.#desk.notCaughtUp(caller);
      });
      const read = { caller, query, after, patience };
      this.#waiting.add(read);
    }
  }

  /** The copy has grown. */
  onApplied(): void {
    for (const read of this.#waiting) {
      if (!this.#reaches(read.after)) continue;
      this.#waiting.delete(read);
      read.patience.cancel();
      this.#answer(read.caller, read.query);
    }
  }

  #answer(caller: Caller, query: Query): void {
    const value = this.#copy.query(query);
    const index = this.#copy.appliedIndex();
    this.#copy.flush(() => this.#desk.result(caller, value, index));
  }

  #reaches(index: number): boolean {
    const { bug } = this.#copy.configuration;
    const [applied, lastIndex] = [this.#copy.appliedIndex(), this.#copy.lastIndex()];
    this.#hasCaughtUp ||= bug === 'reads-before-catching-up' || applied >= Math.min(this.#lastIndexAtStart, lastIndex);
    const reached = bug === 'token-compared-with-log-end' ? lastIndex : applied;
    return this.#hasCaughtUp && index <= reached;
  }
}
