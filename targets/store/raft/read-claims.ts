/**
 * What the Raft family promises for each way of answering reads. All commands take effect in the order of one log, so what is
 * weaker with local reads is only when a read sees them.
 */
import type { CapabilityName } from '../../contract/client.ts';
import type { Claim } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';

/** Those whose reads change nothing and are no commands. */
const readByQuery: ReadonlySet<CapabilityName> = new Set(['register', 'set', 'counter']);

const documented = (model: string, note: string): Claim => ({ model, basis: 'documented', note });

const linearizable: Readonly<Record<Exclude<StoreConfiguration['reads'], 'local'>, Claim>> = {
  'read-index': documented(
    'linearizable',
    'Raft: writes are acknowledged by a majority, reads are confirmed by a majority (read-index).',
  ),
  log: documented(
    'linearizable',
    'Raft: writes are acknowledged by a majority, reads are entries of the log like them.',
  ),
  lease: documented(
    'linearizable',
    'Raft: writes are acknowledged by a majority; the leader answers reads alone while its lease lasts. That holds only ' +
      'while no wall clock strays by more than clockBoundMs during a lease.',
  ),
};

const local: Readonly<Record<StoreConfiguration['sessions'], Claim>> = {
  none: documented(
    'eventual',
    'Reads are answered by any node from its own copy: a beginning of the log, perhaps an old one, and an older one at the ' +
      'next node.',
  ),
  sticky: documented(
    'monotonic-reads',
    'A client reads at one node, whose copy only grows; its own writes may not have arrived there yet.',
  ),
  token: documented(
    'sequential',
    'A client names the entry of the log that it has seen, and the node waits until it has applied that: in the order of ' +
      'the log each client sees its own operations in order.',
  ),
};

export function raftClaim(configuration: StoreConfiguration, capability: CapabilityName): Claim {
  const { reads, sessions } = configuration;
  if (reads === 'local' && readByQuery.has(capability)) return local[sessions];
  return linearizable[reads === 'local' ? 'log' : reads];
}
