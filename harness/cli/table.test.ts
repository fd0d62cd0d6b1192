import { describe, expect, it } from 'vitest';
import { alignedRows } from './table.ts';

describe('aligned rows', () => {
  it('pads every column but the last, and copes with rows of different lengths', () => {
    expect(alignedRows([['a', 'bbb', 'c'], ['aaaa', '', 'cc'], ['x']])).toEqual(['a     bbb  c', 'aaaa       cc', 'x']);
    expect(alignedRows([])).toEqual([]);
  });
});
