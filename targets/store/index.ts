/**
 * The reference store: a replicated key-value store that is right in one configuration and wrong in the textbook way in
 * another. The same node program runs in the simulated world and, as a process, in containers.
 */
import type { Claim } from '../contract/target.ts';
import { defineTarget } from '../contract/target.ts';
import { nodeStatus } from './client/node-status.ts';
import { StoreConnection } from './client/store-connection.ts';
import { storeErrors } from './client/store-error.ts';
import { storeNode } from './node.ts';
import { configurationOf, storeOptions } from './options.ts';
import type { StoreOptions } from './options.ts';
import { containerEnvironment, containerPort } from './process/environment.ts';

function nodeNames({ nodes }: StoreOptions): readonly string[] {
  return Array.from({ length: nodes }, (_, index) => `n${index + 1}`);
}

const claims: Readonly<Record<StoreOptions['replication'], Claim>> = {
  sync: {
    model: 'linearizable',
    basis: 'documented',
    note: 'Raft: writes are acknowledged by a majority, reads are confirmed by a majority (read-index).',
  },
  async: {
    model: 'linearizable',
    basis: 'assumed',
    note:
      "The store's documentation says that a failover may lose acknowledged writes; it is judged by what an application " +
      'relies on that treats the store as one copy of the data.',
  },
};

export const store = defineTarget({
  name: 'store',
  summary: 'The reference store: a replicated key-value store, right or wrong by configuration.',
  options: storeOptions,
  capabilities: ['register', 'set', 'lists'],
  errors: storeErrors,
  supports: {
    kill: { supported: true },
    pause: { supported: true },
    clock: { supported: true },
    roles: { supported: true },
  },
  simulated: { program: (_node, options) => storeNode(configurationOf(options)) },
  docker: {
    image: { build: 'store' },
    container: (node, options) => ({
      environment: containerEnvironment(node, nodeNames(options), configurationOf(options)),
      port: containerPort,
    }),
  },
  nodes: nodeNames,
  claim: ({ replication }, capability) => {
    const claim = claims[replication];
    if (capability !== 'lists') return claim;
    const note = `Transactions are single commands, carried out one after the other. ${claim.note}`;
    return { ...claim, model: 'strict-serializable', note };
  },
  connect: ({ home, endpoints }) => StoreConnection.open(home, endpoints),
  status: (endpoint, _options, signal) => nodeStatus(endpoint, signal),
});
