/** A link to a peer of each version, and to one that speaks something else. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { Message } from '../../contract/host.ts';
import { encodeFrame, FrameDecoder } from '../protocol/frame.ts';
import { newestVersion, oldestVersion } from './link-protocol.ts';
import { PeerLink } from './peer-link.ts';

let server: Server;
let link: PeerLink;
afterEach(() => {
  link.close();
  server.close();
});

interface Meeting {
  /** What came to the peer. */
  readonly heard: Message[];
  /** What the link answered in the peer's place. */
  readonly answered: Message[];
  readonly log: string[];
}

async function meet(newest: number, answer: (message: Message) => Message | null): Promise<Meeting> {
  const meeting: Meeting = { heard: [], answered: [], log: [] };
  server = createServer((socket) => {
    const decoder = new FrameDecoder();
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      for (const message of decoder.push(piece)) {
        meeting.heard.push(message);
        const said = answer(message);
        if (said !== null) socket.write(encodeFrame(said));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  link = new PeerLink({
    address: { name: 'n2', host: '127.0.0.1', port },
    ownName: 'n1',
    newest,
    receive: (message) => meeting.answered.push(message),
    log: (line) => meeting.log.push(line),
  });
  await vi.waitFor(() => expect(meeting.log).not.toEqual([]), { timeout: 10_000 });
  return meeting;
}

const asVersion1 = ({ kind }: Message): Message | null => (kind === 'ping' ? { kind: 'pong' } : null);
const asVersion = (version: number) => (message: Message) =>
  message['kind'] === 'peer-hello' ? { kind: 'peer-welcome', version } : asVersion1(message);

const question: Message = { kind: 'pre-vote-request', term: 4, lastIndex: 7, lastTerm: 3 };
const handOver: Message = { kind: 'timeout-now', term: 4 };
const request: Message = { kind: 'vote-request', term: 4, lastIndex: 7, lastTerm: 3 };

const isHeard = ({ heard }: Meeting, message: Message): Promise<void> =>
  vi.waitFor(() => expect(heard).toContainEqual(message), { timeout: 10_000 });

it('says to a peer of the same version all there is to say', async () => {
  const meeting = await meet(newestVersion, asVersion(newestVersion));
  for (const message of [question, handOver, request]) link.send(message);
  await isHeard(meeting, request);
  expect(meeting.heard).toEqual(expect.arrayContaining([question, handOver]));
  expect(meeting.heard[0]).toEqual({ kind: 'peer-hello', version: oldestVersion, newest: newestVersion, node: 'n1' });
  expect(meeting.answered).toEqual([]);
  expect(meeting.log).toEqual(['link to n2 is up, version 2 of the protocol']);
});

it('takes a peer of version 1 for one that would vote, and does not ask it', async () => {
  const meeting = await meet(newestVersion, asVersion1);
  for (const message of [question, handOver, request]) link.send(message);
  await isHeard(meeting, request);
  expect(meeting.heard.map(({ kind }) => kind).filter((kind) => kind !== 'ping')).toEqual([
    'peer-hello',
    'vote-request',
  ]);
  expect(meeting.answered).toEqual([{ kind: 'pre-vote', term: 4, granted: true }]);
  expect(meeting.log).toEqual(['link to n2 is up, version 1 of the protocol']);
});

it('gives up a peer that answers with a version that this node does not speak', async () => {
  const { log } = await meet(oldestVersion, asVersion(newestVersion));
  expect(log[0]).toBe('n2 does not speak the protocol: protocol version 2');
});
