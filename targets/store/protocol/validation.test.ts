import { describe, expect, it } from 'vitest';
import type { Message } from '../../contract/host.ts';
import { isClientMessage } from './client-protocol.ts';
import { isPeerMessage } from './peer-protocol.ts';

const append: Message = { kind: 'append', term: 2, prevIndex: 0, prevTerm: 0, commit: 0, round: 1, entries: [] };
const entry = { index: 1, term: 2, command: { type: 'write', key: 'x', value: 1 } };

describe('messages from outside', () => {
  it.each<[string, Message, boolean]>([
    ['a greeting', { kind: 'hello', version: 1 }, true],
    ['a status question', { kind: 'status', id: 1 }, true],
    ['a write', { kind: 'execute', id: 1, command: { type: 'write', key: 'x', value: 3 } }, true],
    [
      'a compare-and-set',
      { kind: 'execute', id: 1, command: { type: 'compare-and-set', key: 'x', from: 1, to: 2 } },
      true,
    ],
    ['a read', { kind: 'query', id: 1, query: { type: 'register', key: 'x' } }, true],
    [
      'a transaction',
      {
        kind: 'execute',
        id: 1,
        command: {
          type: 'lists',
          operations: [
            ['append', 'x', 1],
            ['r', 'x', null],
          ],
        },
      },
      true,
    ],
    [
      'a transaction that reads a list',
      { kind: 'execute', id: 1, command: { type: 'lists', operations: [['r', 'x', [1]]] } },
      false,
    ],
    [
      'a transaction of nothing known',
      { kind: 'execute', id: 1, command: { type: 'lists', operations: [['w', 'x', 1]] } },
      false,
    ],
    ['a transaction without operations', { kind: 'execute', id: 1, command: { type: 'lists' } }, false],
    ['a step on a row', { kind: 'transaction', id: 1, step: { type: 'insert', row: 'rows/x', value: 1 } }, true],
    [
      'a step on the index',
      { kind: 'transaction', id: 1, step: { type: 'insert', row: 'index/1/x', value: 1 } },
      false,
    ],
    ['a question without a number', { kind: 'status' }, false],
    ['a write of text', { kind: 'execute', id: 1, command: { type: 'write', key: 'x', value: '3' } }, false],
    ['a write of a fraction', { kind: 'execute', id: 1, command: { type: 'write', key: 'x', value: 0.5 } }, false],
    ['a key that is a list', { kind: 'query', id: 1, query: { type: 'register', key: ['x'] } }, false],
    ['a key of a megabyte', { kind: 'query', id: 1, query: { type: 'register', key: 'x'.repeat(1 << 20) } }, false],
    ['an unknown command', { kind: 'execute', id: 1, command: { type: 'drop', key: 'x' } }, false],
    ['an unknown kind', { kind: 'shutdown', id: 1 }, false],
  ])('from clients: %s', (_name, message, expected) => {
    expect(isClientMessage(message)).toBe(expected);
  });

  it.each<[string, Message, boolean]>([
    ['a heartbeat', append, true],
    ['entries', { ...append, entries: [entry] }, true],
    ['a vote', { kind: 'vote', term: 3, granted: true }, true],
    ['a vote request', { kind: 'vote-request', term: 3, lastIndex: 1, lastTerm: 1 }, true],
    ['a reply', { kind: 'append-reply', term: 3, success: true, index: 4, round: 9 }, true],
    ['a negative term', { ...append, term: -1 }, false],
    ['an entry without a command', { ...append, entries: [{ index: 1, term: 2 }] }, false],
    ['a gap between entries', { ...append, entries: [entry, { ...entry, index: 3 }] }, false],
    ['entries that do not follow', { ...append, prevIndex: 1, entries: [entry] }, false],
    ['an entry that is a list', { ...append, entries: [[]] }, false],
    ['a vote that is a number', { kind: 'vote', term: 3, granted: 1 }, false],
    ['a missing field', { kind: 'vote-request', term: 3, lastIndex: 1 }, false],
    ['an unknown kind', { kind: 'gossip', term: 3 }, false],
  ])('from peers: %s', (_name, message, expected) => {
    expect(isPeerMessage(message)).toBe(expected);
  });
});
