/** What node processes say on their connections beside the node program's own messages. */
import type { Message } from '../../contract/host.ts';
import { protocolVersion } from '../protocol/client-protocol.ts';

/** The first message on a connection from a peer; whoever opens with anything else is a client. */
export const peerHello = (node: string): Message => ({ kind: 'peer-hello', version: protocolVersion, node });

/** Shows that a connection still carries: TCP itself needs minutes to notice that it does not. */
export const ping: Message = { kind: 'ping' };
export const pong: Message = { kind: 'pong' };
