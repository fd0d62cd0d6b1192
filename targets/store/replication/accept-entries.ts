/**
 * A follower's half of log replication (Raft, section 5.3): entries are accepted only behind an entry that both logs share,
 * and what contradicts them is removed. Also used by asynchronous replication, where it is what discards the
 * acknowledged writes of a deposed leader.
 */
import type { StoreConfiguration } from '../configuration.ts';
import type { AppendMessage } from '../protocol/peer-protocol.ts';
import type { ReplicatedLog } from '../storage/replicated-log.ts';

export type Acceptance =
  | {
      readonly accepted: true;
      /** The logs agree up to this index. */
      readonly matchIndex: number;
      /** The first entry that was removed because the leader's differs, or null. */
      readonly removedFrom: number | null;
    }
  | {
      readonly accepted: false;
      /** The leader should try again from this entry on. */
      readonly retryIndex: number;
    };

/** Changes the log in memory and on disk; durable only after a flush. */
export function acceptEntries(
  log: ReplicatedLog,
  message: AppendMessage,
  bug: StoreConfiguration['bug'] = 'none',
): Acceptance {
  const { prevIndex, prevTerm, entries } = message;
  // What the snapshot covers is committed: whoever leads has the same.
  if (prevIndex >= log.base.index) {
    const ownTerm = log.termAt(prevIndex);
    if (ownTerm === undefined) return { accepted: false, retryIndex: log.lastIndex + 1 };
    if (ownTerm !== prevTerm && bug !== 'skips-prefix-check') {
      return { accepted: false, retryIndex: firstIndexOfTerm(log, prevIndex, ownTerm) };
    }
  }
  let removedFrom: number | null = null;
  if (bug === 'truncates-always' && prevIndex >= log.base.index && prevIndex < log.lastIndex) {
    removedFrom = prevIndex + 1;
    log.truncateFrom(removedFrom);
  }
  for (const entry of entries) {
    if (entry.index <= log.base.index || log.termAt(entry.index) === entry.term) continue;
    if (entry.index <= log.lastIndex) {
      removedFrom ??= entry.index;
      log.truncateFrom(entry.index);
    }
    log.append(entry);
  }
  return { accepted: true, matchIndex: Math.max(log.base.index, prevIndex + entries.length), removedFrom };
}

/** Steps over a whole term at once, so that a long divergent tail costs one message a term, not one an entry. */
function firstIndexOfTerm(log: ReplicatedLog, lastIndex: number, term: number): number {
  let index = lastIndex;
  while (index > log.base.index + 1 && log.termAt(index - 1) === term) index--;
  return index;
}
