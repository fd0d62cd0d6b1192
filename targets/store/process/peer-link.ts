/**
 * The way to one peer: a TCP connection that is made again when it breaks. It carries messages one way (the peer has its
 * own link back) and never waits: what cannot be sent now is dropped, as the host port allows, so queues stay bounded.
 * A connection that answers no ping is given up and made anew; after a partition TCP's own retransmission timer could
 * keep silent for many seconds.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Message } from '../../contract/host.ts';
import { encodeFrame, FrameDecoder, FrameError } from '../protocol/frame.ts';
import type { PeerAddress } from './environment.ts';
import { answerInPlace, isKnownIn, oldestVersion, peerHello, ping } from './link-protocol.ts';

const tickMs = 250;
/** A connection from which nothing was heard for this long is given up. */
const silenceMs = 1000;
/** Bytes that may wait in the socket before messages are dropped. */
const maxBufferedBytes = 4 * 1024 * 1024;

export interface PeerLinkSetting {
  readonly address: PeerAddress;
  readonly ownName: string;
  /** The newest version of the protocol that this node speaks. */
  readonly newest: number;
  /** An answer that is known without asking the peer. */
  readonly receive: (answer: Message) => void;
  readonly log: (line: string) => void;
}

export class PeerLink {
  readonly #setting: PeerLinkSetting;
  readonly #ticker: NodeJS.Timeout;
  #socket: Socket | null = null;
  /** What is spoken; null until the peer has answered, before which nothing is sent. */
  #version: number | null = null;
  #lastHeardMs = 0;

  constructor(setting: PeerLinkSetting) {
    this.#setting = setting;
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    this.#connect();
  }

  /** Sends if it can be sent now. */
  send(message: Message): void {
    if (this.#version === null) return;
    if (isKnownIn(this.#version, message)) this.#write(message);
    else {
      const answer = answerInPlace(message);
      if (answer !== null) setImmediate(() => this.#setting.receive(answer));
    }
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#socket?.destroy();
  }

  #tick(): void {
    if (this.#socket === null) this.#connect();
    else if (performance.now() - this.#lastHeardMs > silenceMs) this.#socket.destroy();
    else this.#write(ping);
  }

  #write(message: Message): void {
    if (this.#socket === null || this.#socket.writableLength >= maxBufferedBytes) return;
    try {
      this.#socket.write(encodeFrame(message));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { address, log } = this.#setting;
      log(`${JSON.stringify(message['kind'])} is not sent to ${address.name}: ${error.message}`);
    }
  }

  #connect(): void {
    const { address, ownName, newest, log } = this.#setting;
    const { host, port, name } = address;
    const socket = connect({ host, port, noDelay: true });
    const decoder = new FrameDecoder();
    this.#socket = socket;
    this.#lastHeardMs = performance.now();
    socket.on('connect', () => {
      socket.write(encodeFrame(peerHello(ownName, newest)));
      socket.write(encodeFrame(ping));
    });
    socket.on('data', (piece) => {
      // Only a welcome and pongs come back; anything that is not a frame shows that this is not a peer.
      try {
        for (const message of decoder.push(piece)) this.#onAnswer(message);
        this.#lastHeardMs = performance.now();
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        log(`${name} does not speak the protocol: ${error.message}`);
        socket.destroy();
      }
    });
    // An error is always followed by 'close'; while a peer is down that happens at every attempt, so it is not logged.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#version !== null) log(`link to ${name} is down`);
      this.#version = null;
      this.#socket = null;
    });
  }

  /** The first one tells the version: a node of version 1 says nothing to a hello, only to a ping. */
  #onAnswer({ kind, version }: Message): void {
    if (this.#version !== null) return;
    const agreed = kind === 'peer-welcome' ? version : oldestVersion;
    const isSpoken = typeof agreed === 'number' && agreed >= oldestVersion && agreed <= this.#setting.newest;
    if (!isSpoken) throw new FrameError(`protocol version ${JSON.stringify(agreed)}`);
    this.#version = agreed;
    this.#setting.log(`link to ${this.#setting.address.name} is up, version ${agreed} of the protocol`);
  }
}
