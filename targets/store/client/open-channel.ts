/** Reaches a node over whatever the backend offers: both worlds give the same `Channel`. */
import { connect } from 'node:net';
import type { Message } from '../../contract/host.ts';
import type { Channel, Endpoint } from '../../contract/target.ts';
import { encodeFrame, FrameDecoder, FrameError } from '../protocol/frame.ts';

/**
 * Starts to connect. What is sent before the connection stands is sent once it does. A connection that fails, at first or
 * later, closes the channel. No deadline: that is the harness's.
 */
export function openChannel(endpoint: Endpoint): Channel {
  return endpoint.kind === 'simulated' ? endpoint.dial() : openTcpChannel(endpoint.host, endpoint.port);
}

function openTcpChannel(host: string, port: number): Channel {
  const socket = connect({ host, port, noDelay: true });
  const decoder = new FrameDecoder();
  const messageListeners: ((message: Message) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let isClosed = false;
  socket.on('data', (piece) => {
    let messages: readonly Message[];
    try {
      messages = [...decoder.push(piece)];
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      socket.destroy(error);
      return;
    }
    for (const message of messages) for (const listener of messageListeners) if (!isClosed) listener(message);
  });
  // An error is always followed by 'close', which is what the client acts on.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (isClosed) return;
    isClosed = true;
    for (const listener of closeListeners) listener();
  });
  return {
    send: (message) => {
      if (!isClosed) socket.write(encodeFrame(message));
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      isClosed = true;
      socket.destroy();
    },
  };
}
