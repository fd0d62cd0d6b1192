/**
 * A family: one way of keeping copies, with all that the target and the nodes need to know of it. What a family is made of
 * lives in its folder; `families.ts` lists them.
 */
import type { CapabilityName } from '../contract/client.ts';
import type { Host, Message, NodeProcess } from '../contract/host.ts';
import type { Claim } from '../contract/target.ts';
import type { StoreConfiguration } from './configuration.ts';

export interface StoreFamily {
  /** Why this configuration does not offer the capability, in a sentence; null if it does. */
  lacks(configuration: StoreConfiguration, capability: CapabilityName): string | null;
  /** What is promised for a capability that is offered. A planted bug changes nothing here: it breaks the promise. */
  claim(configuration: StoreConfiguration, capability: CapabilityName): Claim;
  /** Why the members cannot be changed, in a sentence; null if they can. */
  fixedMembers(configuration: StoreConfiguration): string | null;
  start(host: Host, configuration: StoreConfiguration): NodeProcess;
  /** Checks what came from a peer over a socket, where it comes in; the node trusts what passed. */
  isPeerMessage(message: Message): boolean;
}

/** Of a family in which every node counts, always. */
export const membersAreTheNodes = ({ replication }: StoreConfiguration): string =>
  `with replication=${replication} the members are the nodes, always`;
