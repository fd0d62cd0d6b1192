/**
 * Raft's safety, asserted inside the world under every fault. For longer:
 * `RAFT_SECONDS=100000 npx vitest run harness/simulation/raft-invariants` (virtual seconds).
 */
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../targets/store/raft/raft-invariants.testing.ts';
import { InvariantViolation } from '../../targets/store/raft/raft-invariants.testing.ts';
import { runRaft } from './raft-run.testing.ts';

const seconds = Number(process.env['RAFT_SECONDS'] ?? 200);
const runSeconds = 20;

/** Settings that make rare events frequent, in turn. */
const settings: readonly Readonly<Record<string, unknown>>[] = [
  { snapshotEvery: 10, snapshotPieceLength: 32 },
  { nodes: 5, electionTimeoutMs: 100, heartbeatMs: 30, snapshotEvery: 20 },
  { nodes: 5, members: 3, snapshotEvery: 50, meddleEveryMs: 200 },
  { preVote: false, electionTimeoutMs: 60, heartbeatMs: 20 },
];

async function violationOf(seed: number, set: Readonly<Record<string, unknown>>): Promise<Invariant | null> {
  try {
    await runRaft({ seed, timeMs: 10_000, set });
    return null;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof InvariantViolation) return cause.invariant;
    throw error;
  }
}

describe("Raft's invariants", () => {
  it('hold under every fault', { timeout: 24 * 3_600_000 }, async () => {
    let leaders = 0;
    let committed = 0;
    for (let seed = 1; seed <= Math.ceil(seconds / runSeconds); seed++) {
      const set = settings[seed % settings.length] ?? {};
      const reached = await runRaft({ seed, timeMs: runSeconds * 1000, set });
      leaders += reached.leaders;
      committed += reached.committed;
    }
    expect(leaders).toBeGreaterThan(seconds / 10);
    expect(committed).toBeGreaterThan(seconds);
  });

  it.each<[string, Invariant, Readonly<Record<string, unknown>>]>([
    ['term-not-persisted', 'election-safety', {}],
    ['skips-prefix-check', 'log-matching', {}],
    ['votes-without-log-check', 'leader-completeness', {}],
    ['commits-past-the-match', 'state-machine-safety', { nodes: 5 }],
  ])('are violated with %s: %s', { timeout: 120_000 }, async (bug, invariant, set) => {
    for (let seed = 1; seed <= 200; seed++) {
      const found = await violationOf(seed, { electionTimeoutMs: 50, heartbeatMs: 20, preVote: false, ...set, bug });
      if (found === invariant) return;
    }
    expect.fail(`200 seeds did not violate ${invariant}`);
  });
});
