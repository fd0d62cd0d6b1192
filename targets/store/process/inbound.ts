/**
 * Connections from outside: peers, which say so first, and clients. What comes in is checked here, once; the node
 * program trusts it. Who sends garbage is told why, if possible, and cut off. A peer whose message is not understood may
 * be newer than this node: the message is ignored, as if the network had lost it.
 */
import type { Socket } from 'node:net';
import type { Message } from '../../contract/host.ts';
import { isClientMessage } from '../protocol/client-protocol.ts';
import { encodeFrame, FrameDecoder, FrameError } from '../protocol/frame.ts';
import { commonVersion, isKnownIn, oldestVersion, peerWelcome, pong } from './link-protocol.ts';

/** Bytes of what a client asks: so few that all that peers send at a time of it fits into a frame. */
const maxQuestionBytes = 100 * 1024;

/** Bytes of answers that may wait for a client that does not read them, before it is cut off. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** An answer that exceeds a frame (a set of a million elements) becomes a refusal; the node does not end over it. */
function encodeAnswer(message: Message): Uint8Array {
  try {
    return encodeFrame(message);
  } catch (error) {
    if (!(error instanceof RangeError) || typeof message['id'] !== 'number') throw error;
    return encodeFrame({
      kind: 'refusal',
      id: message['id'],
      code: 'bad-request',
      message: error.message,
      leader: null,
    });
  }
}

export interface InboundHandlers {
  readonly peers: readonly string[];
  /** The newest version of the protocol of peers that this node speaks. */
  readonly newest: number;
  /** What peers may say depends on the family. */
  isPeerMessage(message: Message): boolean;
  /** A checked message; `from` is a peer's name or `client:<number>`. */
  receive(from: string, message: Message): void;
  log(line: string): void;
}

export class Inbound {
  readonly #handlers: InboundHandlers;
  readonly #clients = new Map<string, Socket>();
  readonly #sockets = new Set<Socket>();
  /** Connections of peers that said something that is not understood. */
  readonly #misunderstood = new WeakSet<Socket>();
  #clientCount = 0;

  constructor(handlers: InboundHandlers) {
    this.#handlers = handlers;
  }

  accept(socket: Socket): void {
    const decoder = new FrameDecoder(maxQuestionBytes);
    let from: string | null = null;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('data', (piece) => {
      try {
        for (const message of decoder.push(piece)) {
          if (from === null) {
            from = this.#identify(socket, message);
            if (!this.#clients.has(from)) decoder.allowLargest();
          }
          this.#dispatch(socket, from, message);
        }
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.#handlers.log(`connection from ${from ?? socket.remoteAddress ?? 'unknown'} cut off: ${error.message}`);
        socket.destroy();
      }
    });
    // An error is always followed by 'close'; that a client is gone is all there is to know.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (from !== null) this.#clients.delete(from);
    });
  }

  /** Answers a client, if it is still there. */
  answer(address: string, message: Message): void {
    const socket = this.#clients.get(address);
    if (socket === undefined) return;
    if (socket.writableLength > maxBufferedBytes) {
      this.#handlers.log(`${address} does not read its answers and is cut off`);
      socket.destroy();
    } else socket.write(encodeAnswer(message));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The first message decides who this is. */
  #identify(socket: Socket, message: Message): string {
    if (message['kind'] !== 'peer-hello') {
      const address = `client:${++this.#clientCount}`;
      this.#clients.set(address, socket);
      return address;
    }
    const { node } = message;
    const { newest } = this.#handlers;
    if (typeof node !== 'string' || !this.#handlers.peers.includes(node)) {
      throw new FrameError(`${JSON.stringify(node)} is no peer of this node`);
    }
    const version = commonVersion(message, newest);
    if (version === null) {
      const spoken = `this node speaks ${oldestVersion} to ${newest}`;
      throw new FrameError(`${node} speaks other versions of the protocol: ${JSON.stringify(message)}; ${spoken}`);
    }
    socket.write(encodeFrame(peerWelcome(version)));
    return node;
  }

  #dispatch(socket: Socket, from: string, message: Message): void {
    if (this.#clients.has(from)) this.#dispatchClient(from, message);
    else if (message['kind'] === 'ping') socket.write(encodeFrame(pong));
    else if (message['kind'] === 'peer-hello') return;
    else if (isKnownIn(this.#handlers.newest, message) && this.#handlers.isPeerMessage(message)) {
      this.#handlers.receive(from, message);
    } else this.#ignore(socket, from, message);
  }

  /** Says so once a connection: a newer peer may go on for as long as this node is not upgraded. */
  #ignore(socket: Socket, from: string, message: Message): void {
    if (this.#misunderstood.has(socket)) return;
    this.#misunderstood.add(socket);
    const excerpt = JSON.stringify(message).slice(0, 100);
    this.#handlers.log(`${from} sends what this node does not understand, which is ignored: ${excerpt}`);
  }

  #dispatchClient(from: string, message: Message): void {
    if (isClientMessage(message)) {
      this.#handlers.receive(from, message);
      return;
    }
    const { id } = message;
    if (typeof id !== 'number') throw new FrameError('a request without a number');
    const reason = `not understood: ${JSON.stringify(message).slice(0, 100)}`;
    this.answer(from, { kind: 'refusal', id, code: 'bad-request', message: reason, leader: null });
  }
}
