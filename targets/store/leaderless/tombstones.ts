/**
 * Collects tombstones, the marks of deleted registers. A copy that forgot one while another still had the old value would take that
 * back for new. So a tombstone is first told to every node, whether it keeps a copy or only a hint; when all have said that it
 * is on their disks it is settled, as good as nothing; and when the grace is over, in which all messages
 * about older values must have arrived, it is dropped. Cassandra drops it by time alone, and asks for a repair before
 * (manual, "Tombstones"; gc_grace_seconds). The grace is counted in turns of the node, so that a pause does not count.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isTombstone } from '../versions/key-state.ts';
import type { LatestState } from '../versions/key-state.ts';
import type { Questions } from './questions.ts';
import type { Replica } from './replica.ts';
import { Round } from './round.ts';

/** Turns in which a settled tombstone is kept. */
const turnsOfGrace = 4;
/** Tombstones that are told to the others in one turn at most. */
const maxToldAtOnce = 50;

class Tombstones {
  readonly #host: Host;
  readonly #replica: Replica;
  readonly #questions: Questions;
  readonly #configuration: StoreConfiguration;
  /** By key of a settled one: turns since, in this life. */
  #turns = new Map<string, number>();

  constructor(host: Host, configuration: StoreConfiguration, replica: Replica, questions: Questions) {
    this.#host = host;
    this.#configuration = configuration;
    this.#replica = replica;
    this.#questions = questions;
  }

  /** Begins its turns. */
  start(): void {
    this.#turnLater();
  }

  #turnLater(): void {
    this.#host.setTimer(this.#configuration.tombstoneGraceMs / turnsOfGrace, () => {
      this.#turn();
      this.#turnLater();
    });
  }

  #turn(): void {
    const before = this.#turns;
    this.#turns = new Map();
    let told = 0;
    for (const key of this.#replica.tombstones) {
      const state = this.#replica.peek(key);
      if (!isTombstone(state)) continue;
      const turns = (before.get(key) ?? 0) + 1;
      if (state.settled !== true) {
        if (told++ < maxToldAtOnce) this.#tell(key, state);
      } else if (turns > turnsOfGrace) this.#replica.collect(key);
      else this.#turns.set(key, turns);
    }
  }

  #tell(key: string, tombstone: LatestState): void {
    const settle = (): void => {
      const held = this.#replica.peek(key);
      if (!isTombstone(held) || held.stamp.join() !== tombstone.stamp.join()) return;
      this.#turns.delete(key);
      this.#replica.settle(key, tombstone);
    };
    if (this.#configuration.bug === 'resurrected-deletes') {
      settle();
      return;
    }
    const round = new Round<null>([this.#host.node, ...this.#host.peers]);
    const question = this.#questions.open((from) => {
      if (!round.take(from, null) || round.missing.length > 0) return;
      this.#questions.close(question);
      settle();
    });
    this.#questions.ask(round.missing, { kind: 'bury', question, key, state: tombstone });
    this.#host.setTimer(this.#configuration.quorumTimeoutMs, () => this.#questions.close(question));
  }
}

/** Does nothing where tombstones are kept for ever. */
export function startCollectingTombstones(
  host: Host,
  configuration: StoreConfiguration,
  replica: Replica,
  questions: Questions,
): void {
  if (configuration.tombstoneGraceMs > 0) new Tombstones(host, configuration, replica, questions).start();
}
