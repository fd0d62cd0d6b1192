/**
 * Test support: golden transcripts of nodes, in the manner of etcd's raft library. A transcript is a text in which lines
 * that begin with `> ` are commands, the indented lines after each say what the nodes did, and lines with `#` are comments.
 * `replay` carries out the commands and answers the whole transcript as it really goes, to be compared with the one that
 * was written down.
 *
 * Nothing happens unless it is commanded: first `set nodes=5 preVote=false` if need be · `start n1 n2` (again after `crash`) · `wait n1 250` (milliseconds on that node's
 * clock) · `sync n1` (its disk finishes) · `deliver n1 n2` (what n1 sent to n2 so far; `double`: and
 * keep it, to arrive again) · `overtake n1 n2` (what n1 sent last arrives before the rest) · `lose n1 n2` · `crash n1` · `stop n1` (in good order) · `look n1` (at what it believes) ·
 * `ask n1 1 write x 5` (also `delete x`, `cas x 5 6`, `add x 5`, `acquire l`, `read x`, `elements x`, `status`,
 * `open-session`, `once 1 2 write x 5` (number 2 of session 1), `members`, `add-member n4`, `remove-member n1`, `transfer n2`; the first number is the question's).
 * Timeouts are drawn short for n1, long for the others.
 */
import type { Host, Message, NodeProcess, NodeProgram } from '../contract/host.ts';
import type { NodeAnswer } from './protocol/client-protocol.ts';
import type { PeerMessage } from './protocol/peer-protocol.ts';
import type { LogEntry } from './storage/log-entry.ts';
import { MemoryDisk } from './storage/memory-disk.testing.ts';

interface ScriptedTimer {
  readonly atMs: number;
  callback: (() => void) | null;
}

interface ScriptedNode {
  readonly name: string;
  disk: MemoryDisk;
  process: NodeProcess | null;
  /** How often it was started. */
  lives: number;
  nowMs: number;
  timers: ScriptedTimer[];
}

const clientAddress = 'client:1';

/** The nodes of a cluster with these settings. */
export type ProgramOf = (set: Readonly<Record<string, unknown>>) => {
  readonly program: NodeProgram;
  readonly nodes: readonly string[];
};

class Stage {
  readonly #program: NodeProgram;
  readonly #nodes = new Map<string, ScriptedNode>();
  /** Messages sent and not delivered, by `from to`. */
  readonly #wire = new Map<string, Message[]>();
  readonly #lines: string[] = [];

  constructor(program: NodeProgram, names: readonly string[]) {
    this.#program = program;
    for (const name of names) {
      this.#nodes.set(name, { name, disk: new MemoryDisk(), process: null, lives: 0, nowMs: 0, timers: [] });
    }
  }

  get transcript(): string {
    return this.#lines.join('\n');
  }

  comment(line: string): void {
    this.#lines.push(line);
  }

  perform(command: string): void {
    this.#lines.push(`> ${command}`);
    const [verb = '', name = '', ...rest] = command.split(' ');
    if (verb === 'set') return;
    const node = this.#node(name);
    switch (verb) {
      case 'start':
        for (const each of [node, ...rest.map((other) => this.#node(other))]) {
          each.process = this.#program(this.#host(each));
        }
        break;
      case 'crash':
        this.#crash(node);
        break;
      case 'wait':
        this.#wait(node, Number(rest[0]));
        break;
      case 'sync':
        node.disk.finishAll();
        break;
      case 'deliver':
        this.#deliver(name, rest[0] ?? '', this.#take(name, rest[0] ?? ''));
        break;
      case 'double':
        this.#deliver(name, rest[0] ?? '', this.#wire.get(`${name} ${rest[0] ?? ''}`) ?? []);
        break;
      case 'overtake':
        this.#deliver(name, rest[0] ?? '', this.#wire.get(`${name} ${rest[0] ?? ''}`)?.splice(-1) ?? []);
        break;
      case 'lose':
        this.#take(name, rest[0] ?? '');
        break;
      case 'stop':
        node.process?.stop?.(() => void this.#lines.push(`  ${name} may be ended`));
        break;
      case 'look':
        this.#lines.push(`  ${name} believes ${JSON.stringify(node.process?.beliefs?.())}`);
        break;
      case 'ask':
        node.process?.receive(clientAddress, question(Number(rest[0]), rest.slice(1)));
        break;
      default:
        throw new Error(`transcript: unknown command ${command}`);
    }
  }

  #node(name: string): ScriptedNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`transcript: no node ${name}`);
    return node;
  }

  #deliver(from: string, to: string, messages: readonly Message[]): void {
    for (const message of messages) this.#node(to).process?.receive(from, message);
  }

  #take(from: string, to: string): readonly Message[] {
    const messages = this.#wire.get(`${from} ${to}`) ?? [];
    this.#wire.delete(`${from} ${to}`);
    return messages;
  }

  /** What was written stays; what was being replaced does not. */
  #crash(node: ScriptedNode): void {
    node.disk = node.disk.crashed();
    node.process = null;
    node.timers = [];
  }

  #wait(node: ScriptedNode, delayMs: number): void {
    const endMs = node.nowMs + delayMs;
    for (;;) {
      const due = node.timers.filter((timer) => timer.atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      node.nowMs = due.atMs;
      node.timers = node.timers.filter((timer) => timer !== due);
      due.callback?.();
    }
    node.nowMs = endMs;
  }

  #host(node: ScriptedNode): Host {
    const { name, disk } = node;
    const life = ++node.lives;
    return {
      node: name,
      peers: [...this.#nodes.keys()].filter((other) => other !== name),
      random: { below: (limit) => (name === 'n1' ? 0 : Math.max(0, limit - life)) },
      disk,
      monotonicMs: () => node.nowMs,
      wallMs: () => node.nowMs,
      setTimer: (delayMs, callback) => {
        const timer: ScriptedTimer = { atMs: node.nowMs + delayMs, callback };
        node.timers.push(timer);
        return { cancel: () => void (timer.callback = null) };
      },
      send: (to, message) => {
        this.#lines.push(`  ${name} -> ${to === clientAddress ? 'client' : to}: ${describe(message)}`);
        if (this.#nodes.has(to)) this.#wire.set(`${name} ${to}`, [...(this.#wire.get(`${name} ${to}`) ?? []), message]);
      },
      log: (line) => void this.#lines.push(`  ${name}: ${line}`),
    };
  }
}

function once(session: number, number: number, { command }: Message): Message {
  return { type: 'once', session, number, command: command ?? null };
}

function question(id: number, [kind = '', key = '', first, second, ...others]: readonly string[]): Message {
  const numbers = {
    value: Number(first),
    from: Number(first),
    to: Number(second),
    element: Number(first),
    after: Number(first ?? 0),
  };
  switch (kind) {
    case 'status':
      return { kind: 'status', id };
    case 'members':
      return { kind: 'administer', id, request: { type: 'members' } };
    case 'add-member':
    case 'remove-member':
    case 'transfer':
      return { kind: 'administer', id, request: { type: kind, node: key } };
    case 'read':
      return { kind: 'query', id, query: { type: 'register', key }, after: numbers.after };
    case 'elements':
      return { kind: 'query', id, query: { type: 'elements', key }, after: numbers.after };
    case 'write':
      return { kind: 'execute', id, command: { type: 'write', key, value: numbers.value } };
    case 'delete':
      return { kind: 'execute', id, command: { type: 'write', key, value: null } };
    case 'cas':
      return { kind: 'execute', id, command: { type: 'compare-and-set', key, from: numbers.from, to: numbers.to } };
    case 'add':
      return { kind: 'execute', id, command: { type: 'add', key, element: numbers.element } };
    case 'open-session':
      return { kind: 'execute', id, command: { type: 'open-session' } };
    case 'once':
      return {
        kind: 'execute',
        id,
        command: once(Number(key), Number(first), question(id, [second ?? '', ...others])),
      };
    case 'acquire':
      return { kind: 'execute', id, command: { type: 'acquire', key, atMs: 0 } };
    case 'begin':
    case 'commit':
    case 'abort':
      return { kind: 'transaction', id, step: { type: kind } };
    case 'put':
      return { kind: 'transaction', id, step: { type: 'write', row: key, value: numbers.value } };
    case 'get':
      return { kind: 'transaction', id, step: { type: 'read', row: key } };
    case 'insert':
    case 'update':
      return { kind: 'transaction', id, step: { type: kind, row: key, value: numbers.value } };
    case 'select':
      return { kind: 'transaction', id, step: { type: 'select', predicate: 'true' } };
    default:
      throw new Error(`transcript: unknown question ${kind}`);
  }
}

function describeCommand(command: LogEntry['command']): string {
  switch (command.type) {
    case 'nothing':
      return 'nothing';
    case 'write':
      return `${command.key}=${command.value}`;
    case 'compare-and-set':
      return `${command.key}=${command.from}?${command.to}`;
    case 'add':
      return `${command.key}+${command.element}`;
    case 'lists':
      return command.operations.map((operation) => operation.join(' ')).join('; ');
    case 'acquire':
      return `acquire ${command.key} at ${command.atMs}`;
    case 'open-session':
      return 'open session';
    case 'once':
      return `#${command.number} of session ${command.session}: ${describeCommand(command.command)}`;
    case 'members':
      return `members ${command.members.join(' ')}`;
    default:
      return JSON.stringify(command);
  }
}

function describeEntries(entries: readonly LogEntry[]): string {
  return entries.map(({ index, term, command }) => `${index}/t${term} ${describeCommand(command)}`).join(', ');
}

function describe(message: Message): string {
  const known = message as PeerMessage | NodeAnswer;
  switch (known.kind) {
    case 'append': {
      const entries = known.entries.length === 0 ? 'heartbeat' : `append [${describeEntries(known.entries)}]`;
      return `t${known.term} ${entries} after ${known.prevIndex}/t${known.prevTerm}, commit ${known.commit}, round ${known.round}`;
    }
    case 'append-reply':
      return `t${known.term} ${known.success ? 'holds up to' : 'refused, retry from'} ${known.index}, round ${known.round}`;
    case 'snapshot':
      return (
        `t${known.term} snapshot of ${known.lastIndex}/t${known.lastTerm}, piece ${known.piece + 1} of ` +
        `${known.pieceCount}, members ${known.members.join(' ')}, round ${known.round}`
      );
    case 'snapshot-reply':
      return `t${known.term} needs piece ${known.nextPiece + 1} of the snapshot of ${known.lastIndex}, round ${known.round}`;
    case 'pre-vote-request':
      return `t${known.term} would you vote for me? My log ends at ${known.lastIndex}/t${known.lastTerm}`;
    case 'pre-vote':
      return `t${known.term} vote ${known.granted ? 'would be granted' : 'would be refused'}`;
    case 'timeout-now':
      return `t${known.term} stand for election now`;
    case 'vote-request':
      return `t${known.term} vote for me, my log ends at ${known.lastIndex}/t${known.lastTerm}`;
    case 'vote':
      return `t${known.term} vote ${known.granted ? 'granted' : 'refused'}`;
    case 'welcome':
      return `welcome to ${known.node}`;
    case 'result':
      return `#${known.id} ${JSON.stringify(known.value)}`;
    case 'refusal':
      return `#${known.id} ${known.code}: ${known.message}`;
    default:
      return JSON.stringify(message);
  }
}

/** The settings that a line `> set name=value ...` gives, as JSON where they are. */
function settingsIn(transcript: string): Readonly<Record<string, unknown>> {
  const words = /^> set (.*)$/m.exec(transcript)?.[1]?.split(' ') ?? [];
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', value = ''] = word.split('=');
      return [name, /^(\d+|true|false)$/.test(value) ? (JSON.parse(value) as unknown) : value];
    }),
  );
}

/** Carries out a transcript's commands on fresh nodes, and answers the transcript as it really goes. */
export function replay(programOf: ProgramOf, transcript: string): string {
  const { program, nodes } = programOf(settingsIn(transcript));
  const stage = new Stage(program, nodes);
  for (const line of transcript.split('\n')) {
    if (line.startsWith('> ')) stage.perform(line.slice(2));
    else if (line === '' || line.startsWith('#')) stage.comment(line);
  }
  return stage.transcript;
}
