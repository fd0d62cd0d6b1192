import { describe, expect, it } from 'vitest';
import { campaignExitCode } from './conduct-campaign.ts';

describe('the exit code of a campaign', () => {
  it('is the worst that was not expected', () => {
    const kept = { expected: 'valid', verdict: 'valid' } as const;
    const found = { expected: 'invalid', verdict: 'invalid' } as const;
    expect(campaignExitCode([kept, found])).toBe(0);
    expect(campaignExitCode([kept, { expected: 'valid', verdict: 'invalid' }])).toBe(1);
    expect(campaignExitCode([kept, { expected: 'invalid', verdict: 'valid' }])).toBe(2);
    expect(campaignExitCode([{ expected: 'valid', verdict: 'unknown' }, found])).toBe(2);
    expect(campaignExitCode([])).toBe(0);
  });
});
