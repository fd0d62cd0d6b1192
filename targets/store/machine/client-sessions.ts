/**
 * Sessions of clients that send a command again when they got no answer (Ongaro's thesis, section 6.3). Such a client numbers its
 * commands; for each session the state has the number of the last one that was carried out, and what was answered, so that a
 * command that is in the log twice is carried out once. The table is as much state as what it protects: every replica keeps the same
 * one, and snapshots have it. It is bounded: a session more than fit ends the one that was silent for longest, in the order of the log.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isInteger, isList, isRecord } from '../protocol/fields.ts';

export type SessionCommand<Inner> =
  /** Answers the number of a new session. */
  | { readonly type: 'open-session' }
  /**
   * The inner command, as number so-and-so of its session. Answers a list of one, the command's own answer; null, and nothing is
   * carried out, if there is no such session any more. A session has one command open at a time, numbered upwards from 1.
   */
  | { readonly type: 'once'; readonly session: number; readonly number: number; readonly command: Inner };

type Last = readonly [number: number, answer: Json];

export class ClientSessions<Inner> {
  readonly #configuration: StoreConfiguration;
  #opened = 0;
  /** The longest silent first. */
  #last = new Map<number, Last>();

  constructor(configuration: StoreConfiguration) {
    this.#configuration = configuration;
  }

  apply(command: SessionCommand<Inner>, carryOut: (command: Inner) => Json): Json {
    return command.type === 'open-session' ? this.#open() : this.#once(command, carryOut);
  }

  #open(): number {
    const session = ++this.#opened;
    this.#last.set(session, [0, null]);
    const [oldest] = this.#last.keys();
    if (this.#last.size > this.#configuration.maxSessions && oldest !== undefined) this.#last.delete(oldest);
    return session;
  }

  #once(
    { session, number, command }: SessionCommand<Inner> & { readonly type: 'once' },
    carryOut: (command: Inner) => Json,
  ): Json {
    const last = this.#last.get(session);
    if (last === undefined) return null;
    const isKnown = number <= last[0] && this.#configuration.bug !== 'applies-retry-twice';
    // Nobody waits for the answer to one before the last.
    const next: Last = isKnown ? last : [number, carryOut(command)];
    this.#last.delete(session);
    this.#last.set(session, next);
    return [next[1]];
  }

  snapshot(): Json {
    return {
      opened: this.#opened,
      last: [...this.#last].map(([session, [number, answer]]) => [session, number, answer]),
    };
  }

  /** Throws a TypeError if this is no snapshot. */
  restore(snapshot: Json): void {
    const { opened, last } = isRecord(snapshot) ? snapshot : {};
    if (!isInteger(opened) || !isList(last))
      throw new TypeError('a snapshot of sessions has how many were opened, and a list');
    this.#opened = opened;
    this.#last = new Map(last.map(entryOf));
  }
}

function entryOf(entry: Json): [number, Last] {
  const [session, number, answer] = isList(entry) && entry.length === 3 ? entry : [];
  if (!isInteger(session) || !isInteger(number) || answer === undefined) {
    throw new TypeError('a session in a snapshot is its number, that of its last command, and the answer');
  }
  return [session, [number, answer]];
}
