/**
 * A workload: what clients do over one capability, and which checkers judge the record. The generator decides what is
 * asked, deterministically from its random stream and the observations it is given; `execute` performs one invocation.
 */
import type { HistoryEvent, Json } from '../../checkers/history/event.ts';
import type { Capabilities, CapabilityName, Connection } from '../../targets/contract/client.ts';
import type { Random } from '../../targets/contract/random.ts';

export interface Invocation {
  readonly f: string;
  readonly value: Json;
}

export interface Generator {
  /** The next operation for this process, or null if it has nothing more to do. */
  next(process: number): Invocation | null;
  /** Each completion, as it is recorded. */
  observe(completion: HistoryEvent): void;
  /** After healing: operations that every workload's verdict needs, such as a last read of each key. Per process. */
  finalReads(): readonly Invocation[];
  /**
   * A scripted operation as this process can carry it out: under the token that it was granted this time, not the one of the
   * trial that the script is from. Null if it cannot. Absent: as it stands.
   */
  adapt?(process: number, scripted: Invocation): Invocation | null;
}

/** The outcome of an operation that was carried out: it happened, or it observed that it must not (a failed cas). */
export type Outcome =
  { readonly type: 'ok'; readonly value: Json } | { readonly type: 'fail'; readonly value: Json; readonly error: Json };

export interface WorkloadOption {
  readonly name: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly description: string;
}

export interface Workload {
  readonly name: string;
  readonly summary: string;
  readonly capability: CapabilityName;
  /** Values are `[key, argument]` and keys are independent objects; otherwise the whole is one object. */
  readonly keyed: boolean;
  readonly options: readonly WorkloadOption[];
  /** What everything holds before the first write, if the checker is to hold the target to it. */
  readonly initial?: Json;
  /** Kinds of operations of which at least one must succeed, or the verdict is unknown. */
  readonly needs: readonly string[];
  /** Once, before the clients start, on a connection of its own: initial balances and the like. Retried until it succeeds. */
  prepare?(connection: Connection, options: Readonly<Record<string, number>>): Promise<void>;
  generator(random: Random, options: Readonly<Record<string, number>>): Generator;
  execute(connection: Connection, invocation: Invocation): Promise<Outcome>;
}

/** The connection's client of the capability that the workload declares. */
export function clientOf<Name extends CapabilityName>(connection: Connection, name: Name): Capabilities[Name] {
  const client: Partial<Capabilities>[Name] = connection[name];
  if (client === undefined) throw new TypeError(`the connection lacks the capability ${name}`);
  return client;
}
