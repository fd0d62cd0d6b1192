/** What a family whose capabilities depend on no setting says of those that it does not offer. */
import type { CapabilityName } from '../../contract/client.ts';
import type { StoreConfiguration } from '../configuration.ts';

/** What is carried out as commands of a replicated log (`machine/`): the same for every family that keeps one. */
export const commandCapabilities: readonly CapabilityName[] = [
  'register',
  'set',
  'lists',
  'counter',
  'queue',
  'lock',
  'fencing',
  'log',
  'effects',
  'names',
  'ids',
];

export function lacksAllBut(
  ...offered: readonly CapabilityName[]
): (configuration: StoreConfiguration, capability: CapabilityName) => string | null {
  return ({ replication }, capability) =>
    offered.includes(capability) ? null : `the store does not offer ${capability} with replication=${replication}`;
}
