/**
 * A node of a sharded store: it has some of the shards, each in a single copy, and coordinates the transactions of the clients that
 * talk to it. It acts only once all that it remembers is durable.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import { ClientDesk } from '../replication/client-desk.ts';
import type { RowWrite } from '../transactions/row.ts';
import { Coordinator } from './coordinator.ts';
import { LocalShards } from './local-shards.ts';
import { Participant } from './participant.ts';
import { ShardLog } from './shard-log.ts';
import type { ShardMessage } from './shard-messages.ts';

export class ShardedNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #desk: ClientDesk;
  readonly #log: ShardLog;
  readonly #shards: LocalShards;
  readonly #participant: Participant;
  readonly #coordinator: Coordinator;
  #isReady = false;

  constructor(host: Host, configuration: StoreConfiguration) {
    this.#host = host;
    this.#configuration = configuration;
    this.#desk = new ClientDesk(host);
    this.#log = new ShardLog(host.disk);
    const send = (to: string, message: ShardMessage): void => this.#send(to, message);
    const node = { host, configuration, log: this.#log, send };
    this.#shards = new LocalShards({
      ...node,
      isInUse: (shard) => this.#participant.isInUse(shard),
      isInDoubt: (shard) => this.#participant.isInDoubt(shard),
      retired: (shard) => this.#participant.retired(shard),
    });
    this.#participant = new Participant(node, this.#shards);
    this.#coordinator = new Coordinator(node, this.#shards.map);
    this.#recover();
    this.#log.sync(() => {
      this.#isReady = true;
      this.#tickLater();
      if (configuration.rebalanceEveryMs > 0) this.#rebalanceLater();
    });
  }

  receive(from: string, message: Message): void {
    if (!this.#isReady) return;
    if (this.#host.peers.includes(from)) this.#onShardMessage(from, message as ShardMessage);
    else this.#onClientMessage(from, message as ClientMessage);
  }

  #onClientMessage(address: string, message: ClientMessage): void {
    if (message.kind === 'hello') {
      this.#desk.welcome(address);
      return;
    }
    const caller = { address, id: message.id };
    if (message.kind === 'transaction') this.#coordinator.onClient(caller, message.step);
    else if (message.kind !== 'status') this.#desk.notOffered(caller);
    else this.#desk.status(caller, { ready: true, role: 'primary', detail: `${this.#shards.count} shards` });
  }

  beliefs(): { shards: number; 'awaits the decision of': string | null; 'has to tell of a commit': string | null } {
    return {
      shards: this.#shards.count,
      'awaits the decision of': this.#participant.awaited.join(' ') || null,
      'has to tell of a commit': this.#coordinator.untold.join(' ') || null,
    };
  }

  #onShardMessage(from: string, message: ShardMessage): void {
    switch (message.kind) {
      case 'step':
        this.#participant.onStep(from, message);
        break;
      case 'step-reply':
        this.#coordinator.onStepReply(from, message);
        break;
      case 'prepare':
        this.#participant.onPrepare(from, message.id, message.life);
        break;
      case 'shard-vote':
        this.#coordinator.onVote(from, message.id, message.yes);
        break;
      case 'decision':
        this.#participant.onDecision(from, message.id, message.commit);
        break;
      case 'told':
        this.#coordinator.onTold(from, message.id);
        break;
      case 'inquire':
        this.#coordinator.onInquire(from, message.id);
        break;
      case 'take':
        this.#shards.onTake(from, message.entry, message.rows);
        break;
      case 'taken':
        this.#shards.onTaken(message.entry);
        break;
    }
  }

  #send(to: string, message: ShardMessage): void {
    if (to === this.#host.node) this.#onShardMessage(to, message);
    else this.#host.send(to, message);
  }

  /** Does everything that the log says once more, but tells nobody. */
  #recover(): void {
    const prepared = new Map<string, { readonly coordinator: string; readonly writes: readonly RowWrite[] }>();
    for (const record of this.#log.recovered) {
      switch (record.type) {
        case 'prepared':
          prepared.set(record.id, record);
          break;
        case 'ended':
          if (record.committed) this.#install(prepared.get(record.id)?.writes ?? []);
          prepared.delete(record.id);
          this.#participant.recoverEnded(record.id);
          break;
        case 'decided':
          this.#coordinator.recoverDecided(record.id, record.nodes);
          break;
        case 'told':
          this.#coordinator.recoverTold(record.id);
          break;
        case 'checkpoint':
          for (const id of record.ended) this.#participant.recoverEnded(id);
          this.#shards.recover(record);
          break;
        default:
          this.#shards.recover(record);
      }
    }
    for (const [id, { coordinator, writes }] of prepared) this.#participant.recoverPrepared(id, coordinator, writes);
    const { length } = this.#log.recovered;
    this.#host.log(`sharded: ${length} records recovered, ${this.#shards.count} shards, ${prepared.size} in doubt`);
  }

  #install(writes: readonly RowWrite[]): void {
    for (const [shard, its] of this.#shards.byShard(writes)) shard.table.install(its);
  }

  /** All that the log has led to; what is not durable yet is in it, too. */
  #makeCheckpoint(): void {
    this.#log.startWith([
      { type: 'checkpoint', map: this.#shards.map.entries, ended: this.#participant.ended },
      ...this.#shards.records,
      ...this.#participant.promises,
      ...this.#coordinator.decisions,
    ]);
  }

  #tickLater(): void {
    this.#host.setTimer(this.#configuration.heartbeatMs, () => {
      this.#coordinator.tick();
      this.#participant.tick();
      this.#shards.splitLarge();
      this.#shards.sendLeaving();
      if (this.#log.length >= this.#configuration.snapshotEvery) this.#makeCheckpoint();
      this.#tickLater();
    });
  }

  #rebalanceLater(): void {
    this.#host.setTimer(this.#configuration.rebalanceEveryMs, () => {
      this.#shards.handOver();
      this.#rebalanceLater();
    });
  }
}
