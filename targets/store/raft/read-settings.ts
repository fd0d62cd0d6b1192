/** How reads are answered in the Raft family, and what a client's session adds to them. */
import { choice, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const readSettings = {
  reads: choice(
    ['read-index', 'log', 'lease', 'local'],
    'Raft. read-index: the leader asks a majority whether it still leads. log: a read waits for an entry of its own in the ' +
      'log. lease: the leader asks nobody while its lease lasts, by its wall clock. local: any node answers from its own copy.',
  ),
  clockBoundMs: wholeNumber(
    [0, 10_000],
    50,
    'Raft, reads=lease: how far a wall clock may stray during one lease, which is shorter than the election timeout by ' +
      'this. Milliseconds.',
  ),
  sessions: choice(
    ['none', 'sticky', 'token'],
    'Raft, reads=local. none: each read of a client goes to the next node. sticky: all go to one node. token: each goes to ' +
      'the next node, which waits until it has applied what the client has seen.',
  ),
} satisfies Settings;
