/**
 * Commands that take effect once although they may be sent more often: numbered within a session that the replicated state knows
 * (`machine/client-sessions.ts`), and sent again, to whoever leads next, until there is an answer.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { PlainCommand } from '../state-machine.ts';
import { expectNumber, expectOnly } from './answers.ts';
import { askUntilAnswered, type Ask } from './resend.ts';
import type { Question } from './session.ts';
import { StoreError } from './store-error.ts';

export class ExactlyOnce {
  readonly #ask: Ask;
  readonly #tryAnotherNode: () => void;
  #session: { readonly session: number; last: number } | null = null;
  /** Settles when the last command has ended: the session takes one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ask: Ask, tryAnotherNode: () => void) {
    this.#ask = ask;
    this.#tryAnotherNode = tryAnotherNode;
  }

  /** Commands are sent until they are answered, one after the other; other questions as they are. */
  ask(question: Question): Promise<Json> {
    if (question.kind !== 'execute') return this.#ask(question);
    const { command } = question;
    if (command.type === 'once' || command.type === 'open-session') return this.#ask(question);
    const answer = this.#turn.then(() => this.#execute(command));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #execute(command: PlainCommand): Promise<Json> {
    this.#session ??= { session: await this.#open(), last: 0 };
    const { session } = this.#session;
    const number = ++this.#session.last;
    const once: Ask = async (question) => {
      const answer = await this.#ask(question);
      if (answer !== null) return expectOnly(answer);
      this.#session = null;
      throw new StoreError('no-session', `session ${session} is over`);
    };
    const numbered = { kind: 'execute', command: { type: 'once', session, number, command } } as const;
    return askUntilAnswered(once, numbered, this.#tryAnotherNode);
  }

  /** A session that was opened and not heard of takes a place in the table until it is the oldest. */
  async #open(): Promise<number> {
    const open = { kind: 'execute', command: { type: 'open-session' } } as const;
    try {
      return expectNumber(await askUntilAnswered(this.#ask, open, this.#tryAnotherNode));
    } catch (error) {
      throw new StoreError('no-session', 'no session could be opened', null, { cause: error });
    }
  }
}
