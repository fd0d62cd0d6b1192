/**
 * The reference store: a replicated key-value store that is right in one configuration and wrong in the textbook way in
 * another. The same node program runs in the simulated world and, as a process, in containers.
 */
import type { CapabilityName } from '../contract/client.ts';
import { defineTarget } from '../contract/target.ts';
import { bugs } from './bugs.ts';
import { administer, nodeStatus } from './client/ask-node.ts';
import { StoreConnection } from './client/store-connection.ts';
import { storeErrors } from './client/store-error.ts';
import { families } from './families.ts';
import { storeNode } from './node.ts';
import { configurationOf, storeOptions } from './options.ts';
import { containerEnvironment, containerPort } from './process/environment.ts';

/** What some configuration offers; `lacks` tells which. */
const capabilities: readonly CapabilityName[] = [
  'register',
  'set',
  'lists',
  'counter',
  'queue',
  'transactions',
  'rows',
  'lock',
  'fencing',
  'log',
  'effects',
  'names',
  'ids',
];

function nodeNames(options: unknown): readonly string[] {
  const { nodes } = configurationOf(options);
  return Array.from({ length: nodes }, (_, index) => `n${index + 1}`);
}

export const store = defineTarget({
  name: 'store',
  summary: 'The reference store: a replicated key-value store, right or wrong by configuration.',
  options: storeOptions,
  capabilities,
  lacks: (options, capability) => {
    const configuration = configurationOf(options);
    return families[configuration.replication].lacks(configuration, capability);
  },
  bugs,
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
  claim: (options, capability) => {
    const configuration = configurationOf(options);
    return families[configuration.replication].claim(configuration, capability);
  },
  connect: ({ home, endpoints, options }) => StoreConnection.open(home, endpoints, configurationOf(options)),
  status: (endpoint, _options, signal) => nodeStatus(endpoint, signal),
  membership: {
    refusal: (options) => {
      const configuration = configurationOf(options);
      return families[configuration.replication].fixedMembers(configuration);
    },
    members: async ({ endpoint, signal }) =>
      (await administer(endpoint, { type: 'members' }, signal)) as readonly string[],
    add: async (node, { endpoint, signal }) => {
      await administer(endpoint, { type: 'add-member', node }, signal);
    },
    remove: async (node, { endpoint, signal }) => {
      await administer(endpoint, { type: 'remove-member', node }, signal);
    },
  },
});
