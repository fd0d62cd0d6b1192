/**
 * Reads that any node answers from its own copy, which may lag behind. The copy is always a beginning of the log of committed
 * entries and only grows while the node lives; but a node that restarts begins anew, with an older one. So after a start it
 * answers only once an entry of the present term is committed here: by leader completeness (Raft, section 5.4) everything
 * committed in earlier terms is then in its copy, whatever it had answered from before.
 *
 * A read may name the index of the log that its client has seen (a token): it waits until the copy reaches that far.
 */
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
  lastIndex(): number;
  /** Whether the last applied entry is of the present term. */
  endsInPresentTerm(): boolean;
  answer(caller: Caller, query: Query): void;
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
  #hasCaughtUp = false;

  constructor(copy: LocalCopy) {
    this.#copy = copy;
    this.#desk = new ClientDesk(copy.host);
  }

  /** Answers at once, or as soon as the copy has reached `after`; refuses if that takes longer than an election would. */
  ask(caller: Caller, query: Query, after: number): void {
    if (this.#reaches(after)) this.#copy.answer(caller, query);
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
      this.#copy.answer(read.caller, read.query);
    }
  }

  #reaches(index: number): boolean {
    const { bug } = this.#copy.configuration;
    this.#hasCaughtUp ||= bug === 'reads-before-catching-up' || this.#copy.endsInPresentTerm();
    const reached = bug === 'token-compared-with-log-end' ? this.#copy.lastIndex() : this.#copy.appliedIndex();
    return this.#hasCaughtUp && index <= reached;
  }
}
