/** The node program of the store: which family a node is of is configuration, what runs it (a host) is not its business. */
import type { NodeProgram } from '../contract/host.ts';
import type { StoreConfiguration } from './configuration.ts';
import { families } from './families.ts';
import { NodeClockIds } from './machine/node-clock-ids.ts';

export function storeNode(configuration: StoreConfiguration): NodeProgram {
  return (host) => {
    const node = families[configuration.replication].start(host, configuration);
    return configuration.ids === 'node-clock' ? new NodeClockIds(host, node) : node;
  };
}
