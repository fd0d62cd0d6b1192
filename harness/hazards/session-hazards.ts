/** Commands that are sent again: what makes them take effect once, and what happens where it fails. */
import { everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, SoundConfiguration } from './hazard.ts';

const retries = { replication: 'raft', retries: 'true' };

/** Elections are quick, so that a client still waits when the next leader is there. */
const restless = { ...retries, electionTimeoutMs: '50', heartbeatMs: '20' };

export const sessionHazards: readonly Hazard[] = [
  {
    name: 'applies-retry-twice',
    title: 'a command is sent again because its answer was lost, and counts twice',
    explanation:
      'The leader fails after the command is in the log and before the client has its answer. The client asks the next leader, under the ' +
      'same number; who does not look whether that number was carried out already adds, or takes from the queue, a second time.',
    source: 'Ongaro 2014 (Consensus: Bridging Theory and Practice), section 6.3',
    target: 'store',
    set: { ...restless, bug: 'applies-retry-twice' },
    workload: 'counter',
    faults: ['kill', 'partition:primary'],
    mendedBy: { bug: 'none' },
  },
  {
    name: 'session-table-lost-in-snapshot',
    title: 'a node starts from a snapshot, and has forgotten which commands it has carried out',
    explanation:
      'A snapshot has the data, but not the table of who asked for what. The node that begins with it treats the next command of every ' +
      'session differently from the others: from then on its copy is another one, and when it leads, acknowledged commands are gone.',
    source: 'Ongaro 2014 (Consensus: Bridging Theory and Practice), section 6.3',
    target: 'store',
    set: { ...restless, snapshotEvery: '3', bug: 'session-table-lost-in-snapshot' },
    workload: 'counter',
    faults: ['kill'],
    mendedBy: { bug: 'none' },
  },
];

function sound(workload: string, set: Readonly<Record<string, string>> = {}): SoundConfiguration {
  const name = `raft-retries-${workload}`;
  return {
    name,
    target: 'store',
    set: { ...retries, snapshotEvery: '10', ...set },
    workload,
    faults: everyFaultAndMembership,
  };
}

export const sessionConfigurations: readonly SoundConfiguration[] = [
  sound('counter'),
  sound('queue'),
  sound('list-append'),
  // With longer leases one client often keeps its lock for the whole trial.
  sound('lock', { lockLeaseMs: '300' }),
  // So few sessions that clients lose theirs all the time.
  sound('register', { maxSessions: '3' }),
];
