import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../checkers/history/event.ts';
import { compactJson, operationLabel } from './operation-label.ts';

const label = (f: string, invoked: Json, observed: Json = invoked, result: 'ok' | 'fail' | 'info' = 'ok'): string =>
  operationLabel({ f, invoked, observed, result }, 60);

describe('operationLabel', () => {
  it('reads and writes registers by key', () => {
    expect(label('read', ['k1', null], ['k1', 3])).toBe('k1 → 3');
    expect(label('read', ['k1', null], ['k1', null])).toBe('k1 → nil');
    expect(label('read', ['k1', null], ['k1', null], 'info')).toBe('k1');
    expect(label('write', ['k1', 4])).toBe('k1 ← 4');
    expect(label('cas', ['k1', [3, 4]])).toBe('k1: 3 ⇒ 4');
    expect(label('cas', [3, 4])).toBe('3 ⇒ 4');
  });

  it('adds, reads whole sets, moves money', () => {
    expect(label('add', 7)).toBe('7');
    expect(label('read', null, [1, 2, 3])).toBe('→ [1, 2, 3]');
    expect(label('read', null, null, 'fail')).toBe('');
    expect(label('read', null, { 0: 10, 1: 90 })).toBe('→ {0 10, 1 90}');
    expect(label('transfer', { from: '0', to: '3', amount: 5 })).toBe('from 0, to 3, amount 5');
    expect(label('dequeue', 'q', 8)).toBe('q → 8');
  });

  it('writes transactions in their micro-operations', () => {
    const invoked = [
      ['append', 'x', 1],
      ['r', 'y', null],
    ];
    const observed = [
      ['append', 'x', 1],
      ['r', 'y', [4, 5]],
    ];
    expect(label('txn', invoked, observed)).toBe('append x ← 1, r y → [4, 5]');
    expect(label('txn', invoked, observed, 'info')).toBe('append x ← 1, r y');
    const rows = [
      ['rp', ['mod', 3, 2], null],
      ['delete', 'a'],
    ];
    const found = [['rp', ['mod', 3, 2], [['b', 5]]], rows[1] as Json];
    expect(label('txn', rows, found, 'info')).toBe('rp [mod, 3, 2], delete a');
    expect(label('txn', rows, found)).toBe('rp [mod, 3, 2] → [[b, 5]], delete a');
  });

  it('tells how many elements it leaves out, without walking through them', () => {
    const elements = Array.from({ length: 100_000 }, (_, element) => element);
    expect(label('read', null, elements)).toMatch(/^→ \[0, 1, 2, .*, …\] \(100000 elements\)$/);
    expect(label('read', null, elements).length).toBeLessThanOrEqual(60);
  });

  it('is short and safe whatever the values are', () => {
    const value = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
    const f = fc.constantFrom('read', 'write', 'cas', 'txn', 'add');
    const result = fc.constantFrom('ok', 'fail', 'info' as const);
    fc.assert(
      fc.property(f, value, value, result, (name, invoked, observed, type) => {
        const text = label(name, invoked, observed, type);
        expect(text.length).toBeLessThanOrEqual(60);
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there.
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('compactJson', () => {
  it('quotes strings that are not plain words', () => {
    expect(compactJson('plain-word_1', 50)).toBe('plain-word_1');
    expect(compactJson('two words', 50)).toBe('"two words"');
    expect(compactJson('', 50)).toBe('""');
    expect(compactJson('\u001b[2J', 50)).toBe('"\\u001b[2J"');
    expect(compactJson({ a: [1, { b: true }], 'c d': null }, 50)).toBe('{a [1, {b true}], "c d" nil}');
  });
});
