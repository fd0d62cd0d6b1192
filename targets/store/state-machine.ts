/**
 * What the store stores. Every replica applies the same commands in the same order and so holds the same state (Schneider,
 * "Implementing Fault-Tolerant Services Using the State Machine Approach", 1990). It is made of kinds (`machine/`), each a
 * name space of its own; a kind more is a line in `kinds` and one in each of the two types.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { Message } from '../contract/host.ts';
import type { StoreConfiguration } from './configuration.ts';
import { ClientSessions, type SessionCommand } from './machine/client-sessions.ts';
import { counters, type CounterCommand, type CounterQuery } from './machine/counters.ts';
import { ids, type IdCommand } from './machine/ids.ts';
import type { Kind, KindState } from './machine/kind.ts';
import { lists, type ListCommand } from './machine/lists.ts';
import { locks, type LockCommand, type LockQuery } from './machine/locks.ts';
import { logs, type LogCommand, type LogQuery } from './machine/logs.ts';
import { names, type NameCommand, type NameQuery } from './machine/names.ts';
import { queues, type QueueCommand } from './machine/queues.ts';
import { registers, type RegisterCommand, type RegisterQuery } from './machine/registers.ts';
import { rows, type RowCommand, type Rows } from './machine/rows.ts';
import { sets, type SetCommand, type SetQuery } from './machine/sets.ts';
import { isInteger, isRecord } from './protocol/fields.ts';
import type { VersionedTable } from './transactions/versioned-table.ts';

/** Changes the state; travels through the log. */
export type Command = PlainCommand | SessionCommand<PlainCommand>;

/** Changes one kind of state. */
export type PlainCommand =
  /** Changes nothing: a new leader's first entry. */
  | { readonly type: 'nothing' }
  | RegisterCommand
  | SetCommand
  | ListCommand
  | CounterCommand
  | QueueCommand
  | LockCommand
  | NameCommand
  | IdCommand
  | LogCommand
  | RowCommand;

/** Asks for state. */
export type Query = RegisterQuery | SetQuery | CounterQuery | LockQuery | NameQuery | LogQuery;

const kinds = { registers, sets, lists, counters, queues, locks, names, ids, logs, rows };

type AnyKind = Kind<Command, Query>;
type AnyState = KindState<Command, Query>;

const namedKinds = Object.entries(kinds) as unknown as readonly (readonly [string, AnyKind])[];

/** By the type of a command or query: the kind's name, and whether the fields are right. */
function checksOf(part: 'commands' | 'queries'): ReadonlyMap<string, readonly [string, (fields: Message) => boolean]> {
  return new Map(
    namedKinds.flatMap(([name, kind]) =>
      Object.entries(kind[part]).map(([type, check]) => [type, [name, check] as const] as const),
    ),
  );
}

const commandChecks = checksOf('commands');
const queryChecks = checksOf('queries');

function passes(checks: ReturnType<typeof checksOf>, value: Json | undefined): boolean {
  if (!isRecord(value) || typeof value['type'] !== 'string') return false;
  const [, check] = checks.get(value['type']) ?? [];
  return check?.(value) ?? false;
}

/** Whether this is a command that the state machine understands. */
export function isCommand(value: Json | undefined): value is Command {
  if (passes(commandChecks, value)) return true;
  if (!isRecord(value)) return false;
  const { type, session, number, command } = value;
  if (type !== 'once') return type === 'nothing' || type === 'open-session';
  // A transaction's writes are the leader's command, and no client numbers them.
  return (
    isInteger(session) &&
    isInteger(number) &&
    isRecord(command) &&
    command['type'] !== 'install' &&
    passes(commandChecks, command)
  );
}

export function isQuery(value: Json | undefined): value is Query {
  return passes(queryChecks, value);
}

export class StateMachine {
  readonly #configuration: StoreConfiguration;
  #states: ReadonlyMap<string, AnyState>;
  #sessions: ClientSessions<PlainCommand>;

  constructor(configuration: StoreConfiguration) {
    this.#configuration = configuration;
    this.#states = this.#empty();
    this.#sessions = new ClientSessions(configuration);
  }

  /** Answers what the client is told. */
  apply(command: Command): Json {
    if (command.type === 'once' || command.type === 'open-session') {
      return this.#sessions.apply(command, (inner) => this.apply(inner));
    }
    return command.type === 'nothing' ? null : this.#state(commandChecks, command.type).apply(command);
  }

  query(query: Query): Json {
    return this.#state(queryChecks, query.type).query(query);
  }

  /** What transactions run on; another object after `reset` and `restore`. */
  get table(): VersionedTable {
    return (this.#states.get('rows') as unknown as Rows).table;
  }

  /** Back to the empty state, for a replay from the beginning of a log. */
  reset(): void {
    this.#states = this.#empty();
    this.#sessions = new ClientSessions(this.#configuration);
  }

  /** The whole state as JSON; later commands do not touch it. */
  snapshot(): Json {
    const states = Object.fromEntries([...this.#states].map(([name, state]) => [name, state.snapshot()]));
    if (this.#configuration.bug === 'session-table-lost-in-snapshot') return states;
    return { ...states, sessions: this.#sessions.snapshot() };
  }

  /**
   * Replaces the whole state by that of a snapshot; a kind that is not in it is empty. Throws a TypeError, and changes nothing, if
   * this is no snapshot: what comes over a socket is tried here.
   */
  restore(snapshot: Json): void {
    if (!isRecord(snapshot)) throw new TypeError('a snapshot is a JSON object');
    const states = this.#empty();
    for (const [name, state] of states) {
      const its = snapshot[name];
      if (its !== undefined) state.restore(its);
    }
    const sessions = new ClientSessions<PlainCommand>(this.#configuration);
    if (snapshot['sessions'] !== undefined) sessions.restore(snapshot['sessions']);
    this.#states = states;
    this.#sessions = sessions;
  }

  #empty(): ReadonlyMap<string, AnyState> {
    return new Map(namedKinds.map(([name, kind]) => [name, kind.start(this.#configuration)]));
  }

  #state(checks: ReturnType<typeof checksOf>, type: string): AnyState {
    const name = checks.get(type)?.[0];
    const state = name === undefined ? undefined : this.#states.get(name);
    if (state === undefined) throw new TypeError(`no kind of state understands ${type}`);
    return state;
  }
}
