/**
 * The transactions of a leader's clients, one a client at a time. Everything happens at the leader; a commit is an entry of the
 * log with all that the transaction wrote, in force when it is applied. Transactions that only read commit through the log
 * as well: that the entry is committed in this leader's term proves that no other leader committed anything that they
 * should have seen. Which entries are made depends on those before them alone, so whoever leads next has them in the
 * same order, valid as they are.
 */
import type { Host } from '../../contract/host.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { RowCommand } from '../machine/rows.ts';
import { ClientDesk, maxOpenOperations } from '../replication/client-desk.ts';
import type { Caller } from '../replication/client-desk.ts';
import { isolationLevels } from './isolation-level.ts';
import type { DataStep, TransactionStep } from './row.ts';
import { TransactionEngine } from './transaction-engine.ts';
import type { StepOutcome } from './transaction-engine.ts';
import type { Transaction } from './transaction.ts';
import type { VersionedTable } from './versioned-table.ts';

/** What the desk needs of the leadership. */
export interface TransactionLeader {
  readonly host: Host;
  readonly configuration: StoreConfiguration;
  readonly table: VersionedTable;
  /** True once everything that earlier terms committed is in the table. */
  isEstablished(): boolean;
  /** Appends to the log and answers the entry's index. */
  propose(command: RowCommand): number;
}

interface OpenTransaction {
  readonly transaction: Transaction;
  /** Whose step is being carried out. */
  caller: Caller | null;
  lastActiveMs: number;
}

interface Committing {
  readonly transaction: Transaction;
  /** Null if the client has been told already. */
  readonly caller: Caller | null;
}

export class TransactionDesk {
  readonly #leader: TransactionLeader;
  readonly #desk: ClientDesk;
  readonly #engine: TransactionEngine;
  /** By the client's address. */
  readonly #open = new Map<string, OpenTransaction>();
  /** By the index of the entry. */
  readonly #committing = new Map<number, Committing>();

  constructor(leader: TransactionLeader) {
    this.#leader = leader;
    this.#desk = new ClientDesk(leader.host);
    this.#engine = new TransactionEngine(leader.table, leader.configuration);
  }

  perform(caller: Caller, step: TransactionStep): void {
    if (isolationLevels[this.#leader.configuration.isolation].immediate) this.#performAtOnce(caller, step);
    else if (step.type === 'begin') this.#begin(caller);
    else this.#continue(caller, step);
  }

  /** The entry is applied. */
  applied(index: number): void {
    const committing = this.#committing.get(index);
    if (committing === undefined) return;
    this.#committing.delete(index);
    this.#engine.committed(committing.transaction);
    if (committing.caller !== null) this.#desk.result(committing.caller, null);
  }

  /** The leadership is over: what is in the log may yet be committed, everything else is aborted. */
  resign(leader: string | null): void {
    for (const { caller } of this.#committing.values()) if (caller !== null) this.#desk.leadershipLost(caller);
    for (const { caller } of this.#open.values()) if (caller !== null) this.#desk.notLeader(caller, leader);
    this.#committing.clear();
    this.#open.clear();
  }

  #begin(caller: Caller): void {
    this.#forget(caller.address);
    if (!this.#leader.isEstablished()) this.#desk.notLeader(caller, null);
    else if (this.#open.size + this.#committing.size >= maxOpenOperations) this.#desk.overloaded(caller);
    else {
      const transaction = this.#engine.begin();
      const open: OpenTransaction = { transaction, caller, lastActiveMs: this.#leader.host.monotonicMs() };
      this.#open.set(caller.address, open);
      this.#watch(caller.address, open);
      this.#engine.awaitTurn(transaction, () => this.#answer(caller.address, { value: null }));
    }
  }

  #continue(caller: Caller, step: Exclude<TransactionStep, { readonly type: 'begin' }>): void {
    const open = this.#open.get(caller.address);
    if (open === undefined) {
      this.#desk.aborted(caller, 'transaction-gone', 'no transaction of this client is open here');
      return;
    }
    if (open.caller !== null) {
      this.#desk.aborted(caller, 'bad-request', 'the step before is not answered yet');
      return;
    }
    open.caller = caller;
    open.lastActiveMs = this.#leader.host.monotonicMs();
    if (step.type === 'commit') this.#commit(caller, open);
    else if (step.type === 'abort') {
      this.#forget(caller.address);
      this.#desk.result(caller, null);
    } else this.#engine.perform(open.transaction, step, (outcome) => this.#answer(caller.address, outcome));
  }

  #answer(address: string, outcome: StepOutcome): void {
    const open = this.#open.get(address);
    const caller = open?.caller;
    if (open === undefined || caller === undefined || caller === null) return;
    open.caller = null;
    open.lastActiveMs = this.#leader.host.monotonicMs();
    if ('value' in outcome) this.#desk.result(caller, outcome.value);
    else {
      this.#open.delete(address);
      this.#desk.aborted(caller, outcome.refusal.reason, outcome.refusal.message);
    }
  }

  #commit(caller: Caller, { transaction }: OpenTransaction): void {
    this.#open.delete(caller.address);
    const refusal = this.#engine.prepare(transaction);
    if (refusal === null) this.#propose(transaction, caller);
    else this.#desk.aborted(caller, refusal.reason, refusal.message);
  }

  #propose(transaction: Transaction, caller: Caller): void {
    const index = this.#leader.propose({ type: 'install', writes: transaction.writeList });
    const isTold = this.#leader.configuration.bug === 'commit-acknowledged-before-log';
    if (isTold) this.#desk.result(caller, null);
    this.#committing.set(index, { transaction, caller: isTold ? null : caller });
  }

  /** Without isolation every step is a transaction of its own; reads are not even confirmed. */
  #performAtOnce(caller: Caller, step: TransactionStep): void {
    if (step.type === 'begin' || step.type === 'commit' || step.type === 'abort') this.#desk.result(caller, null);
    else this.#performAlone(caller, this.#engine.begin(), step);
  }

  #performAlone(caller: Caller, transaction: Transaction, step: DataStep): void {
    this.#engine.perform(transaction, step, (outcome) => {
      if ('refusal' in outcome) this.#desk.aborted(caller, outcome.refusal.reason, outcome.refusal.message);
      else if (transaction.writes.size > 0 && this.#engine.prepare(transaction) === null) {
        this.#propose(transaction, caller);
      } else {
        this.#engine.abort(transaction);
        this.#desk.result(caller, outcome.value);
      }
    });
  }

  #forget(address: string): void {
    const open = this.#open.get(address);
    if (open === undefined) return;
    this.#open.delete(address);
    this.#engine.abort(open.transaction);
  }

  /** A client that is gone, or a lock that does not come, must not keep others waiting for ever. */
  #watch(address: string, open: OpenTransaction): void {
    const { host, configuration } = this.#leader;
    const remainingMs = open.lastActiveMs + configuration.transactionTimeoutMs - host.monotonicMs();
    if (remainingMs > 0) {
      host.setTimer(remainingMs, () => {
        if (this.#open.get(address) === open) this.#watch(address, open);
      });
      return;
    }
    const { caller } = open;
    this.#forget(address);
    const message = `waited ${configuration.transactionTimeoutMs} ms for a lock`;
    if (caller !== null) this.#desk.aborted(caller, 'transaction-timeout', message);
  }
}
