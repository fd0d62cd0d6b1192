/**
 * One conversation with one node. It begins with a greeting, whose answer proves that the node is there and speaks this
 * protocol: before it nothing has been asked, so a failure until then is certain to have had no effect.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Channel, Endpoint } from '../../contract/target.ts';
import type { AdministrativeRequest, NodeAnswer } from '../protocol/client-protocol.ts';
import { protocolVersion } from '../protocol/client-protocol.ts';
import type { Command, Query } from '../state-machine.ts';
import type { TransactionStep } from '../transactions/row.ts';
import { openChannel } from './open-channel.ts';
import { StoreError } from './store-error.ts';

export type Question =
  | { readonly kind: 'status' }
  | { readonly kind: 'administer'; readonly request: AdministrativeRequest }
  | { readonly kind: 'execute'; readonly command: Command }
  | { readonly kind: 'query'; readonly query: Query; readonly after?: number }
  | { readonly kind: 'transaction'; readonly step: TransactionStep };

export interface Answer {
  readonly value: Json;
  /** The entry of the log up to which the value takes everything into account. */
  readonly index: number;
}

interface OpenQuestion {
  readonly id: number;
  resolve(answer: Answer): void;
  reject(error: StoreError): void;
}

export class StoreSession {
  readonly #channel: Channel;
  readonly #greeted = Promise.withResolvers<void>();
  /** Hardly ever more than one. */
  #open: OpenQuestion[] = [];
  #isGreeted = false;
  #isClosed = false;
  #nextId = 1;

  /** Starts to connect; `greeted` tells how it went. */
  constructor(endpoint: Endpoint) {
    this.#channel = openChannel(endpoint);
    this.#channel.onMessage((message) => this.#onAnswer(message as unknown as NodeAnswer));
    this.#channel.onClose(() => this.#onClose());
    this.#channel.send({ kind: 'hello', version: protocolVersion });
    // Whoever does not wait for the greeting is not told how it went.
    this.#greeted.promise.catch(() => undefined);
  }

  /** Resolves once the node has answered the greeting; rejects with `connection-refused`. */
  get greeted(): Promise<void> {
    return this.#greeted.promise;
  }

  get isGreeted(): boolean {
    return this.#isGreeted;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Only after `greeted`. Rejects with a StoreError; if `close` is called first, it stays open for ever. */
  ask(question: Question): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new StoreError('connection-refused', 'the connection is closed'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.push({ id, resolve, reject });
      this.#channel.send({ ...question, id });
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#channel.close();
  }

  #onAnswer(answer: NodeAnswer): void {
    if (answer.kind === 'welcome') {
      this.#onWelcome(answer.version);
      return;
    }
    const at = this.#open.findIndex(({ id }) => id === answer.id);
    if (at < 0) return;
    const [question] = this.#open.splice(at, 1) as [OpenQuestion];
    if (answer.kind === 'result') question.resolve(answer);
    else question.reject(new StoreError(answer.code, answer.message, answer.leader));
  }

  #onWelcome(version: number): void {
    if (version === protocolVersion) {
      this.#isGreeted = true;
      this.#greeted.resolve();
      return;
    }
    const message = `the node speaks version ${version} of the protocol, this client ${protocolVersion}`;
    this.#greeted.reject(new StoreError('connection-refused', message));
    this.close();
  }

  #onClose(): void {
    this.#isClosed = true;
    if (!this.#isGreeted) this.#greeted.reject(new StoreError('connection-refused', 'the node cannot be reached'));
    for (const question of this.#open) {
      question.reject(new StoreError('connection-lost', 'the connection broke before the answer came'));
    }
    this.#open = [];
  }
}
