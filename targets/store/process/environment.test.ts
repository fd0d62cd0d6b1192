import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../configuration.ts';
import { containerEnvironment, parseEnvironment } from './environment.ts';

const configuration = parseConfiguration({ replication: 'async', nodes: 5 });
const environment = containerEnvironment('n2', ['n1', 'n2', 'n3'], configuration);

describe("a node process's environment", () => {
  it('is read as the adapter wrote it', () => {
    expect(parseEnvironment(environment)).toEqual({
      node: 'n2',
      peers: [
        { name: 'n1', host: 'n1', port: 7070 },
        { name: 'n3', host: 'n3', port: 7070 },
      ],
      port: 7070,
      dataDirectory: '/var/lib/store',
      configuration,
      newestVersion: 2,
    });
  });

  it.each([
    ['no name', { STORE_NODE: '' }, 'the environment variable STORE_NODE is missing'],
    ['a port that is none', { STORE_PORT: '7070x' }, '"7070x" is not a port'],
    ['a peer with a strange name', { STORE_PEERS: 'n1,../n3' }, '"../n3" is not a node\'s name'],
    ['a peer without a host', { STORE_PEERS: 'n1=:80' }, '"n1=:80" names no host'],
    [
      'a version that it does not speak',
      { STORE_PROTOCOL: '3' },
      'STORE_PROTOCOL is "3", and this program speaks versions 1 to 2',
    ],
    [
      'an unknown replication',
      { STORE_CONFIGURATION: '{"replication":"maybe"}' },
      'replication must be one of raft, single-leader, multi-leader, leaderless, sharded, not "maybe"',
    ],
    [
      'a negative time-out',
      { STORE_CONFIGURATION: JSON.stringify({ ...configuration, heartbeatMs: -1 }) },
      'heartbeatMs must be a whole number from 5 to 10000, not -1',
    ],
  ])('is refused with %s', (_name, changes, message) => {
    expect(() => parseEnvironment({ ...environment, ...changes })).toThrow(message);
  });
});
