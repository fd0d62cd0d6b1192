/**
 * A node as a process of its own: the host port on real time, real files and TCP. The counterpart of the simulated world;
 * the node program does not know in which of the two it runs.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { type Host, maxStopMs, type Message, type NodeProgram } from '../../contract/host.ts';
import { families } from '../families.ts';
import type { ProcessSettings } from './environment.ts';
import { FileDisk } from './file-disk.ts';
import { Inbound } from './inbound.ts';
import { PeerLink } from './peer-link.ts';

/** Connections at most, peers and clients together. */
const maxConnections = 1024;

export interface RunningNode {
  /** Lets the node hand over what others wait for. Resolves when it has, or has taken too long. */
  stop(): Promise<void>;
  /** Stops listening and drops every connection. */
  close(): void;
}

/** Recovers from the data directory, then listens. Rejects if the port cannot be had. */
export async function runNode(
  settings: ProcessSettings,
  program: NodeProgram,
  log: (line: string) => void,
): Promise<RunningNode> {
  const peers = settings.peers.map((peer) => peer.name);
  const { newestVersion: newest } = settings;
  const links = new Map(
    settings.peers.map((address) => {
      const receive = (answer: Message): void => node.receive(address.name, answer);
      return [address.name, new PeerLink({ address, ownName: settings.node, newest, receive, log })] as const;
    }),
  );
  const family = families[settings.configuration.replication];
  const inbound = new Inbound({
    peers,
    newest,
    log,
    isPeerMessage: (message) => family.isPeerMessage(message),
    receive: (from, message) => node.receive(from, message),
  });
  const host: Host = {
    node: settings.node,
    peers,
    random: { below: (limit) => randomInt(limit) },
    disk: new FileDisk(settings.dataDirectory),
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    setTimer: (delayMs, callback) => {
      const timeout = setTimeout(callback, delayMs);
      return { cancel: () => clearTimeout(timeout) };
    },
    send: (to, message) => {
      const link = links.get(to);
      if (link !== undefined) link.send(message);
      else inbound.answer(to, message);
    },
    log,
  };
  const node = program(host);
  const server = createServer((socket) => inbound.accept(socket));
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, () => resolve());
  });
  log(`listening on port ${settings.port}, peers ${peers.join(', ') || 'none'}`);
  return {
    stop: () =>
      new Promise((resolve) => {
        setTimeout(resolve, maxStopMs);
        if (node.stop === undefined) resolve();
        else node.stop(resolve);
      }),
    close: () => {
      server.close();
      inbound.close();
      for (const link of links.values()) link.close();
    },
  };
}
