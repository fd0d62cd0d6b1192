import { describe, expect, it } from 'vitest';
import { parseAwditDsl } from '../history/awdit-dsl.ts';
import { pairEvents } from '../history/pairing.ts';
import { implies, isPhenomenon, models, permits } from '../models/index.ts';
import { checkIsolation } from './check-isolation.ts';
import { needsNoVersionOrder, weakQuestion } from './weak-opinion.ts';

/** They forbid other cycles through one anti-dependency. */
const elsewhere = new Set([
  'monotonic-atomic-view',
  'strong-session-monotonic-atomic-view',
  'monotonic-view',
  'monotonic-snapshot-read',
]);
const weakest = models.map(({ name }) => name).filter(needsNoVersionOrder);
const asked = models.flatMap(({ name }) => {
  const question = weakQuestion(name);
  return question === undefined ? [] : [{ name, ...question }];
});

describe('the weak levels', () => {
  it('prove only models that they imply, and break only models that have a phenomenon for it', () => {
    for (const { name, level, sessions, isSame } of asked) {
      const same = asked.find((one) => one.level === level && one.sessions === sessions && one.isSame);
      // Read committed without sessions is no model of its own: monotonic atomic view is the nearest below it.
      expect(implies(same?.name ?? 'monotonic-atomic-view', name)).toBe(true);
      expect(isPhenomenon(`not-${name}`)).toBe(isSame);
      expect(isSame && permits(name, `not-${name}`)).toBe(false);
    }
  });

  it('decide the models that forbid cycles of writes and reads alone', () => {
    expect(new Set(weakest)).toEqual(
      new Set(
        models
          .filter(({ name, about }) => about === 'transactions' && permits(name, 'G-single-realtime'))
          .map(({ name }) => name)
          .filter((name) => permits(name, 'fractured-read') && permits(name, 'lost-update') && !elsewhere.has(name)),
      ),
    );
  });

  /** By model. */
  function verdicts(text: string): Record<string, string> {
    const operations = pairEvents(parseAwditDsl(text, { file: 'h' }).table, { completionsMayStandAlone: true });
    return Object.fromEntries(
      [...asked.map(({ name }) => name), ...weakest].map((name) => [
        name,
        checkIsolation({ operations, workload: 'rw-register', model: name }).verdict,
      ]),
    );
  }

  it('do not accuse models that know no sessions of what only sessions show', () => {
    // The circle runs through two sessions: it is G1c-process, which read committed, read atomic and causality permit.
    expect(verdicts('r 1 1\n---\nw 0 1\n===\nr 0 1\n---\nw 1 1')).toEqual({
      'strong-session-causal': 'invalid',
      'strong-session-read-atomic': 'invalid',
      'strong-session-monotonic-atomic-view': 'invalid',
      'strong-session-read-committed': 'invalid',
      'strong-session-read-uncommitted': 'valid',
      'strong-read-committed': 'invalid',
      'strong-read-uncommitted': 'unknown',
      'causal-cerone': 'valid',
      'read-atomic': 'valid',
      'monotonic-atomic-view': 'valid',
      'read-committed': 'valid',
      'read-uncommitted': 'valid',
    });
  });

  it('do not accuse read committed of reads that step back', () => {
    // The last transaction sees the second write, then the first that it replaced.
    const { 'read-committed': plain, 'strong-session-monotonic-atomic-view': monotonic } = verdicts(
      'w 0 1\nw 1 1\n===\nr 0 1\nw 0 2\nw 1 2\n===\nr 0 2\nr 1 1',
    );
    expect([plain, monotonic]).toEqual(['valid', 'invalid']);
  });
});
