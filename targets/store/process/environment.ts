/**
 * How a node process is told who it is: environment variables, written by the adapter's deployment and read by `main`.
 * Both directions live here so that they cannot drift apart.
 */
import type { StoreConfiguration } from '../configuration.ts';
import { parseConfiguration } from '../configuration.ts';
import { newestVersion, oldestVersion } from './link-protocol.ts';

/** Where nodes listen, for peers and clients alike, inside their containers. */
export const containerPort = 7070;

export interface PeerAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface ProcessSettings {
  readonly node: string;
  readonly peers: readonly PeerAddress[];
  readonly port: number;
  /** Where the node keeps its files; created if it is not there. */
  readonly dataDirectory: string;
  readonly configuration: StoreConfiguration;
  /** The newest version of the protocol to speak: held back while nodes of an older program may come back. */
  readonly newestVersion: number;
}

export function containerEnvironment(
  node: string,
  nodes: readonly string[],
  configuration: StoreConfiguration,
): Readonly<Record<string, string>> {
  return {
    STORE_NODE: node,
    STORE_PEERS: nodes.filter((other) => other !== node).join(','),
    STORE_PORT: String(containerPort),
    STORE_DATA: '/var/lib/store',
    STORE_CONFIGURATION: JSON.stringify(configuration),
  };
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new TypeError(`the environment variable ${name} is missing`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new TypeError(`"${text}" is not a port`);
}

/** `n2` is the host n2 at the node's own port; `n2=10.0.0.2:7000` says where else. */
function parsePeer(text: string, ownPort: number): PeerAddress {
  const [name = '', address] = text.split('=');
  if (!/^[a-z0-9]+$/.test(name)) throw new TypeError(`"${name}" is not a node's name (lower-case letters and digits)`);
  if (address === undefined) return { name, host: name, port: ownPort };
  const [host = '', port = ''] = address.split(':');
  if (host === '') throw new TypeError(`"${text}" names no host`);
  return { name, host, port: parsePort(port) };
}

function parseVersion(text: string | undefined): number {
  if (text === undefined || text === '') return newestVersion;
  const version = Number(text);
  if (Number.isInteger(version) && version >= oldestVersion && version <= newestVersion) return version;
  throw new TypeError(
    `STORE_PROTOCOL is "${text}", and this program speaks versions ${oldestVersion} to ${newestVersion}`,
  );
}

/** Throws a TypeError that says which variable is wrong and how. */
export function parseEnvironment(environment: NodeJS.ProcessEnv): ProcessSettings {
  const port = parsePort(required(environment, 'STORE_PORT'));
  const peers = environment['STORE_PEERS'] ?? '';
  return {
    node: required(environment, 'STORE_NODE'),
    peers: peers === '' ? [] : peers.split(',').map((peer) => parsePeer(peer, port)),
    port,
    dataDirectory: required(environment, 'STORE_DATA'),
    configuration: parseConfiguration(JSON.parse(required(environment, 'STORE_CONFIGURATION'))),
    newestVersion: parseVersion(environment['STORE_PROTOCOL']),
  };
}
