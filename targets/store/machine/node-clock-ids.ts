/**
 * Identifiers that a node makes by itself, of its name, the date and a number within the millisecond, as Twitter's Snowflake does
 * (2010). They are unique as long as the date never goes back on any node; Snowflake refuses to work while it does, this does not.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import { ClientDesk } from '../replication/client-desk.ts';

export class NodeClockIds implements NodeProcess {
  readonly #host: Host;
  readonly #node: NodeProcess;
  readonly #desk: ClientDesk;
  #lastMs = 0;
  #number = 0;
  #last: string | null = null;

  /** Answers clients that ask for an identifier; the node gets everything else. */
  constructor(host: Host, node: NodeProcess) {
    this.#host = host;
    this.#node = node;
    this.#desk = new ClientDesk(host);
  }

  stop(done: () => void): void {
    if (this.#node.stop === undefined) done();
    else this.#node.stop(done);
  }

  beliefs(): ReturnType<NonNullable<NodeProcess['beliefs']>> {
    return { ...this.#node.beliefs?.(), 'last identifier': this.#last };
  }

  receive(from: string, message: Message): void {
    const question = message as ClientMessage;
    const isForId = question.kind === 'execute' && question.command.type === 'generate';
    if (isForId && !this.#host.peers.includes(from))
      this.#desk.result({ address: from, id: question.id }, this.#next());
    else this.#node.receive(from, message);
  }

  #next(): string {
    const nowMs = this.#host.wallMs();
    this.#number = nowMs === this.#lastMs ? this.#number + 1 : 0;
    this.#lastMs = nowMs;
    this.#last = `${this.#host.node}-${nowMs}-${this.#number}`;
    return this.#last;
  }
}
