/** Settings of the Raft family alone. */
import { flag, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const raftSettings = {
  preVote: flag(
    true,
    'Raft: a node asks whether it would be elected before it begins a new term, so that one that was cut off does not ' +
      'depose a leader when it returns.',
  ),
  snapshotEvery: wholeNumber(
    [1, 1_000_000],
    1000,
    'Raft: number of entries after which a node takes a snapshot and cuts its log. sharded: records after which it ' +
      'makes a checkpoint and begins its log anew.',
  ),
  snapshotPieceLength: wholeNumber(
    [16, 1_000_000],
    65_536,
    'Raft: longest piece of a snapshot that one message carries. Characters.',
  ),
  members: wholeNumber(
    [0, 9],
    0,
    'Raft: how many of the nodes are members at first; the others receive the log and can be added. 0: all of them.',
  ),
  meddleEveryMs: wholeNumber(
    [0, 60_000],
    0,
    'Raft: how far apart, at most, a leader does by itself what an operator might: adds a member that is away, removes one, ' +
      'hands over. 0: never. Milliseconds.',
  ),
  retries: flag(
    false,
    'Raft: a client that does not know what became of a command sends it again, numbered within its session, and it is ' +
      'carried out once.',
  ),
  maxSessions: wholeNumber(
    [1, 1_000_000],
    1000,
    'Raft: how many sessions of clients the state remembers; a further one ends that which was silent for longest.',
  ),
} satisfies Settings;
