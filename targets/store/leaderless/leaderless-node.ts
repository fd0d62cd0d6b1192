/**
 * A node of a leaderless cluster, after Dynamo (DeCandia et al. 2007): it keeps copies of some keys, coordinates what its
 * clients ask, keeps hints for others that do not answer, and compares its copies with theirs.
 */
import type { Host, Message, NodeProcess } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { ClientMessage } from '../protocol/client-protocol.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import type { Command, Query } from '../state-machine.ts';
import { answerTo, Changes } from '../versions/changes.ts';
import { Copies } from '../versions/copies.ts';
import type { KeyState } from '../versions/key-state.ts';
import { LocalStorage } from '../versions/local-storage.ts';
import { StampClock } from '../versions/stamp.ts';
import { AntiEntropy } from './anti-entropy.ts';
import { Coordinator } from './coordinator.ts';
import type { Outcome } from './coordinator.ts';
import { Hints } from './hints.ts';
import type { BuryMessage, LeaderlessMessage } from './leaderless-protocol.ts';
import { Questions } from './questions.ts';
import { Replica } from './replica.ts';
import { Ring } from './ring.ts';
import { startCollectingTombstones } from './tombstones.ts';

export class LeaderlessNode implements NodeProcess {
  readonly #host: Host;
  readonly #configuration: StoreConfiguration;
  readonly #desk: ClientDesk;
  readonly #changes: Changes;
  readonly #ring: Ring;
  readonly #replica: Replica;
  readonly #hints: Hints;
  readonly #questions: Questions;
  readonly #coordinator: Coordinator;
  readonly #antiEntropy: AntiEntropy | null;

  constructor(host: Host, configuration: StoreConfiguration) {
    const { bug, timestamps, copies, hintedHandoff, antiEntropy } = configuration;
    this.#host = host;
    this.#configuration = configuration;
    this.#desk = new ClientDesk(host);
    const storage = new LocalStorage(host.disk, configuration);
    storage.flush(() => host.log(`life ${storage.life} is on disk`));
    const actor = `${host.node}/${storage.life}`;
    const clock = new StampClock(() => host.wallMs(), timestamps, actor);
    const ring = new Ring([host.node, ...host.peers], copies);
    this.#changes = new Changes(configuration, actor, clock);
    this.#replica = new Replica(storage, new Copies(storage.tree, clock, bug), ring);
    this.#questions = new Questions(host, configuration.quorumTimeoutMs, storage, actor, (to, message) =>
      this.#send(to, message),
    );
    this.#ring = ring;
    this.#hints = new Hints(
      {
        setTimer: (delayMs, callback) => host.setTimer(delayMs, callback),
        deliver: (to, key, state, done) => this.#deliver(to, key, state, done),
      },
      storage,
      hintedHandoff,
      bug,
    );
    const parts = { ring, questions: this.#questions, hints: this.#hints, changes: this.#changes };
    this.#coordinator = new Coordinator(host, configuration, parts);
    startCollectingTombstones(host, configuration, this.#replica, this.#questions);
    this.#antiEntropy = antiEntropy ? new AntiEntropy(host, this.#replica, ring, bug) : null;
    host.log(`leaderless: ${this.#holding()}, ${storage.tree.tornBytes} torn bytes cut off`);
  }

  receive(from: string, message: Message): void {
    if (this.#host.peers.includes(from)) this.#onMessage(from, message as LeaderlessMessage);
    else this.#onClientMessage(from, message as ClientMessage);
  }

  beliefs(): { 'keeps hints for': string | null } {
    return { 'keeps hints for': this.#hints.absent.join(' ') || null };
  }

  #holding(): string {
    return `${this.#hints.count} hints`;
  }

  #onClientMessage(address: string, message: ClientMessage): void {
    if (message.kind === 'hello') {
      this.#desk.welcome(address);
      return;
    }
    const caller = { address, id: message.id };
    if (message.kind === 'status') {
      this.#desk.status(caller, { ready: true, role: 'primary', detail: this.#holding() });
    } else if (this.#questions.openCount >= maxOpenOperations) this.#desk.overloaded(caller);
    else if (message.kind === 'query') this.#read(caller, message.query);
    else if (message.kind === 'execute') this.#execute(caller, message.command);
    else this.#desk.notOffered(caller);
  }

  #read(caller: Caller, query: Query): void {
    const key = this.#changes.keyOf(query);
    if (key === null) this.#desk.notOffered(caller);
    else {
      this.#coordinator.read(
        key,
        this.#outcome(caller, (state) => this.#desk.result(caller, answerTo(query, state))),
      );
    }
  }

  #execute(caller: Caller, asked: Command): void {
    const command = this.#changes.supported(asked);
    if (command === null) {
      this.#desk.notOffered(caller);
      return;
    }
    const key = this.#changes.keyOfChange(command);
    const write = (current: KeyState | undefined): void => {
      const change = this.#changes.change(command, current);
      this.#coordinator.write(
        key,
        change,
        this.#outcome(caller, () => this.#desk.result(caller, null)),
      );
    };
    if (this.#changes.readsFirst(command)) this.#coordinator.look(key, this.#outcome(caller, write));
    else write(undefined);
  }

  #outcome<Result>(caller: Caller, done: (result: Result) => void): Outcome<Result> {
    return { done, failed: (answered, needed) => this.#desk.quorumTimeout(caller, answered, needed) };
  }

  #deliver(to: string, key: string, state: KeyState, done: () => void): void {
    const question = this.#questions.open(() => {
      this.#questions.close(question);
      done();
    });
    this.#questions.ask([to], { kind: 'put', question, key, state });
    this.#host.setTimer(this.#configuration.quorumTimeoutMs, () => this.#questions.close(question));
  }

  #send(to: string, message: LeaderlessMessage): void {
    if (to === this.#host.node) this.#onMessage(to, message);
    else this.#host.send(to, message);
  }

  #onMessage(from: string, message: LeaderlessMessage): void {
    switch (message.kind) {
      case 'get': {
        const { question } = message;
        this.#replica.get(message.key, (state) => this.#send(from, { kind: 'got', question, state: state ?? null }));
        return;
      }
      case 'put':
        this.#replica.put(message.key, message.state, () => this.#confirm(from, message.question));
        return;
      case 'hint':
        this.#hints.keep(message.meantFor, message.key, message.state, () => this.#confirm(from, message.question));
        return;
      case 'bury':
        this.#hints.supersede(message.state, message.key);
        this.#bury(message, () => this.#confirm(from, message.question));
        return;
      case 'got':
      case 'stored':
        this.#questions.onAnswer(from, message);
        return;
      case 'compare':
        this.#antiEntropy?.onCompare(from, message);
        return;
      case 'range':
        this.#antiEntropy?.onRange(from, message);
    }
  }

  #bury({ key, state }: BuryMessage, done: () => void): void {
    if (this.#ring.homes(key).includes(this.#host.node)) this.#replica.put(key, state, done);
    else this.#replica.observe(state.stamp, done);
  }

  #confirm(to: string, question: string): void {
    this.#send(to, { kind: 'stored', question });
  }
}
