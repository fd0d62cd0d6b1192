/** The example of the simulated world: its mistake is found over seeds, its mended version holds, and seeds repeat. */
import { describe, expect, it } from 'vitest';
import { tryChain, type ReadsAt } from './chain-register.ts';

async function verdicts(readsAt: ReadsAt): Promise<string[]> {
  const results = await Promise.all(Array.from({ length: 30 }, (_, seed) => tryChain(seed, readsAt)));
  return results.map(({ verdict }) => verdict);
}

describe('examples/chain-register.ts', () => {
  it('is linearizable with reads at the tail', async () => {
    expect(new Set(await verdicts('tail'))).toEqual(new Set(['valid']));
  });

  it('is not with reads at any node, and a seed shows the same each time', async () => {
    const found = await verdicts('any node');
    const seed = found.indexOf('invalid');
    expect(seed).not.toBe(-1);
    expect(await tryChain(seed, 'any node')).toEqual(await tryChain(seed, 'any node'));
  });
});
