/**
 * Multi-leader replication (Kleppmann, "Designing Data-Intensive Applications", chapter 5): every node takes writes,
 * acknowledges what is on its own disk, and sends it to all others in the background. A change is applied only after those
 * that its maker had seen, so a copy never shows an effect without its cause (Lloyd et al., "Don't Settle for Eventual",
 * 2011); when everything has arrived, all copies are the same, because merging knows no order.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import { ClientDesk } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import type { Command, Query } from '../state-machine.ts';
import type { Entry as TreeEntry } from '../storage/tree/entry.ts';
import { answerTo, Changes } from '../versions/changes.ts';
import { Copies } from '../versions/copies.ts';
import { LocalStorage } from '../versions/local-storage.ts';
import { StampClock } from '../versions/stamp.ts';
import { completed, deltaOf } from '../versions/version-delta.ts';
import { ChangeFeed } from './change-feed.ts';
import { EarlyEntries } from './early-entries.ts';
import type { Entry, MultiLeaderMessage } from './multi-leader-protocol.ts';
import { OwnChanges } from './own-changes.ts';

const appliedPrefix = 'applied/';

export class MultiLeaderNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #desk: ClientDesk;
  readonly #storage: LocalStorage;
  readonly #copies: Copies;
  readonly #changes: Changes;
  readonly #own: OwnChanges;
  /** How many of this node's own changes are durable. */
  #ownDurable = 0;
  /** By other node: how many of its changes are applied here. */
  readonly #applied: Record<string, number>;
  readonly #early: EarlyEntries;
  readonly #feeds: ReadonlyMap<string, ChangeFeed>;

  constructor(host: Host, configuration: StoreConfiguration) {
    const { bug, timestamps } = configuration;
    this.#host = host;
    this.#configuration = configuration;
    this.#desk = new ClientDesk(host);
    this.#storage = new LocalStorage(host.disk, configuration);
    const { tree, life } = this.#storage;
    const actor = `${host.node}/${life}`;
    const clock = new StampClock(() => host.wallMs(), timestamps, actor);
    this.#copies = new Copies(tree, clock, bug);
    this.#changes = new Changes(configuration, actor, clock);
    this.#applied = Object.fromEntries(host.peers.map((peer) => [peer, this.#stored(peer)]));
    this.#own = new OwnChanges(tree, this.#stored(host.node));
    this.#early = new EarlyEntries(host.peers);
    this.#feeds = new Map(host.peers.map((peer) => [peer, new ChangeFeed(host, peer, bug, this.#own)]));
    host.log(`multi-leader: ${this.#progress()} recovered, ${tree.tornBytes} torn bytes cut off`);
    this.#pushDurable();
    this.#tickLater();
  }

  receive(from: string, message: Message): void {
    if (this.#host.peers.includes(from)) this.#onPeerMessage(from, message as MultiLeaderMessage);
    else this.#onClientMessage(from, message as ClientMessage);
  }

  #onClientMessage(address: string, message: ClientMessage): void {
    if (message.kind === 'hello') {
      this.#desk.welcome(address);
      return;
    }
    const caller = { address, id: message.id };
    if (message.kind === 'status') {
      this.#desk.status(caller, { ready: true, role: 'primary', detail: this.#progress() });
    } else if (message.kind === 'query') this.#answer(caller, message.query);
    else if (message.kind === 'execute') this.#execute(caller, message.command);
    else this.#desk.notOffered(caller);
  }

  beliefs(): { has: string } {
    return { has: this.#progress() };
  }

  #progress(): string {
    const others = Object.entries(this.#applied).map(([peer, count]) => `, ${count} of ${peer}`);
    return `${this.#own.count} changes of its own${others.join('')}`;
  }

  /** Reads show only what would survive a crash of this node. */
  #answer(caller: Caller, query: Query): void {
    const key = this.#changes.keyOf(query);
    if (key === null) {
      this.#desk.notOffered(caller);
      return;
    }
    const value = answerTo(query, this.#copies.get(key));
    this.#storage.flush(() => this.#desk.result(caller, value));
  }

  #execute(caller: Caller, asked: Command): void {
    const command = this.#changes.supported(asked);
    if (command === null) {
      this.#desk.notOffered(caller);
      return;
    }
    const key = this.#changes.keyOfChange(command);
    const read = this.#copies.get(key);
    const change = deltaOf(this.#changes.change(command, read), read);
    const entry: Entry = { number: this.#own.count + 1, causes: { ...this.#applied }, key, change };
    this.#apply(this.#host.node, entry, [this.#own.add(entry)]);
    if (this.#configuration.bug === 'replicated-before-fsync') this.#push(this.#own.count);
    else this.#pushDurable();
    this.#storage.flush(() => this.#desk.result(caller, null));
  }

  /** A change goes out only when a crash cannot take it back: its number would be given to another. */
  #pushDurable(): void {
    const count = this.#own.count;
    this.#storage.flush(() => {
      this.#ownDurable = Math.max(this.#ownDurable, count);
      this.#push(this.#ownDurable);
    });
  }

  #push(count: number): void {
    for (const feed of this.#feeds.values()) feed.push(count);
  }

  #tickLater(): void {
    this.#host.setTimer(this.#configuration.heartbeatMs, () => {
      const feeds = [...this.#feeds.values()];
      for (const feed of feeds) feed.tick(this.#ownDurable);
      this.#own.forget(Math.min(this.#ownDurable, ...feeds.map(({ acknowledged }) => acknowledged)));
      this.#tickLater();
    });
  }

  #onPeerMessage(from: string, message: MultiLeaderMessage): void {
    if (message.kind === 'received') {
      this.#feeds.get(from)?.onReceived(message.count, this.#ownDurable);
      return;
    }
    const changed = new Set([from]);
    for (const entry of message.entries) this.#early.add(from, entry, this.#countOf(from));
    this.#early.drain(
      (maker) => this.#countOf(maker) + 1,
      (entry) => this.#hasCauses(entry),
      (maker, entry) => {
        changed.add(maker);
        this.#apply(maker, entry, []);
        this.#applied[maker] = entry.number;
      },
    );
    for (const maker of changed) this.#confirm(maker);
  }

  #confirm(maker: string): void {
    const count = this.#countOf(maker);
    this.#storage.flush(() => this.#host.send(maker, { kind: 'received', count }));
  }

  #hasCauses({ causes }: Entry): boolean {
    if (this.#configuration.bug === 'causes-not-awaited') return true;
    return Object.entries(causes).every(([node, count]) => this.#countOf(node) >= count);
  }

  #countOf(node: string): number {
    return node === this.#host.node ? this.#own.count : (this.#applied[node] ?? 0);
  }

  /** A change, its number and what else goes with it are on the disk together or not at all. */
  #apply(maker: string, entry: Entry, others: readonly TreeEntry[]): void {
    const copy = this.#copies.merge(entry.key, completed(entry.change, this.#copies.get(entry.key)));
    this.#storage.tree.write([...(copy?.entries ?? []), [appliedPrefix + maker, entry.number], ...others]);
  }

  /** How many of a node's changes had been applied here before this life. */
  #stored(node: string): number {
    return (this.#storage.tree.get(appliedPrefix + node) as number | undefined) ?? 0;
  }
}
