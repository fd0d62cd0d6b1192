import { describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import { ExactlyOnce } from './exactly-once.ts';
import type { Question } from './session.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

const command: Question = { kind: 'execute', command: { type: 'generate' } };

/** A client whose questions get these answers (a text is the code of an error), one after the other, and what it asked: `open`, or session and number. */
function client(...answers: readonly Json[]): { exactlyOnce: ExactlyOnce; asked: string[] } {
  const asked: string[] = [];
  const ask = async (question: Question): Promise<Json> => {
    const sent = question.kind === 'execute' ? question.command : null;
    asked.push(sent?.type === 'once' ? `${sent.session}/${sent.number}` : (sent?.type ?? question.kind));
    const answer = answers[asked.length - 1] ?? null;
    if (typeof answer === 'string') throw new StoreError(answer as StoreErrorCode, 'as told');
    return answer;
  };
  return { exactlyOnce: new ExactlyOnce(ask, () => undefined), asked };
}

describe('commands that take effect once', () => {
  it('are numbered, one after the other, and sent again under the same number', async () => {
    const { exactlyOnce, asked } = client(4, 'connection-lost', 'not-leader', [10], [11]);
    const answers = await Promise.all([exactlyOnce.ask(command), exactlyOnce.ask(command)]);
    expect({ answers, asked }).toEqual({ answers: [10, 11], asked: ['open-session', '4/1', '4/1', '4/1', '4/2'] });
  });

  it('are refused for certain if the session is over at first, and in doubt if it is over later', async () => {
    const { exactlyOnce, asked } = client(4, null, 5, 'leadership-lost', null, 6, [12]);
    await expect(exactlyOnce.ask(command)).rejects.toMatchObject({ code: 'no-session' });
    await expect(exactlyOnce.ask(command)).rejects.toMatchObject({ code: 'leadership-lost' });
    await expect(exactlyOnce.ask(command)).resolves.toBe(12);
    expect(asked).toEqual(['open-session', '4/1', 'open-session', '5/1', '5/1', 'open-session', '6/1']);
  });

  it('are not sent if no session can be opened', async () => {
    const { exactlyOnce, asked } = client('not-leader');
    await expect(exactlyOnce.ask(command)).rejects.toMatchObject({ code: 'no-session' });
    expect(asked).toEqual(['open-session']);
  });

  it('leave other questions as they are', async () => {
    const { exactlyOnce, asked } = client(1);
    await exactlyOnce.ask({ kind: 'query', query: { type: 'counter', key: 'x' } });
    expect(asked).toEqual(['query']);
  });
});
