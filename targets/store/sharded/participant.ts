/**
 * A node's part in transactions on its shards, for whichever coordinator. A transaction is active until its coordinator asks for
 * a vote. Who votes yes has written down what it promises, keeps its locks and waits for the decision, however long it takes
 * (two-phase commit: Gray, "Notes on Data Base Operating Systems", 1978; Mohan, Lindsay and Obermarck, 1986).
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { RowWrite } from '../transactions/row.ts';
import type { StepOutcome } from '../transactions/transaction-engine.ts';
import type { Transaction } from '../transactions/transaction.ts';
import type { LocalShards } from './local-shards.ts';
import type { Shard } from './shard.ts';
import type { ShardLog, ShardRecord } from './shard-log.ts';
import type { ShardMessage, ShardOutcome } from './shard-messages.ts';

type StepMessage = Extract<ShardMessage, { readonly kind: 'step' }>;

interface Part {
  readonly coordinator: string;
  /** Its transaction on each shard that it touched. */
  readonly shards: Map<Shard, Transaction>;
  /** `voting`: its promise is on its way to the disk. */
  state: 'active' | 'voting' | 'prepared';
  lastStep: number;
  sinceMs: number;
}

export interface ParticipantNode {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly log: ShardLog;
  readonly send: (to: string, message: ShardMessage) => void;
}

/** Steps and votes of transactions that have ended may still arrive; so many are remembered. */
const maxRemembered = 10_000;

export class Participant {
  readonly #node: ParticipantNode;
  readonly #shards: LocalShards;
  /** Another in each life of this node. */
  readonly #life: string;
  readonly #parts = new Map<string, Part>();
  readonly #ended = new Set<string>();

  constructor(node: ParticipantNode, shards: LocalShards) {
    this.#node = node;
    this.#shards = shards;
    this.#life = node.host.random.below(2 ** 32).toString(36);
  }

  isInUse(shard: Shard): boolean {
    return [...this.#parts.values()].some(({ shards }) => shards.has(shard));
  }

  isInDoubt(shard: Shard): boolean {
    return [...this.#parts.values()].some(({ state, shards }) => state !== 'active' && shards.has(shard));
  }

  retired(shard: Shard): void {
    for (const [id, part] of this.#parts) if (part.shards.has(shard)) this.#abort(id, part);
  }

  /** After a crash: this was promised, and not decided yet. */
  recoverPrepared(id: string, coordinator: string, writes: readonly RowWrite[]): void {
    const shards = new Map(
      [...this.#shards.byShard(writes)].map(([shard, its]) => [shard, shard.engine.recover(its)] as const),
    );
    this.#parts.set(id, { coordinator, shards, state: 'prepared', lastStep: 0, sinceMs: this.#now() });
  }

  recoverEnded(id: string): void {
    this.#ended.add(id);
  }

  /** Coordinators whose decision this node waits for: it has voted yes. */
  get awaited(): readonly string[] {
    const inDoubt = [...this.#parts.values()].filter(({ state }) => state === 'prepared');
    return [...new Set(inDoubt.map(({ coordinator }) => coordinator))];
  }

  /** Those that have ended, as far as they are remembered. */
  get ended(): readonly string[] {
    return [...this.#ended];
  }

  /** What was promised and is not decided yet, as records. */
  get promises(): readonly ShardRecord[] {
    if (this.#node.configuration.bug === 'checkpoint-forgets-prepared') return [];
    return [...this.#parts].flatMap(([id, part]) => (part.state === 'active' ? [] : [promiseOf(id, part)]));
  }

  onStep(coordinator: string, { id, number, life, position, step }: StepMessage): void {
    const answer = (outcome: ShardOutcome): void =>
      this.#node.send(coordinator, { kind: 'step-reply', id, number, life: this.#life, outcome });
    const shard = this.#shards.at(position);
    // What it did here was aborted, or forgotten in a crash: it must not go on as if it held its locks.
    if (this.#ended.has(id) || (life !== null && !this.#knows(id, life))) {
      answer({ type: 'refused', code: 'transaction-gone', message: 'it was aborted where it has written or read' });
      return;
    }
    if (shard === undefined) {
      const entry = this.#shards.map.at(position);
      // On its way here, or from here: the coordinator asks again.
      if (entry.owner !== this.#node.host.node) answer({ type: 'moved', entry });
      return;
    }
    const part = this.#partOf(id, coordinator);
    if (part.state !== 'active' || number <= part.lastStep) return;
    part.lastStep = number;
    part.sinceMs = this.#now();
    this.#within(part, shard, (transaction) => {
      shard.engine.perform(transaction, step, (outcome) => {
        if ('refusal' in outcome) this.#abort(id, part);
        answer(described(outcome, shard));
      });
    });
  }

  /** `life`: in which the coordinator has had its answers. What was asked again after a crash it has not heard of. */
  onPrepare(coordinator: string, id: string, life: string | null): void {
    const part = this.#parts.get(id);
    if (part?.state === 'voting') return;
    const yes = part !== undefined && (part.state === 'prepared' || (this.#knows(id, life) && this.#prepare(id, part)));
    if (!yes || part === undefined || part.state === 'prepared') this.#vote(coordinator, id, yes);
    else this.#promise(id, part);
  }

  onDecision(coordinator: string, id: string, commit: boolean): void {
    const part = this.#parts.get(id);
    const { log, configuration } = this.#node;
    if (part !== undefined && part.state !== 'voting') {
      // Without a vote before it, the decision is carried out as far as it can be.
      const isPrepared = part.state === 'prepared' || (commit && this.#prepare(id, part));
      if (commit && isPrepared && configuration.commitProtocol === 'one-phase') this.#writeDown(id, part);
      if (commit && isPrepared) this.#commit(id, part);
      else this.#abort(id, part);
    } else if (part !== undefined) this.#abort(id, part);
    if (commit) log.sync(() => this.#node.send(coordinator, { kind: 'told', id }));
  }

  /** Asks how what is in doubt has ended, and gives up what its coordinator seems to have forgotten before the vote. */
  tick(): void {
    const { configuration, send } = this.#node;
    const patienceMs = 2 * configuration.transactionTimeoutMs;
    for (const [id, part] of this.#parts) {
      const isOverdue = part.sinceMs + patienceMs < this.#now();
      if (part.state === 'active' && isOverdue) this.#abort(id, part);
      else if (part.state === 'prepared') {
        if (isOverdue && configuration.bug === 'participant-aborts-in-doubt') this.#abort(id, part);
        else send(part.coordinator, { kind: 'inquire', id });
      }
    }
  }

  #knows(id: string, life: string | null): boolean {
    return life === this.#life && this.#parts.has(id);
  }

  #now(): number {
    return this.#node.host.monotonicMs();
  }

  #partOf(id: string, coordinator: string): Part {
    const known = this.#parts.get(id);
    if (known !== undefined) return known;
    const part: Part = { coordinator, shards: new Map(), state: 'active', lastStep: 0, sinceMs: this.#now() };
    this.#parts.set(id, part);
    return part;
  }

  #within(part: Part, shard: Shard, next: (transaction: Transaction) => void): void {
    const known = part.shards.get(shard);
    if (known !== undefined) {
      next(known);
      return;
    }
    const transaction = shard.engine.begin();
    part.shards.set(shard, transaction);
    shard.engine.awaitTurn(transaction, () => next(transaction));
  }

  #prepare(id: string, part: Part): boolean {
    for (const [shard, transaction] of part.shards) {
      if (shard.engine.prepare(transaction) === null) continue;
      this.#abort(id, part);
      return false;
    }
    return true;
  }

  #promise(id: string, part: Part): void {
    const vote = (): void => {
      if (part.state !== 'voting') return;
      part.state = 'prepared';
      part.sinceMs = this.#now();
      this.#vote(part.coordinator, id, true);
    };
    part.state = 'voting';
    if (this.#node.configuration.bug === 'two-phase-commit-forgets-prepared') vote();
    else {
      this.#writeDown(id, part);
      this.#node.log.sync(vote);
    }
  }

  #writeDown(id: string, part: Part): void {
    this.#node.log.append(promiseOf(id, part));
  }

  #vote(coordinator: string, id: string, yes: boolean): void {
    this.#node.send(coordinator, { kind: 'shard-vote', id, yes });
  }

  #commit(id: string, part: Part): void {
    this.#node.log.append({ type: 'ended', id, committed: true });
    this.#remember(id);
    for (const [shard, transaction] of part.shards) {
      shard.table.install(transaction.writeList);
      shard.engine.committed(transaction);
    }
  }

  #abort(id: string, part: Part): void {
    if (part.state !== 'active') this.#node.log.append({ type: 'ended', id, committed: false });
    this.#remember(id);
    for (const [shard, transaction] of part.shards) shard.engine.abort(transaction);
  }

  #remember(id: string): void {
    this.#parts.delete(id);
    this.#ended.add(id);
    if (this.#ended.size <= maxRemembered) return;
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest);
      break;
    }
  }
}

function promiseOf(id: string, { coordinator, shards }: Part): ShardRecord {
  return { type: 'prepared', id, coordinator, writes: [...shards.values()].flatMap(({ writeList }) => writeList) };
}

function described(outcome: StepOutcome, shard: Shard): ShardOutcome {
  if ('value' in outcome) return { type: 'value', value: outcome.value, to: shard.entry.to };
  return { type: 'refused', code: outcome.refusal.reason, message: outcome.refusal.message };
}
