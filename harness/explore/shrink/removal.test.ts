import { describe, expect, it } from 'vitest';
import { fromTheBeginning, removals } from './removal.ts';

describe('removals', () => {
  it('leave out all, halves, quarters, single elements', () => {
    const rests = [...removals([1, 2, 3, 4], fromTheBeginning)].map(({ rest }) => rest.join(''));
    expect(rests).toEqual(['', '34', '12', '234', '134', '124', '123']);
  });

  it('go on where a search was, with pieces of the same size', () => {
    const rests = [...removals(['a', 'b', 'c'], { size: 1, offset: 1 })].map(({ rest }) => rest.join(''));
    expect(rests).toEqual(['ac', 'ab']);
    expect([...removals([], fromTheBeginning)]).toEqual([]);
  });
});
