/**
 * A kind of state: registers, sets, queues, ... Each kind is a name space of its own, with the commands that change it and the
 * queries that ask for it, and knows what a well-formed one looks like and how its state is written down as JSON.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isKey, isList } from '../protocol/fields.ts';

interface Tagged {
  readonly type: string;
}

/** The state of one kind in one replica. The same commands in the same order leave the same state. */
export interface KindState<Command extends Tagged, Query extends Tagged> {
  /** Answers what the client is told. */
  apply(command: Command): Json;
  query(query: Query): Json;
  /** The whole state; later changes do not touch it. */
  snapshot(): Json;
  /** Replaces the whole state. Throws a TypeError if this is no snapshot of the kind; the state is then undefined. */
  restore(snapshot: Json): void;
}

export interface Kind<Command extends Tagged, Query extends Tagged> {
  /** By type: whether the fields of what came over a socket are right. */
  readonly commands: Readonly<Record<Command['type'], (fields: Message) => boolean>>;
  readonly queries: Readonly<Record<Query['type'], (fields: Message) => boolean>>;
  /** The empty state. */
  start(configuration: StoreConfiguration): KindState<Command, Query>;
}

/** Reads a snapshot that is a list of `[key, value]`. Throws a TypeError if it is not. */
export function entriesOf<Value extends Json>(
  snapshot: Json,
  isValue: (value: Json | undefined) => value is Value,
): [string, Value][] {
  if (!isList(snapshot)) throw new TypeError('a snapshot is a list of entries');
  return snapshot.map((entry): [string, Value] => {
    const [key, value] = isList(entry) && entry.length === 2 ? entry : [];
    if (!isKey(key) || !isValue(value)) throw new TypeError('an entry of a snapshot is a key and its value');
    return [key, value];
  });
}
