import { describe, expect, it } from 'vitest';
import { answerOrNull, parseSeen } from './docker-measurements.ts';

describe('parseSeen', () => {
  it('reads a count for each address and nothing else', () => {
    const text = '172.18.0.3 12\n172.18.0.4 0\niptables: something else\n\n1.2.3 5\n';
    expect([...parseSeen(text)]).toEqual([
      ['172.18.0.3', 12],
      ['172.18.0.4', 0],
    ]);
  });
});

describe('answerOrNull', () => {
  it('gives the answer', async () => {
    expect(await answerOrNull(Promise.resolve('here'), new AbortController().signal)).toBe('here');
  });

  it('gives null for a refusal', async () => {
    expect(await answerOrNull(Promise.reject(new Error('refused')), new AbortController().signal)).toBeNull();
  });

  it('gives null when the time is up, even if the work never settles', async () => {
    expect(await answerOrNull(new Promise(() => undefined), AbortSignal.timeout(10))).toBeNull();
    expect(await answerOrNull(new Promise(() => undefined), AbortSignal.abort())).toBeNull();
  });
});
