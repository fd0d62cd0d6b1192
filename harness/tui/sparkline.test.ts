import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

describe('sparkline', () => {
  it('scales to the largest value shown and keeps the last values', () => {
    expect(sparkline([1, 2, 4, 8], 4)).toBe('▂▃▅█');
    expect(sparkline([100, 0, 7], 2)).toBe('▁█');
  });
  it('pads on the left, and copes with nothing and no room', () => {
    expect(sparkline([5], 3)).toBe('  █');
    expect(sparkline([], 3)).toBe('   ');
    expect(sparkline([1, 2], 0)).toBe('');
    expect(sparkline([0, 0], 2)).toBe('▁▁');
  });
});
