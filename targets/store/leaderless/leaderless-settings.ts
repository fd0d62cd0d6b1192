/** Settings of the leaderless family alone. */
import { choice, flag, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const leaderlessSettings = {
  copies: wholeNumber(
    [1, 9],
    3,
    'leaderless: nodes that keep a copy of each key (n); never more than there are nodes.',
  ),
  writeQuorum: wholeNumber([1, 9], 2, 'leaderless: copies that must have a write before it is acknowledged (w).'),
  readQuorum: wholeNumber([1, 9], 2, 'leaderless: copies that a read waits for (r).'),
  readRepair: choice(
    ['background', 'blocking', 'none'],
    'leaderless: what a read does for copies that it finds outdated. background: sends them what they lack. blocking: ' +
      'that, and answers only when a write quorum has what it returns.',
  ),
  sloppyQuorum: flag(
    false,
    'leaderless: a node that keeps no copy may take a write in the place of one that does not answer, as a hint.',
  ),
  hintedHandoff: flag(
    true,
    'leaderless: whoever took a hint delivers it to the node it was meant for, until it succeeds.',
  ),
  antiEntropy: flag(true, 'leaderless: nodes compare Merkle trees of what they share, and exchange what differs.'),
  tombstoneGraceMs: wholeNumber(
    [0, 1_000_000_000],
    0,
    'leaderless: how long the mark of a deleted register is kept after every node has it, at least four times ' +
      'quorumTimeoutMs and longer than any message takes; 0: for ever.',
  ),
  quorumTimeoutMs: wholeNumber(
    [10, 60_000],
    500,
    'leaderless: a quorum not reached by then is given up; who has not answered after a quarter of it is taken for down.',
  ),
} satisfies Settings;
