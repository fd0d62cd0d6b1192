/**
 * The coordinator of its clients' transactions: finds the shards, asks those that were touched to vote, and decides. The decision
 * to commit is durable before anybody is told; of what is not written down it is presumed that it aborted (Mohan, Lindsay
 * and Obermarck, "Transaction Management in the R* Distributed Database Management System", 1986).
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { RefusalCode } from '../protocol/client-protocol.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import type { DataStep, TransactionStep, WriteStep } from '../transactions/row.ts';
import { entrySteps, isIndexed } from '../transactions/secondary-index.ts';
import type { ParticipantNode } from './participant.ts';
import type { ShardRecord } from './shard-log.ts';
import type { ShardMap } from './shard-map.ts';
import { positionOf } from './shard-map.ts';
import type { ShardMessage, ShardOutcome } from './shard-messages.ts';

type StepReply = Extract<ShardMessage, { readonly kind: 'step-reply' }>;

interface Asked {
  readonly step: DataStep;
  position: string;
  node: string;
  /** What shards before this one answered, to a step that asks all of them. */
  readonly found: Json[];
  /** What is to be written after it, to entries of the index. */
  readonly entries: readonly WriteStep[];
}

interface Coordinated {
  readonly address: string;
  /** Whose step is being carried out. */
  caller: Caller | null;
  lastActiveMs: number;
  stepNumber: number;
  asked: Asked | null;
  /** Nodes that were asked for something. */
  readonly nodes: Set<string>;
  /** Nodes that have carried out a step, and in which life: they should know of the transaction. */
  readonly joined: Map<string, string>;
  /** Nodes that were asked for more than reading. */
  readonly writers: Set<string>;
  /** Those that have not voted yet, while a vote is on. */
  voters: Set<string> | null;
  /** From here on it is committed. */
  isDecided: boolean;
}

export class Coordinator {
  readonly #node: ParticipantNode;
  readonly #map: ShardMap;
  readonly #desk: ClientDesk;
  /** By the transaction's id; the open one of each client by the client's address. */
  readonly #transactions = new Map<string, Coordinated>();
  readonly #open = new Map<string, string>();
  /** Committed, and the nodes that do not know yet. */
  readonly #untold = new Map<string, Set<string>>();
  readonly #idPrefix: string;
  #count = 0;

  constructor(node: ParticipantNode, map: ShardMap) {
    this.#node = node;
    this.#map = map;
    this.#desk = new ClientDesk(node.host);
    const { host } = node;
    const randomPart = (): string => host.random.below(2 ** 32).toString(36);
    // Of an earlier life of this node nobody may be reminded.
    this.#idPrefix = `${host.node}-${randomPart()}${randomPart()}`;
  }

  recoverDecided(id: string, nodes: readonly string[]): void {
    this.#untold.set(id, new Set(nodes));
  }

  recoverTold(id: string): void {
    this.#untold.delete(id);
  }

  /** Nodes that do not know yet of something that is committed. */
  get untold(): readonly string[] {
    return [...new Set([...this.#untold.values()].flatMap((nodes) => [...nodes]))];
  }

  /** What is committed and somebody does not know yet, as records. */
  get decisions(): readonly ShardRecord[] {
    const untold = [...this.#untold].map(([id, nodes]) => ({ type: 'decided', id, nodes: [...nodes] }) as const);
    const beingDecided = [...this.#transactions].filter(([, { isDecided }]) => isDecided);
    return [...untold, ...beingDecided.map(([id, { nodes }]) => ({ type: 'decided', id, nodes: [...nodes] }) as const)];
  }

  onClient(caller: Caller, step: TransactionStep): void {
    if (step.type === 'begin') {
      this.#begin(caller);
      return;
    }
    const id = this.#open.get(caller.address);
    const transaction = id === undefined ? undefined : this.#transactions.get(id);
    if (id === undefined || transaction === undefined) {
      this.#desk.aborted(caller, 'transaction-gone', 'no transaction of this client is open here');
    } else if (transaction.caller !== null) {
      this.#desk.aborted(caller, 'bad-request', 'the step before is not answered yet');
    } else {
      transaction.caller = caller;
      transaction.lastActiveMs = this.#now();
      if (step.type === 'commit') this.#startCommit(id, transaction);
      else if (step.type === 'abort') {
        this.#abort(id, transaction);
        this.#desk.result(caller, null);
      } else this.#start(id, transaction, step);
    }
  }

  onStepReply(from: string, { id, number, life, outcome }: StepReply): void {
    const transaction = this.#transactions.get(id);
    const asked = transaction?.asked ?? null;
    if (outcome.type === 'moved') this.#map.learn(outcome.entry);
    if (transaction === undefined || asked === null || number !== transaction.stepNumber) return;
    switch (outcome.type) {
      case 'moved':
        // If nothing newer is known, the shard is on its way: asked again at the next tick.
        if (this.#map.at(asked.position).owner !== asked.node) this.#ask(id, transaction, asked);
        break;
      case 'refused':
        this.#refuse(id, transaction, outcome.code, outcome.message);
        break;
      case 'value':
        transaction.joined.set(from, life);
        if (asked.step.type === 'select') this.#onSelected(id, transaction, asked, outcome);
        else if (asked.step.type === 'read') this.#answer(transaction, outcome.value);
        else this.#onWritten(id, transaction, this.#entriesAfter(asked.step, outcome.value) ?? asked.entries);
    }
  }

  onVote(from: string, id: string, yes: boolean): void {
    const transaction = this.#transactions.get(id);
    if (transaction?.voters == null || transaction.isDecided) return;
    if (!yes) {
      this.#refuse(id, transaction, 'serialization-failure', `${from} voted no`);
      return;
    }
    transaction.voters.delete(from);
    if (transaction.voters.size === 0) this.#decide(id, transaction);
  }

  onTold(from: string, id: string): void {
    const untold = this.#untold.get(id);
    untold?.delete(from);
    if (untold?.size !== 0) return;
    this.#untold.delete(id);
    this.#node.log.append({ type: 'told', id });
  }

  onInquire(from: string, id: string): void {
    if (this.#untold.has(id)) this.#node.send(from, { kind: 'decision', id, commit: true });
    else if (!this.#transactions.has(id)) this.#node.send(from, { kind: 'decision', id, commit: false });
  }

  /** Repeats what may have been lost, and gives up what takes too long. */
  tick(): void {
    const { send, configuration } = this.#node;
    for (const [id, transaction] of this.#transactions) {
      if (transaction.isDecided) continue;
      if (transaction.lastActiveMs + configuration.transactionTimeoutMs < this.#now()) {
        this.#refuse(id, transaction, 'transaction-timeout', `took more than ${configuration.transactionTimeoutMs} ms`);
      } else if (transaction.asked !== null) this.#ask(id, transaction, transaction.asked);
      else this.#askForVotes(id, transaction);
    }
    for (const [id, nodes] of this.#untold)
      for (const node of nodes) send(node, { kind: 'decision', id, commit: true });
  }

  #now(): number {
    return this.#node.host.monotonicMs();
  }

  #begin(caller: Caller): void {
    const { address } = caller;
    const before = this.#open.get(address);
    const open = before === undefined ? undefined : this.#transactions.get(before);
    if (before !== undefined && open !== undefined && open.voters === null) this.#abort(before, open);
    if (this.#transactions.size >= maxOpenOperations) {
      this.#desk.overloaded(caller);
      return;
    }
    const id = `${this.#idPrefix}-${++this.#count}`;
    this.#transactions.set(id, {
      address,
      caller: null,
      lastActiveMs: this.#now(),
      stepNumber: 0,
      asked: null,
      nodes: new Set(),
      joined: new Map(),
      writers: new Set(),
      voters: null,
      isDecided: false,
    });
    this.#open.set(address, id);
    this.#desk.result(caller, null);
  }

  #start(id: string, transaction: Coordinated, step: DataStep, entries: readonly WriteStep[] = []): void {
    // A predicate may select rows of every shard: asked one after the other, from the first position on.
    const position = step.type === 'select' ? '' : positionOf(step.row, this.#node.configuration);
    this.#askNext(id, transaction, { step, position, node: '', found: [], entries });
  }

  #askNext(id: string, transaction: Coordinated, asked: Asked): void {
    transaction.stepNumber++;
    transaction.asked = asked;
    this.#ask(id, transaction, asked);
  }

  #ask(id: string, transaction: Coordinated, asked: Asked): void {
    const { step, position } = asked;
    asked.node = this.#map.at(position).owner;
    transaction.nodes.add(asked.node);
    if (step.type !== 'read' && step.type !== 'select') transaction.writers.add(asked.node);
    const life = transaction.joined.get(asked.node) ?? null;
    this.#node.send(asked.node, { kind: 'step', id, number: transaction.stepNumber, life, position, step });
  }

  /** What a global index has to be told of, if the step was on an indexed row. */
  #entriesAfter(step: WriteStep, before: Json): readonly WriteStep[] | null {
    const { configuration } = this.#node;
    if (configuration.index !== 'global' || !isIndexed(step.row)) return null;
    return entrySteps(step, typeof before === 'number' ? before : null, configuration);
  }

  #onWritten(id: string, transaction: Coordinated, [next, ...rest]: readonly WriteStep[]): void {
    if (next === undefined) this.#answer(transaction, null);
    else this.#start(id, transaction, next, rest);
  }

  #onSelected(
    id: string,
    transaction: Coordinated,
    { step, found }: Asked,
    { value, to }: Extract<ShardOutcome, { readonly type: 'value' }>,
  ): void {
    if (Array.isArray(value)) found.push(...(value as Json[]));
    if (to === null) this.#answer(transaction, found);
    else this.#askNext(id, transaction, { step, position: to, node: '', found, entries: [] });
  }

  #answer(transaction: Coordinated, value: Json): void {
    const { caller } = transaction;
    transaction.asked = null;
    transaction.caller = null;
    transaction.lastActiveMs = this.#now();
    if (caller !== null) this.#desk.result(caller, value);
  }

  #startCommit(id: string, transaction: Coordinated): void {
    const { bug, commitProtocol } = this.#node.configuration;
    const voters = bug === 'read-only-participant-skips-validation' ? transaction.writers : transaction.nodes;
    transaction.voters = new Set(voters);
    if (transaction.voters.size === 0 || commitProtocol === 'one-phase') this.#decide(id, transaction);
    else this.#askForVotes(id, transaction);
  }

  #askForVotes(id: string, { voters, joined }: Coordinated): void {
    for (const node of voters ?? []) this.#node.send(node, { kind: 'prepare', id, life: joined.get(node) ?? null });
  }

  /** Everybody voted yes: once that is written down, it is committed. */
  #decide(id: string, transaction: Coordinated): void {
    const { log, configuration } = this.#node;
    transaction.isDecided = true;
    const nodes = [...transaction.nodes];
    const isWrittenDown = nodes.length > 0 && configuration.commitProtocol === 'two-phase';
    const tell = (): void => {
      this.#finish(id, transaction);
      if (nodes.length > 0) this.#untold.set(id, new Set(nodes));
      for (const node of nodes) this.#node.send(node, { kind: 'decision', id, commit: true });
      if (transaction.caller !== null) this.#desk.result(transaction.caller, null);
    };
    if (!isWrittenDown || configuration.bug === 'coordinator-decides-twice') tell();
    else {
      log.append({ type: 'decided', id, nodes });
      log.sync(tell);
    }
  }

  #refuse(id: string, transaction: Coordinated, code: RefusalCode, message: string): void {
    const { caller } = transaction;
    this.#abort(id, transaction);
    if (caller !== null) this.#desk.aborted(caller, code, message);
  }

  #abort(id: string, transaction: Coordinated): void {
    this.#finish(id, transaction);
    for (const node of transaction.nodes) {
      const message: ShardMessage = { kind: 'decision', id, commit: false };
      this.#node.send(node, message);
    }
  }

  #finish(id: string, { address }: Coordinated): void {
    this.#transactions.delete(id);
    if (this.#open.get(address) === id) this.#open.delete(address);
  }
}
