/**
 * The time by which leases run out, written into commands by whoever leads. It must never run faster than real time, whoever leads,
 * or a lease is over while its holder still counts on it.
 *
 * `monotonic`: a leader begins with the largest time in the state machine, once that has all that earlier leaders committed, and
 * adds what its own monotonic clock measures from then on. While nobody leads, time stands still, and leases last longer. (etcd's
 * lessor prolongs all leases when it is elected, for the same reason.) `wall`: the date that the leader believes in: if that is
 * set forward, or the next leader's is ahead, leases are over too soon.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Command } from '../state-machine.ts';

/** Whether the leader writes the time into this command. */
export function isTimed(command: Command): boolean {
  if (command.type === 'once') return isTimed(command.command);
  return command.type === 'acquire' || command.type === 'renew';
}

export class LeaseClock {
  readonly #host: Host;
  readonly #isWall: boolean;
  readonly #stateTimeMs: () => number;
  /** The monotonic clock's time at which this clock stood at 0; null before it is first read. */
  #zeroMs: number | null = null;

  /** One for each leadership. `stateTimeMs` answers the largest time in the state machine. */
  constructor(host: Host, { leaseClock }: StoreConfiguration, stateTimeMs: () => number) {
    this.#host = host;
    this.#isWall = leaseClock === 'wall';
    this.#stateTimeMs = stateTimeMs;
  }

  /** The command with the time in it, if it needs one. Only once the leader knows all that was committed before. */
  stamp(command: Command): Command {
    return isTimed(command) ? timed(command, this.#nowMs()) : command;
  }

  #nowMs(): number {
    if (this.#isWall) return this.#host.wallMs();
    const nowMs = this.#host.monotonicMs();
    this.#zeroMs ??= nowMs - this.#stateTimeMs();
    return Math.floor(nowMs - this.#zeroMs);
  }
}

function timed<One extends Command>(command: One, atMs: number): One {
  return command.type === 'once' ? { ...command, command: timed(command.command, atMs) } : { ...command, atMs };
}
