/**
 * Where a client sends what it asks, and what it remembers of what it has seen. Commands, and reads that a leader must answer,
 * go to the leader as far as the client knows it; reads that any node answers go where the setting `sessions` says.
 */
import type { StoreConfiguration } from '../configuration.ts';
import type { Question } from './session.ts';
import type { StoreError } from './store-error.ts';

export class Routes {
  readonly #configuration: StoreConfiguration;
  /** Home first. */
  readonly #nodes: readonly string[];
  readonly #readsAnywhere: boolean;
  #leader: string;
  /** Who was asked last. */
  #asked: string;
  #readCount = 0;
  /** The token: the latest entry of the log that an answer took into account. */
  #seenIndex = 0;

  constructor(configuration: StoreConfiguration, home: string, nodes: Iterable<string>) {
    this.#configuration = configuration;
    this.#nodes = [home, ...[...nodes].filter((node) => node !== home)];
    this.#readsAnywhere = configuration.replication === 'raft' && configuration.reads === 'local';
    this.#leader = home;
    this.#asked = home;
  }

  /** Which node to ask, and what exactly: a read may carry the token. */
  route(question: Question): { readonly node: string; readonly question: Question } {
    if (question.kind !== 'query' || !this.#readsAnywhere) {
      this.#asked = this.#leader;
      return { node: this.#leader, question };
    }
    const { sessions } = this.#configuration;
    const turn = sessions === 'sticky' ? 0 : this.#readCount++ % this.#nodes.length;
    return {
      node: this.#nodes[turn] as string,
      question: sessions === 'token' ? { ...question, after: this.#seenIndex } : question,
    };
  }

  onAnswer(index: number): void {
    this.#seenIndex = Math.max(this.#seenIndex, index);
  }

  /** Who was asked did not do it: the leader is who it named, or must be asked for at home. */
  onError(asked: string, { code, leader }: StoreError): void {
    if (code === 'not-caught-up' || (this.#readsAnywhere && asked !== this.#leader)) return;
    this.#leader = leader !== null && this.#nodes.includes(leader) ? leader : (this.#nodes[0] as string);
    if (this.#configuration.bug === 'token-forgotten-on-redirect') this.#seenIndex = 0;
  }

  /** After an error that named no leader: goes round all nodes. */
  tryAnotherNode(): void {
    if (this.#leader !== this.#nodes[0]) return;
    this.#leader = this.#nodes[(this.#nodes.indexOf(this.#asked) + 1) % this.#nodes.length] as string;
  }
}
