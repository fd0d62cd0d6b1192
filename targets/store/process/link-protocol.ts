/**
 * What node processes say on their connections beside the node program's own messages, and in which version. Nodes are
 * upgraded one by one, so a link speaks the highest version that both of its ends know, and what the older end does not
 * know is not sent to it. Version 1 has the entries and votes of Raft; version 2 adds what every node has now.
 */
import type { Message } from '../../contract/host.ts';

export const oldestVersion = 1;
export const newestVersion = 2;

const kindsOfVersion1: ReadonlySet<unknown> = new Set(['append', 'append-reply', 'vote-request', 'vote']);

export const isKnownIn = (version: number, message: Message): boolean =>
  version > 1 || kindsOfVersion1.has(message['kind']);

/**
 * What stands for the answer of a peer whose version does not know the question. A node of version 1 votes without having
 * been asked beforehand, which is as if it had said yes.
 */
export function answerInPlace(question: Message): Message | null {
  const { kind, term = null } = question;
  return kind === 'pre-vote-request' ? { kind: 'pre-vote', term, granted: true } : null;
}

/**
 * The first message on a connection from a peer; whoever opens with anything else is a client. `version` is the oldest that
 * the peer speaks, for that was all that nodes of version 1 said and understood.
 */
export const peerHello = (node: string, newest: number): Message => ({
  kind: 'peer-hello',
  version: oldestVersion,
  newest,
  node,
});

/** Answers a hello with the version that both know. A node of version 1 does not answer, but to pings. */
export const peerWelcome = (version: number): Message => ({ kind: 'peer-welcome', version });

/** The highest version that the sender of a hello and this node know; null if there is none. */
export function commonVersion(hello: Message, ownNewest: number): number | null {
  const { version: oldest, newest = oldest } = hello;
  if (!Number.isSafeInteger(oldest) || !Number.isSafeInteger(newest)) return null;
  const highest = Math.min(newest as number, ownNewest);
  return highest >= Math.max(oldest as number, oldestVersion) ? highest : null;
}

/** Shows that a connection still carries: TCP itself needs minutes to notice that it does not. */
export const ping: Message = { kind: 'ping' };
export const pong: Message = { kind: 'pong' };
