/** Questions of a node to others and to itself, by name: what comes back is handed to whoever asked, as long as they wait. */
import type { LocalStorage } from '../versions/local-storage.ts';
import type { GotMessage, LeaderlessMessage, StoredMessage } from './leaderless-protocol.ts';

export type Answer = GotMessage | StoredMessage;

export class Questions {
  readonly #storage: LocalStorage;
  readonly #actor: string;
  readonly #send: (to: string, message: LeaderlessMessage) => void;
  readonly #open = new Map<string, (from: string, answer: Answer) => void>();
  #count = 0;

  constructor(storage: LocalStorage, actor: string, send: (to: string, message: LeaderlessMessage) => void) {
    this.#storage = storage;
    this.#actor = actor;
    this.#send = send;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Gives a new question its name. */
  open(onAnswer: (from: string, answer: Answer) => void): string {
    const question = `${this.#actor}:${++this.#count}`;
    this.#open.set(question, onAnswer);
    return question;
  }

  /** Sends once the name can never be given again. */
  ask(nodes: Iterable<string>, message: LeaderlessMessage): void {
    this.#storage.flush(() => {
      for (const node of nodes) this.#send(node, message);
    });
  }

  close(question: string): void {
    this.#open.delete(question);
  }

  onAnswer(from: string, answer: Answer): void {
    this.#open.get(answer.question)?.(from, answer);
  }
}
