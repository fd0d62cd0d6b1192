/** The node program of the store: which replication a node runs is configuration, what runs it (a host) is not its business. */
import type { NodeProgram } from '../contract/host.ts';
import type { StoreConfiguration } from './configuration.ts';
import { RaftNode } from './raft/raft-node.ts';
import { SingleLeaderNode } from './single-leader/single-leader-node.ts';

export function storeNode(configuration: StoreConfiguration): NodeProgram {
  switch (configuration.replication) {
    case 'sync':
      return (host) => new RaftNode(host, configuration);
    case 'async':
      return (host) => new SingleLeaderNode(host, configuration);
  }
}
