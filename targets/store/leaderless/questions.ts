/**
 * Questions of a node to others and to itself, by name: what comes back is handed to whoever asked, as long as they wait. A question is
 * asked, and answers to it count, for a limited time, also of a node that was paused meanwhile: it must not bring to others
 * what has been outdated for long.
 */
import type { Host } from '../../contract/host.ts';
import type { LocalStorage } from '../versions/local-storage.ts';
import type { GotMessage, LeaderlessMessage, StoredMessage } from './leaderless-protocol.ts';

export type Answer = GotMessage | StoredMessage;

interface OpenQuestion {
  /** On the monotonic clock. */
  readonly endMs: number;
  readonly onAnswer: (from: string, answer: Answer) => void;
}

export class Questions {
  readonly #host: Pick<Host, 'monotonicMs'>;
  readonly #limitMs: number;
  readonly #storage: LocalStorage;
  readonly #actor: string;
  readonly #send: (to: string, message: LeaderlessMessage) => void;
  readonly #open = new Map<string, OpenQuestion>();
  #count = 0;

  constructor(
    host: Pick<Host, 'monotonicMs'>,
    limitMs: number,
    storage: LocalStorage,
    actor: string,
    send: (to: string, message: LeaderlessMessage) => void,
  ) {
    this.#host = host;
    this.#limitMs = limitMs;
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
    this.#open.set(question, { endMs: this.#host.monotonicMs() + this.#limitMs, onAnswer });
    return question;
  }

  /** Whether it may still be asked. */
  isOpen(question: string): boolean {
    const open = this.#open.get(question);
    return open !== undefined && this.#host.monotonicMs() <= open.endMs;
  }

  /** Sends once the name can never be given again. */
  ask(nodes: Iterable<string>, message: LeaderlessMessage & { readonly question: string }): void {
    this.#storage.flush(() => {
      if (!this.isOpen(message.question)) return;
      for (const node of nodes) this.#send(node, message);
    });
  }

  close(question: string): void {
    this.#open.delete(question);
  }

  onAnswer(from: string, answer: Answer): void {
    if (this.isOpen(answer.question)) this.#open.get(answer.question)?.onAnswer(from, answer);
  }
}
