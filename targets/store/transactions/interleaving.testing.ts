/**
 * Test support: clients that run transactions on an engine, their steps interleaved at random, commits in force a while after
 * they were asked for; as a leader with its log would, but without nodes. The outcome is a history, for the checkers.
 */
import type { Json, Operation } from '../../../checkers/history/event.ts';
import type { ListOperation, RowOperation } from '../../contract/client.ts';
import { chance, pick } from '../../contract/random.ts';
import type { Random } from '../../contract/random.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isolationLevels } from './isolation-level.ts';
import type { DataStep } from './row.ts';
import { TransactionEngine } from './transaction-engine.ts';
import type { StepOutcome } from './transaction-engine.ts';
import type { Transaction } from './transaction.ts';
import { VersionedTable } from './versioned-table.ts';

export type MicroOperations = readonly (ListOperation | RowOperation)[];

interface Running {
  readonly index: number;
  readonly asked: MicroOperations;
  readonly done: Json[];
  transaction: Transaction;
  state: 'ready' | 'waiting' | 'committing';
}

function stepOf(operation: ListOperation | RowOperation): DataStep {
  if (operation[0] === 'rp') return { type: 'select', predicate: operation[1] };
  const isList = operation[0] === 'append' || operation[1].startsWith('list');
  const row = `${isList ? 'lists' : 'rows'}/${operation[1]}` as const;
  switch (operation[0]) {
    case 'r':
      return { type: 'read', row };
    case 'append':
      return { type: 'append', row, value: operation[2] };
    case 'insert':
      return { type: 'insert', row, value: operation[2] };
    case 'w':
      return { type: 'update', row, value: operation[2] };
    case 'delete':
      return { type: 'delete', row };
  }
}

function answered(operation: ListOperation | RowOperation, value: Json): Json {
  if (operation[0] === 'rp') return ['rp', operation[1], value];
  if (operation[0] !== 'r') return operation;
  return ['r', operation[1], operation[1].startsWith('list') ? (value ?? []) : value];
}

export class Interleaving {
  readonly table = new VersionedTable();
  readonly history: Operation[] = [];
  readonly #engine: TransactionEngine;
  readonly #random: Random;
  readonly #isImmediate: boolean;
  readonly #running: (Running | null)[];
  #committing: Running[] = [];
  #time = 0;

  constructor(configuration: Pick<StoreConfiguration, 'isolation' | 'index' | 'bug'>, clients: number, random: Random) {
    this.#engine = new TransactionEngine(this.table, configuration);
    this.#random = random;
    this.#isImmediate = isolationLevels[configuration.isolation].immediate;
    this.#running = Array.from({ length: clients }, () => null);
  }

  /** Runs them all; keys of lists begin with `list`. */
  run(transactions: readonly MicroOperations[]): void {
    const waiting = [...transactions];
    for (;;) {
      const able = this.#running.flatMap((one, client) =>
        one === null ? (waiting.length > 0 ? [client] : []) : one.state === 'ready' ? [client] : [],
      );
      const isInForce = this.#committing.length > 0 && (able.length === 0 || chance(this.#random, 0.3));
      if (isInForce) this.#putInForce();
      else if (able.length === 0) return;
      else {
        const client = pick(this.#random, able);
        const running = this.#running[client] ?? null;
        if (running === null) this.#begin(client, waiting.shift() as MicroOperations);
        else this.#goOn(client, running);
      }
    }
  }

  #begin(client: number, asked: MicroOperations): void {
    const transaction = this.#engine.begin();
    const running: Running = { index: this.#time++, asked, done: [], transaction, state: 'waiting' };
    this.#running[client] = running;
    this.#engine.awaitTurn(transaction, () => (running.state = 'ready'));
  }

  #goOn(client: number, running: Running): void {
    const { asked, done } = running;
    const next = asked[done.length];
    if (next === undefined) this.#commit(client, running);
    else if (!this.#isImmediate && chance(this.#random, 0.02)) {
      this.#engine.abort(running.transaction);
      this.#complete(client, running, 'fail');
    } else {
      if (this.#isImmediate) running.transaction = this.#engine.begin();
      running.state = 'waiting';
      this.#engine.perform(running.transaction, stepOf(next), (outcome) => this.#onAnswer(client, running, outcome));
    }
  }

  #onAnswer(client: number, running: Running, outcome: StepOutcome): void {
    if ('refusal' in outcome) {
      this.#complete(client, running, 'fail');
      return;
    }
    const { asked, done, transaction } = running;
    done.push(answered(asked[done.length] as MicroOperations[number], outcome.value));
    running.state = 'ready';
    if (!this.#isImmediate) return;
    this.#engine.prepare(transaction);
    this.table.install(transaction.writeList);
    this.#engine.committed(transaction);
  }

  #commit(client: number, running: Running): void {
    if (this.#isImmediate) this.#complete(client, running, 'ok');
    else if (this.#engine.prepare(running.transaction) !== null) this.#complete(client, running, 'fail');
    else {
      running.state = 'committing';
      this.#committing.push(running);
    }
  }

  /** Commits take effect in the order in which they were asked for, as entries of a log do. */
  #putInForce(): void {
    const running = this.#committing.shift() as Running;
    this.table.install(running.transaction.writeList);
    this.#engine.committed(running.transaction);
    this.#complete(this.#running.indexOf(running), running, 'ok');
  }

  #complete(client: number, { index, asked, done }: Running, type: 'ok' | 'fail'): void {
    this.#running[client] = null;
    const completionIndex = this.#time++;
    const times = { invokeTimeNs: index * 1e6, completeTimeNs: completionIndex * 1e6 };
    const value = (type === 'ok' ? done : asked) as Json;
    const invoked = asked as unknown as Json;
    this.history.push({ index, completionIndex, process: client, f: 'txn', invoked, value, type, ...times });
    this.history.sort((a, b) => a.index - b.index);
  }
}
