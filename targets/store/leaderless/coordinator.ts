/**
 * Reads and writes by quorum: the node that a client talks to asks the nodes that keep a copy of the key, and answers when
 * enough of them have answered (Gifford, "Weighted Voting for Replicated Data", 1979; Dynamo, section 4.5). If any read quorum
 * meets any write quorum, a read sees every write acknowledged before it began. That is less than linearizable: of two reads
 * during a write, the first may see it and the second not. With blocking read repair and timestamps from a quorum it is
 * linearizable (Attiya, Bar-Noy, Dolev 1995; Lynch and Shvartsman 1997).
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Changes } from '../versions/changes.ts';
import { isSettled, mergeStates } from '../versions/key-state.ts';
import type { KeyState } from '../versions/key-state.ts';
import type { Hints } from './hints.ts';
import type { Questions } from './questions.ts';
import type { Ring } from './ring.ts';
import { Round } from './round.ts';

export interface Outcome<Result> {
  done(result: Result): void;
  /** So many of the copies needed answered in time. */
  failed(answered: number, needed: number): void;
}

type ReadRound = Round<KeyState | undefined>;

export class Coordinator {
  readonly #host: Pick<Host, 'node' | 'setTimer'>;
  readonly #configuration: StoreConfiguration;
  readonly #ring: Ring;
  readonly #questions: Questions;
  readonly #hints: Hints;
  readonly #changes: Changes;

  constructor(
    host: Pick<Host, 'node' | 'setTimer'>,
    configuration: StoreConfiguration,
    parts: {
      readonly ring: Ring;
      readonly questions: Questions;
      readonly hints: Hints;
      readonly changes: Changes;
    },
  ) {
    this.#host = host;
    this.#configuration = configuration;
    this.#ring = parts.ring;
    this.#questions = parts.questions;
    this.#hints = parts.hints;
    this.#changes = parts.changes;
  }

  /** What a read quorum holds, and the repair of copies that are found outdated. */
  read(key: string, outcome: Outcome<KeyState | undefined>): void {
    const { readRepair } = this.#configuration;
    this.#collect(key, {
      failed: (answered, needed) => outcome.failed(answered, needed),
      quorum: (round) => {
        const newest = this.#merged(round);
        if (readRepair === 'blocking' && newest !== undefined) this.#writeBack(key, newest, round, outcome);
        else outcome.done(newest);
      },
      over: (round) => {
        const newest = this.#merged(round);
        if (readRepair === 'background' && newest !== undefined) this.#repair(key, newest, round);
      },
    });
  }

  /** What a read quorum holds, for a write that follows. */
  look(key: string, outcome: Outcome<KeyState | undefined>): void {
    this.#collect(key, {
      failed: (answered, needed) => outcome.failed(answered, needed),
      quorum: (round) => outcome.done(this.#merged(round)),
      over: () => undefined,
    });
  }

  /** Merges the state into copies, until a write quorum has it. */
  write(key: string, state: KeyState, outcome: Outcome<null>): void {
    const { writeQuorum, bug } = this.#configuration;
    const quorum = Math.min(writeQuorum, this.#ring.copies);
    const needed = bug === 'write-quorum-one-short' ? quorum - 1 : quorum;
    this.#spread(key, state, { homes: this.#ring.homes(key), needed }, outcome);
  }

  #collect(
    key: string,
    then: {
      readonly quorum: (round: ReadRound) => void;
      readonly failed: (answered: number, needed: number) => void;
      /** Everybody has answered, or had the time to. */
      readonly over: (round: ReadRound) => void;
    },
  ): void {
    const homes = this.#ring.homes(key);
    const needed = Math.min(this.#configuration.readQuorum, homes.length);
    const round: ReadRound = new Round(homes);
    const question = this.#questions.open((from, answer) => {
      if (answer.kind !== 'got' || !round.take(from, answer.state ?? undefined)) return;
      if (round.answers.size === needed) then.quorum(round);
      if (round.missing.length === 0) end();
    });
    const ask = (): void => this.#questions.ask(round.missing, { kind: 'get', question, key });
    const end = this.#limit({
      suspicion: ask,
      end: () => {
        this.#questions.close(question);
        if (round.answers.size < needed) then.failed(round.answers.size, needed);
        then.over(round);
      },
    });
    ask();
  }

  /** Calls `suspicion` once after a while, and `end` once: at the time limit, or when the function that it returns is called. */
  #limit({ suspicion, end }: { readonly suspicion: () => void; readonly end: () => void }): () => void {
    const { quorumTimeoutMs } = this.#configuration;
    const early = this.#host.setTimer(quorumTimeoutMs / 4, suspicion);
    const late = this.#host.setTimer(quorumTimeoutMs, () => finish());
    const finish = (): void => {
      early.cancel();
      late.cancel();
      end();
    };
    return finish;
  }

  #merged({ answers }: ReadRound): KeyState | undefined {
    let merged: KeyState | undefined;
    for (const state of answers.values()) {
      if (state !== undefined) merged = mergeStates(merged, state, this.#configuration.bug);
    }
    return merged;
  }

  /** Who has answered with less than the newest. */
  #outdated(newest: KeyState, { answers }: ReadRound): readonly string[] {
    if (isSettled(newest)) return [];
    return [...answers].flatMap(([node, state]) =>
      state === undefined || mergeStates(state, newest, this.#configuration.bug) !== state ? [node] : [],
    );
  }

  #repair(key: string, newest: KeyState, round: ReadRound): void {
    for (const node of this.#outdated(newest, round)) {
      const question = this.#questions.open(() => this.#questions.close(question));
      this.#questions.ask([node], { kind: 'put', question, key, state: this.#repaired(newest, round) });
      this.#host.setTimer(this.#configuration.quorumTimeoutMs, () => this.#questions.close(question));
    }
  }

  #repaired(newest: KeyState, { answers }: ReadRound): KeyState {
    if (this.#configuration.bug !== 'read-repair-writes-stale') return newest;
    const [stale = newest] = [...answers.values()].filter((state) => state !== newest);
    return this.#changes.writtenAnew(stale);
  }

  #writeBack(key: string, newest: KeyState, round: ReadRound, outcome: Outcome<KeyState>): void {
    const quorum = Math.min(this.#configuration.writeQuorum, this.#ring.copies);
    const outdated = this.#outdated(newest, round);
    const holders = [...round.answers.keys()].filter((node) => !outdated.includes(node));
    const homes = this.#ring.homes(key).filter((node) => !holders.includes(node));
    const needed = quorum - holders.length;
    if (needed <= 0) outcome.done(newest);
    else {
      this.#spread(
        key,
        this.#repaired(newest, round),
        { homes, needed },
        {
          done: () => outcome.done(newest),
          failed: (answered) => outcome.failed(answered + holders.length, quorum),
        },
      );
    }
  }

  #spread(
    key: string,
    state: KeyState,
    { homes, needed }: { readonly homes: readonly string[]; readonly needed: number },
    outcome: Outcome<null>,
  ): void {
    const round = new Round<null>(homes);
    /** Nodes that keep no copy and took a hint. */
    const standIns = new Set<string>();
    let isDone = false;
    const counted = (): void => {
      if (isDone || round.answers.size + standIns.size < needed) return;
      isDone = true;
      outcome.done(null);
    };
    const question = this.#questions.open((from, answer) => {
      if (answer.kind !== 'stored' || !round.take(from, null)) return;
      counted();
      if (round.missing.length === 0) end();
    });
    const ask = (): void => this.#questions.ask(round.missing, { kind: 'put', question, key, state });
    const end = this.#limit({
      suspicion: () => {
        if (!this.#questions.isOpen(question)) return;
        ask();
        this.#leaveHints(key, state, round.missing, (node) => {
          standIns.add(node);
          counted();
        });
      },
      end: () => {
        this.#questions.close(question);
        if (!isDone) outcome.failed(round.answers.size + standIns.size, needed);
        // From now on nobody is told any more.
        isDone = true;
      },
    });
    ask();
    counted();
  }

  /** For nodes that do not answer: with a sloppy quorum at nodes that stand in for them, otherwise at this node. */
  #leaveHints(key: string, state: KeyState, absent: readonly string[], onStandIn: (node: string) => void): void {
    const { sloppyQuorum, hintedHandoff } = this.#configuration;
    const fallbacks = sloppyQuorum ? this.#ring.fallbacks(key) : [];
    for (const [index, meantFor] of absent.entries()) {
      const standIn = fallbacks[index];
      if (standIn !== undefined) this.#askToKeep(standIn, { meantFor, key, state }, onStandIn);
      else if (hintedHandoff && meantFor !== this.#host.node) this.#hints.keep(meantFor, key, state, () => undefined);
    }
  }

  #askToKeep(
    standIn: string,
    hint: { readonly meantFor: string; readonly key: string; readonly state: KeyState },
    onStandIn: (node: string) => void,
  ): void {
    const question = this.#questions.open((from) => {
      this.#questions.close(question);
      onStandIn(from);
    });
    this.#questions.ask([standIn], { kind: 'hint', question, ...hint });
    this.#host.setTimer(this.#configuration.quorumTimeoutMs, () => this.#questions.close(question));
  }
}
