/** Whoever reaches a node's port may send anything: the node says what is wrong with it, and serves on. One run a family. */
import * as fc from 'fast-check';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { parseConfiguration } from '../configuration.ts';
import { families } from '../families.ts';
import { encodeFrame } from '../protocol/frame.ts';
import { newestVersion, peerHello } from './link-protocol.ts';
import { ProcessCluster } from './process-cluster.testing.ts';

let cluster: ProcessCluster | null = null;
afterEach(async () => {
  await cluster?.stop();
  cluster = null;
});

/** Of every family: what one says is a message of another to all the others. */
const peerMessages: readonly Message[] = [
  { kind: 'append', term: 1, prevIndex: 0, prevTerm: 0, entries: [], commit: 0, round: 1 },
  { kind: 'append-reply', term: 1, success: true, index: 0, round: 1 },
  {
    kind: 'snapshot',
    term: 1,
    lastIndex: 3,
    lastTerm: 1,
    members: ['n1'],
    piece: 0,
    pieceCount: 1,
    data: '',
    round: 1,
  },
  { kind: 'snapshot-reply', term: 1, lastIndex: 3, nextPiece: 0, round: 1 },
  { kind: 'vote-request', term: 1, lastIndex: 0, lastTerm: 0 },
  { kind: 'vote', term: 1, granted: true },
  { kind: 'pre-vote-request', term: 1, lastIndex: 0, lastTerm: 0 },
  { kind: 'pre-vote', term: 1, granted: true },
  { kind: 'timeout-now', term: 1 },
  { kind: 'entries', entries: [{ number: 1, causes: {}, key: 'x', state: { type: 'elements', elements: [1] } }] },
  { kind: 'received', count: 1 },
  { kind: 'get', question: 'q', key: 'x' },
  { kind: 'got', question: 'q', state: null },
  { kind: 'put', question: 'q', key: 'x', state: { type: 'elements', elements: [1] } },
  { kind: 'hint', question: 'q', meantFor: 'n2', key: 'x', state: { type: 'elements', elements: [1] } },
  { kind: 'stored', question: 'q' },
  { kind: 'compare', path: '', hashes: Array.from({ length: 16 }, () => 0) },
  { kind: 'range', path: '00', items: [['x', { type: 'elements', elements: [1] }]], answer: false },
  { kind: 'step', id: 't', number: 1, life: null, position: 'a', step: { type: 'read', row: 'registers/a' } },
  { kind: 'step', id: 't', number: 1, life: null, position: 'a', step: { type: 'delete', row: 'index/1/a' } },
  { kind: 'step-reply', id: 't', number: 1, life: 'x', outcome: { type: 'value', value: 1, to: null } },
  { kind: 'prepare', id: 't', life: 'x' },
  { kind: 'shard-vote', id: 't', yes: true },
  { kind: 'decision', id: 't', commit: true },
  { kind: 'inquire', id: 't' },
  { kind: 'take', entry: { from: '', to: null, owner: 'n1', epoch: 1 }, rows: [['registers/a', 1]] },
  { kind: 'peer-welcome', version: 9 },
  { kind: 'of a version to come', value: 1 },
];

const clientMessages: readonly Message[] = [
  { kind: 'hello', version: 1 },
  { kind: 'status', id: 1 },
  { kind: 'administer', id: 2, request: { type: 'transfer', node: 'n1' } },
  { kind: 'execute', id: 3, command: { type: 'write', key: 'x', value: 1 } },
  { kind: 'execute', id: 4, command: { type: 'lists', operations: [['r', 'x', null]] } },
  { kind: 'execute', id: 5, command: { type: 'compare-and-set', key: '__proto__', from: 1, to: 2 } },
  { kind: 'query', id: 6, query: { type: 'register', key: 'x' }, after: 1 },
  { kind: 'transaction', id: 7, step: { type: 'begin' } },
  { kind: 'transaction', id: 8, step: { type: 'select', predicate: ['mod', 2, 0] } },
];

/** What a field may hold instead of what belongs there. */
const strange = fc.oneof(
  fc.constantFrom<Json>(null, -1, 0.5, 2 ** 53, 1e308, '', '__proto__', 'x'.repeat(5000), [], {}, true, [[null]]),
  fc.jsonValue({ maxDepth: 3 }),
) as fc.Arbitrary<Json>;

const parts = (value: Json): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** The message with one part, at any depth, replaced. */
function spoilt(value: Json): fc.Arbitrary<Json> {
  const names = parts(value);
  if (names.length === 0) return strange;
  return fc.constantFrom(...names).chain((name) => {
    const part = (value as Message)[name] as Json;
    const copyWith = (other: Json): Json =>
      Array.isArray(value)
        ? value.map((one: Json, index) => (String(index) === name ? other : one))
        : { ...(value as Message), [name]: other };
    return (name === 'kind' ? strange : fc.oneof(strange, spoilt(part))).map(copyWith);
  });
}

const spoiltOne = (messages: readonly Message[]): fc.Arbitrary<Message> =>
  fc.constantFrom(...messages).chain((message) => spoilt(message) as fc.Arbitrary<Message>);

/** A connection to a node. */
class Intruder {
  readonly #socket: Socket;
  readonly #closed: Promise<unknown>;

  static async at(port: number): Promise<Intruder> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const intruder = new Intruder(socket);
    await once(socket, 'connect');
    return intruder;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#closed = once(socket, 'close');
  }

  say(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  async leave(): Promise<void> {
    this.#socket.end();
    await this.#closed;
  }

  async isCutOff(): Promise<void> {
    await this.#closed;
  }
}

function claiming(bytes: number, body = ''): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes);
  return Buffer.concat([header, Buffer.from(body)]);
}

const hello = encodeFrame(peerHello('n2', newestVersion));
const helloOfAnotherAge = encodeFrame({ kind: 'peer-hello', version: 7, newest: 9, node: 'n2' });
const nested = `{"kind":${'['.repeat(40_000)}${']'.repeat(40_000)}}`;

/** Who sends one of these is cut off, for a reason that stands in the node's log. */
const garbage: readonly (readonly [bytes: Uint8Array, reason: string])[] = [
  [Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'a frame claims 1195725856 bytes, more than 102400'],
  [claiming(200_000), 'a frame claims 200000 bytes, more than 102400'],
  [Buffer.concat([hello, claiming(9_000_000)]), 'a frame claims 9000000 bytes, more than 8388608'],
  [claiming(3, 'abc'), 'a frame of 3 bytes is not JSON'],
  [claiming(nested.length, nested), 'a frame nests deeper than 32'],
  [encodeFrame(peerHello('n9', newestVersion)), '"n9" is no peer of this node'],
  [helloOfAnotherAge, 'n2 speaks other versions of the protocol'],
  [encodeFrame({ kind: 'status' }), 'a request without a number'],
];

async function sendGarbage(running: ProcessCluster): Promise<void> {
  for (const [bytes, reason] of garbage) {
    const intruder = await Intruder.at(running.port('n1'));
    intruder.say(bytes);
    await intruder.isCutOff();
    await expect.poll(() => running.output('n1'), { timeout: 5000 }).toContain(reason);
  }
  for (const bytes of fc.sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), 50)) {
    const intruder = await Intruder.at(running.port('n1'));
    intruder.say(bytes);
    await intruder.leave();
  }
}

/** A peer that goes mad: what it says is not well-formed, or belongs to another family. */
async function sendAsPeer(running: ProcessCluster, messages: readonly Message[]): Promise<void> {
  const peer = await Intruder.at(running.port('n1'));
  peer.say(hello);
  for (const message of messages) peer.say(encodeFrame(message));
  await peer.leave();
  const complaint = 'n2 sends what this node does not understand, which is ignored';
  await expect.poll(() => running.output('n1'), { timeout: 5000 }).toContain(complaint);
}

async function sendAsClients(running: ProcessCluster, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const client = await Intruder.at(running.port('n1'));
    client.say(encodeFrame({ kind: 'hello', version: 1 }));
    client.say(encodeFrame(message));
    await client.leave();
  }
}

const isReady = async (running: ProcessCluster): Promise<boolean> => (await running.status('n1'))?.ready ?? false;

describe.each(Object.keys(families) as (keyof typeof families)[])('a node of the %s family', (replication) => {
  it('outlives whatever is sent to it', { timeout: 60_000 }, async () => {
    const running = await ProcessCluster.start(parseConfiguration({ replication, nodes: 2, electionTimeoutMs: 300 }));
    cluster = running;
    await expect.poll(() => isReady(running), { timeout: 15_000 }).toBe(true);
    await sendGarbage(running);
    const strangeMessages = [...peerMessages, ...fc.sample(spoiltOne(peerMessages), 1000)];
    await sendAsPeer(
      running,
      strangeMessages.filter((message) => !families[replication].isPeerMessage(message)),
    );
    await sendAsClients(running, fc.sample(spoiltOne(clientMessages), 300));
    await expect.poll(() => isReady(running), { timeout: 15_000 }).toBe(true);
    expect(await running.end('n1', 'SIGTERM')).toBe(0);
  });
});
