/** What a service promises less than the copies it stands on, by its own settings. */
import type { CapabilityName } from '../../contract/client.ts';
import type { Claim } from '../../contract/target.ts';
import type { StoreConfiguration } from '../configuration.ts';

function eventual(note: string): Claim {
  return { model: 'eventual', basis: 'documented', note };
}

/** Null if it promises what the copies do. */
export function weakerClaim(configuration: StoreConfiguration, capability: CapabilityName): Claim | null {
  const { locks, leaseClock, names, ids, producers, delivery } = configuration;
  if (capability === 'lock' && leaseClock === 'wall') {
    return eventual('Leases run out by the date that the leader believes in: they exclude nobody once a clock is set.');
  }
  if (capability === 'fencing' && locks === 'lease') {
    return eventual(
      'The resource takes every write: also that of a client whose lease is over, and who does not know it.',
    );
  }
  if (capability === 'names' && names === 'read-then-write') {
    return eventual(
      'Two clients that look for a name at the same time both find it free. No model permits two owners.',
    );
  }
  if (capability === 'ids' && ids === 'node-clock') {
    return eventual('Identifiers are unique as long as no clock goes back. No model permits the same one twice.');
  }
  if (capability === 'log' && producers === 'at-least-once') {
    return eventual('A record that is sent again may be appended again.');
  }
  if (capability === 'effects' && (producers === 'at-least-once' || delivery === 'at-least-once')) {
    return eventual('An effect may take place twice: consumers have to remember what they did. No model permits it.');
  }
  return null;
}
