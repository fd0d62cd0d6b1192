import { describe, expect, it } from 'vitest';
import { askUntilAnswered, type Ask } from './resend.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

const question = { kind: 'execute', command: { type: 'generate' } } as const;

/** Answers with these errors, one after the other (the last for ever), or with `done`. */
function asking(...codes: readonly (StoreErrorCode | 'done')[]): { ask: Ask; count: () => number } {
  let count = 0;
  const ask: Ask = async () => {
    const code = codes[Math.min(count++, codes.length - 1)] as StoreErrorCode | 'done';
    if (code === 'done') return 'done';
    throw new StoreError(code, `attempt ${count}`);
  };
  return { ask, count: () => count };
}

describe('asking until there is an answer', () => {
  const run = ({ ask }: { readonly ask: Ask }): Promise<unknown> => askUntilAnswered(ask, question, () => undefined);

  it('goes on once nobody knows what became of the question', async () => {
    const asked = asking('connection-lost', 'not-leader', 'connection-refused', 'done');
    await expect(run(asked)).resolves.toBe('done');
    expect(asked.count()).toBe(4);
  });

  it('does not go on after a definite refusal: nothing was done', async () => {
    const asked = asking('not-leader', 'done');
    await expect(run(asked)).rejects.toMatchObject({ code: 'not-leader' });
    expect(asked.count()).toBe(1);
  });

  it('gives up at last with the error that left the doubt, whatever came later', async () => {
    await expect(run(asking('leadership-lost', 'not-leader'))).rejects.toMatchObject({ code: 'leadership-lost' });
  });
});
