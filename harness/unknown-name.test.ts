import { describe, expect, it } from 'vitest';
import { unknownName } from './unknown-name.ts';

describe('an unknown name', () => {
  it('is told the nearest, if it is near, and all that there are', () => {
    const error = unknownName('target', 'stor', ['redis', 'store']);
    expect([error.message, error.remedy]).toEqual([
      'there is no target "stor"; did you mean "store"?',
      'choose one of: redis, store',
    ]);
    expect(unknownName('target', 'cassandra', ['redis', 'store']).message).toBe('there is no target "cassandra"');
  });

  it('is told only the nearest of many', () => {
    const many = Array.from({ length: 60 }, (_, number) => `hazard-number-${number}`);
    const { remedy } = unknownName('hazard', 'hazard-number-5x', many, '`ordeal demo` lists them');
    expect(remedy).toMatch(
      /^the nearest of 60: (hazard-number-5\d?, ){7}hazard-number-5\d? \(`ordeal demo` lists them\)$/,
    );
  });
});
