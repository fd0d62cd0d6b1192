/**
 * The way to one peer: a TCP connection that is made again when it breaks. It carries messages one way (the peer has its
 * own link back) and never waits: what cannot be sent now is dropped, as the host port allows, so queues stay bounded.
 * A connection that answers no ping is given up and made anew; after a partition TCP's own retransmission timer could
 * keep silent for many seconds.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Message } from '../../contract/host.ts';
import { encodeFrame, FrameDecoder } from '../protocol/frame.ts';
import type { PeerAddress } from './environment.ts';
import { peerHello, ping } from './link-protocol.ts';

const tickMs = 250;
/** A connection from which nothing was heard for this long is given up. */
const silenceMs = 1000;
/** Bytes that may wait in the socket before messages are dropped. */
const maxBufferedBytes = 4 * 1024 * 1024;

export class PeerLink {
  readonly #address: PeerAddress;
  readonly #ownName: string;
  readonly #log: (line: string) => void;
  readonly #ticker: NodeJS.Timeout;
  #socket: Socket | null = null;
  #isUp = false;
  #lastHeardMs = 0;

  constructor(address: PeerAddress, ownName: string, log: (line: string) => void) {
    this.#address = address;
    this.#ownName = ownName;
    this.#log = log;
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    this.#connect();
  }

  /** Sends if it can be sent now. */
  send(message: Message): void {
    if (this.#isUp && this.#socket !== null && this.#socket.writableLength < maxBufferedBytes) {
      this.#socket.write(encodeFrame(message));
    }
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#socket?.destroy();
  }

  #tick(): void {
    if (this.#socket === null) this.#connect();
    else if (performance.now() - this.#lastHeardMs > silenceMs) this.#socket.destroy();
    else this.send(ping);
  }

  #connect(): void {
    const { host, port, name } = this.#address;
    const socket = connect({ host, port, noDelay: true });
    const decoder = new FrameDecoder();
    this.#socket = socket;
    this.#lastHeardMs = performance.now();
    socket.on('connect', () => {
      this.#isUp = true;
      this.#log(`link to ${name} is up`);
      socket.write(encodeFrame(peerHello(this.#ownName)));
    });
    socket.on('data', (piece) => {
      // Only pongs come back; anything that is not a frame shows that this is not a peer.
      try {
        decoder.push(piece);
        this.#lastHeardMs = performance.now();
      } catch (error) {
        this.#log(`${name} does not speak the protocol: ${String(error)}`);
        socket.destroy();
      }
    });
    // An error is always followed by 'close'; while a peer is down that happens at every attempt, so it is not logged.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#isUp) this.#log(`link to ${name} is down`);
      this.#isUp = false;
      this.#socket = null;
    });
  }
}
