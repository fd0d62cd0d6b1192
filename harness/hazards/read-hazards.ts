/** Reads: what is seen by who asks the wrong node, or the right one too early; and the ways of reading that hold. */
import { everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

const registers = (
  set: Readonly<Record<string, string>>,
  faults: readonly string[],
): Pick<Situation, 'target' | 'set' | 'workload' | 'workloadSet' | 'faults'> => ({
  target: 'store',
  set: { replication: 'raft', ...set },
  workload: 'register',
  workloadSet: { keys: '1' },
  faults,
});

const sessions = (
  set: Readonly<Record<string, string>>,
  faults: readonly string[],
): Pick<Situation, 'target' | 'set' | 'workload' | 'faults'> => ({
  target: 'store',
  set: { replication: 'raft', reads: 'local', ...set },
  workload: 'session-guarantees',
  faults,
});

const thesis = (section: string): string => `Ongaro 2014 (Consensus: Bridging Theory and Practice), ${section}`;
const terry = 'Terry et al. 1994 (Session guarantees for weakly consistent replicated data)';

const weak: readonly Hazard[] = [
  {
    name: 'stale-read',
    title: 'a follower answers a read with what has long been overwritten',
    explanation:
      'Every node answers reads from its own copy. A follower that is cut off, or merely slow, does not know that the value ' +
      'was overwritten; whoever reads there after the write was acknowledged sees the past.',
    source: `Kleppmann 2017, chapter 5 (problems with replication lag); ${thesis('section 6.4')}`,
    ...registers({ reads: 'local' }, []),
    model: 'linearizable',
    mendedBy: { reads: 'read-index' },
  },
  {
    name: 'lease-clock-skew',
    title: 'a leader whose clock was set back believes in a lease that has run out',
    explanation:
      'A leader that holds a lease answers reads without asking anybody, until its wall clock says that the lease is over. If ' +
      'the clock goes back meanwhile, the others have long elected a successor, and the old leader still answers: with the past.',
    source: `${thesis('section 6.4.1')}; Gray and Cheriton 1989 (Leases), section 5`,
    ...registers({ reads: 'lease', electionTimeoutMs: '1000' }, ['clock', 'partition:primary']),
    mendedBy: { reads: 'read-index' },
  },
  {
    name: 'read-your-writes-lost',
    title: 'a client writes, reads, and does not find what it wrote',
    explanation:
      'Writes go to the leader, reads to a node near by. The write was acknowledged, but has not arrived there yet: you save your ' +
      'profile, reload the page, and see the old one. Reading always at the same node does not help, a token does.',
    source: `${terry}; Kleppmann 2017, chapter 5 (reading your own writes)`,
    ...sessions({ sessions: 'sticky' }, ['partition']),
    model: 'read-your-writes',
    mendedBy: { sessions: 'token' },
  },
  {
    name: 'monotonic-reads-lost',
    title: 'a client sees a value, reads again, and it is gone',
    explanation:
      'Each read goes to another node, and one of them lags behind the other: what the client has read once is not there any ' +
      'more. Who always reads at one node, or carries a token, goes forward only.',
    source: `${terry}; Kleppmann 2017, chapter 5 (monotonic reads)`,
    ...sessions({ sessions: 'none' }, ['partition']),
    model: 'monotonic-reads',
    mendedBy: { sessions: 'sticky' },
  },
];

const planted: readonly Hazard[] = [
  {
    name: 'stale-leader-reads',
    title: 'a leader that was deposed does not know it, and answers',
    explanation:
      'A leader that is cut off goes on believing that it leads until it notices the silence. If it answers reads from its own ' +
      'state without asking a majority, it misses what its successor has acknowledged.',
    source: `${thesis('section 6.4')}; Jepsen: etcd and Consul, 2014`,
    ...registers({ bug: 'stale-leader-reads', electionTimeoutMs: '1000' }, ['flapping:primary']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'read-index-before-first-commit',
    title: 'a new leader answers before it knows what the last one acknowledged',
    explanation:
      'A new leader has every committed entry in its log, but learns which of them are committed only with the first entry of its ' +
      'own term. If it answers reads before, the last acknowledged writes are missing from what it says.',
    source: thesis('section 6.4, step 1'),
    ...registers({ bug: 'read-index-before-first-commit' }, ['kill:all', 'kill:primary']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'lease-outlives-election',
    title: "a lease that lasts longer than the others' patience",
    explanation:
      'A lease is safe because those who granted it wait until it is over before they elect another leader. Here it lasts longer ' +
      'than that: for a while there are two leaders, and the old one answers reads.',
    source: thesis('section 6.4.1'),
    ...registers({ reads: 'lease', bug: 'lease-outlives-election', electionTimeoutMs: '1000' }, ['flapping:primary']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'token-compared-with-log-end',
    title: 'a node has received what the client has seen, has not applied it, and answers',
    explanation:
      'A session carries the index of what it has seen, and a node must wait until it has applied that. To have it in the log is ' +
      'not enough: the answer comes from the state, which is older.',
    source: thesis('section 6.4, step 4'),
    ...sessions({ sessions: 'token', bug: 'token-compared-with-log-end' }, []),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'token-forgotten-on-redirect',
    title: 'a client that turns to another leader forgets what it has seen',
    explanation:
      'The guarantees of a session are those of what the client carries along. One that begins anew with each new leader reads at ' +
      'a node that was left behind, after a failover of all times.',
    source: terry,
    ...sessions({ sessions: 'token', bug: 'token-forgotten-on-redirect' }, ['partition:primary', 'pause']),
    mendedBy: { bug: 'none' },
  },
  {
    name: 'reads-before-catching-up',
    title: 'a node restarts, and answers from before it went down',
    explanation:
      'What is committed is not on disk: a node that starts again begins with the empty state and learns from the leader how far ' +
      'it may go. If it answers before, whoever read there already sees time run backwards.',
    source: `${terry}; ${thesis('section 3.8')}`,
    ...sessions({ sessions: 'sticky', bug: 'reads-before-catching-up' }, ['kill', 'partition']),
    mendedBy: { bug: 'none' },
  },
];

export const readHazards: readonly Hazard[] = [...weak, ...planted];

// Who reads by lease promises nothing under clocks that leap or run wrong: that is `lease-clock-skew`.
const withoutClock = everyFaultAndMembership.filter((fault) => !fault.startsWith('clock'));

export const readConfigurations: readonly SoundConfiguration[] = [
  { name: 'raft-reads-through-log', ...registers({ reads: 'log' }, everyFaultAndMembership) },
  { name: 'raft-reads-by-lease', ...registers({ reads: 'lease' }, withoutClock) },
  { name: 'raft-local-reads-sticky', ...sessions({ sessions: 'sticky' }, everyFaultAndMembership) },
  { name: 'raft-local-reads-token', ...sessions({ sessions: 'token' }, everyFaultAndMembership) },
];
