import { describe, expect, it } from 'vitest';
import { attest, type Observation } from './fault.ts';

const good = (sentence: string): Observation => ({ sentence, asExpected: true });
const bad = (sentence: string): Observation => ({ sentence, asExpected: false });
const whole = { before: good('6 of 6'), duringStart: good('2 of 6'), duringEnd: good('2 of 6'), after: good('6 of 6') };

describe('attest', () => {
  it('attests a fault measured absent, present twice, absent', () => {
    expect(attest(whole)).toEqual({
      status: 'attested',
      before: '6 of 6',
      during: '2 of 6',
      after: '6 of 6',
      reason: '',
    });
  });

  it.each(['before', 'duringStart', 'duringEnd', 'after'] as const)(
    'does not when the measurement %s is wrong',
    (moment) => {
      const attestation = attest({ ...whole, [moment]: bad('something else') });
      expect(attestation.status).toBe('not-attested');
      expect(attestation.reason).toContain('something else');
    },
  );

  it('needs one measurement during the fault that others did not spoil', () => {
    const spoilt: Observation = { sentence: 'n1 did not answer', asExpected: null };
    expect(attest({ ...whole, before: spoilt, duringStart: spoilt, after: spoilt }).status).toBe('attested');
    expect(attest({ ...whole, duringStart: spoilt, duringEnd: spoilt })).toMatchObject({
      status: 'not-attested',
      reason: 'other faults kept it from being measured (n1 did not answer)',
    });
  });

  it('tells both measurements when the fault wore off', () => {
    expect(attest({ ...whole, duringEnd: bad('6 of 6') }).during).toBe('2 of 6; at the end 6 of 6');
  });
});
