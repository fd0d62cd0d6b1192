/** How a node answers its clients: one function a kind of answer, so that no code path forgets a field. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Host } from '../../contract/host.ts';
import type { RefusalCode, StatusValue } from '../protocol/client-protocol.ts';
import { protocolVersion } from '../protocol/client-protocol.ts';

/** Who asked, and under which number. */
export interface Caller {
  readonly address: string;
  readonly id: number;
}

/** Operations that a leader keeps open at most; further ones are refused, definitely. */
export const maxOpenOperations = 10_000;

export class ClientDesk {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  welcome(address: string): void {
    this.#host.send(address, { kind: 'welcome', version: protocolVersion, node: this.#host.node });
  }

  /** `index`: the entry of the log up to which the value takes everything into account; 0 for none. */
  result(caller: Caller, value: Json, index = 0): void {
    this.#host.send(caller.address, { kind: 'result', id: caller.id, value, index });
  }

  status(caller: Caller, status: Omit<StatusValue, 'wallClockMs'>): void {
    this.result(caller, { ...status, wallClockMs: this.#host.wallMs() });
  }

  /** `leader` is who leads instead, if known. */
  notLeader(caller: Caller, leader: string | null): void {
    const message = leader === null ? `${this.#host.node} knows no leader` : `${leader} leads`;
    this.#refuse(caller, 'not-leader', message, leader);
  }

  overloaded(caller: Caller): void {
    this.#refuse(caller, 'overloaded', `${maxOpenOperations} operations are open`, null);
  }

  notCaughtUp(caller: Caller): void {
    this.#refuse(caller, 'not-caught-up', `${this.#host.node} lags behind what was asked for`, null);
  }

  leadershipLost(caller: Caller): void {
    this.#refuse(caller, 'leadership-lost', `${this.#host.node} no longer leads; the operation may survive`, null);
  }

  /** What an operator asked for cannot be begun at present. */
  notNow(caller: Caller, reason: string): void {
    this.#refuse(caller, 'not-now', reason, null);
  }

  quorumTimeout(caller: Caller, answered: number, needed: number): void {
    this.#refuse(caller, 'quorum-timeout', `${answered} of ${needed} copies answered in time`, null);
  }

  /** Nothing was done with something that this configuration does not offer. */
  notOffered(caller: Caller): void {
    this.#refuse(caller, 'bad-request', 'this configuration does not offer it', null);
  }

  /** The transaction is aborted; this node still leads. */
  aborted(caller: Caller, code: RefusalCode, message: string): void {
    this.#refuse(caller, code, message, this.#host.node);
  }

  #refuse(caller: Caller, code: RefusalCode, message: string, leader: string | null): void {
    this.#host.send(caller.address, { kind: 'refusal', id: caller.id, code, message, leader });
  }
}
