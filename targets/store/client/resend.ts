/** Asking again until there is an answer: right for what may be asked twice, wrong for everything else. */
import type { Json } from '../../../checkers/history/event.ts';
import { classifyError } from '../../contract/errors.ts';
import type { Question } from './session.ts';
import { StoreError, storeErrors } from './store-error.ts';

/** Sends one question to one node. */
export type Ask = (question: Question) => Promise<Json>;

/** Each is a round trip or a refused connection; the caller's deadline usually comes first. */
const maxAttempts = 500;

/**
 * Asks again, elsewhere, as long as nobody knows what became of the question. If it was asked once with an unknown end
 * and never got an answer, rejects with that error: what came later does not undo the doubt. (If its session is over, there will be
 * none: nobody remembers.)
 */
export async function askUntilAnswered(ask: Ask, question: Question, tryAnotherNode: () => void): Promise<Json> {
  let doubt: unknown;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(question);
    } catch (error) {
      if (!classifyError(storeErrors, error).definite) doubt ??= error;
      if (doubt === undefined) throw error;
      const isOver = error instanceof StoreError && error.code === 'no-session';
      if (isOver || attempt === maxAttempts) throw doubt;
      tryAnotherNode();
    }
  }
}
