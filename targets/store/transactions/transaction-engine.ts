/**
 * Runs transactions on a table of versions, at an isolation level. It knows nothing of disks, messages and time: a step that
 * has to wait for a lock is answered when it has it, and who commits asks first whether it may (`prepare`), makes the
 * writes durable and in force by whatever means, and then says so (`committed`).
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isolationLevels } from './isolation-level.ts';
import type { IsolationRules } from './isolation-level.ts';
import { LockTable } from './lock-table.ts';
import type { Lock, Resource } from './lock-table.ts';
import { isBeside, noteRead, noteWrites, unlink } from './read-write-conflicts.ts';
import { ConstraintViolated, selects, written } from './row.ts';
import type { DataStep, RowName, RowValue, RowWrite, Selection, WriteStep } from './row.ts';
import { entryParts, entrySteps, isIndexed } from './secondary-index.ts';
import { Transaction } from './transaction.ts';
import type { VersionedTable } from './versioned-table.ts';

/** Why the engine aborted a transaction. Whatever the reason, it had no effect. */
export type AbortReason = 'serialization-failure' | 'deadlock' | 'constraint-violated';

export interface Refusal {
  readonly reason: AbortReason;
  readonly message: string;
}

/** A step that is refused has aborted its transaction. */
export type StepOutcome = { readonly value: Json } | { readonly refusal: Refusal };

type Answer = (outcome: StepOutcome) => void;

type EngineConfiguration = Pick<StoreConfiguration, 'isolation' | 'index' | 'bug'>;

const conflictOfReads: Refusal = {
  reason: 'serialization-failure',
  message: 'read-write conflicts with transactions beside it',
};

export class TransactionEngine {
  readonly #table: VersionedTable;
  readonly #configuration: EngineConfiguration;
  readonly #bug: StoreConfiguration['bug'];
  readonly #rules: IsolationRules;
  /** What is read by predicate. */
  readonly #selectable: Selection['table'];
  readonly #locks = new LockTable();
  readonly #active = new Set<Transaction>();
  /** Those prepared or committed, while a transaction is active that began before they committed. */
  #finished: Transaction[] = [];
  /** What was written and is not in force yet, in the order of writing; where such writes can be read. */
  #uncommitted: { readonly transaction: Transaction; readonly row: RowName; readonly value: RowValue }[] = [];

  constructor(table: VersionedTable, configuration: EngineConfiguration) {
    const { isolation, bug } = configuration;
    this.#table = table;
    this.#configuration = configuration;
    this.#bug = bug;
    this.#selectable = configuration.index === 'none' ? 'rows' : 'index';
    const rules: IsolationRules = isolationLevels[isolation];
    this.#rules = bug === 'predicate-not-locked' ? { ...rules, predicateLocks: false } : rules;
  }

  begin(): Transaction {
    const transaction = new Transaction(this.#table.version);
    this.#active.add(transaction);
    this.#forgetOld();
    return transaction;
  }

  /** Goes on when the transaction may ask for its first step: at once, except where one transaction runs at a time. */
  awaitTurn(transaction: Transaction, next: () => void): void {
    if (!this.#rules.serial) next();
    else this.#locks.acquire({ transaction, mode: 'exclusive', resource: { kind: 'everything' } }, next);
  }

  /**
   * One step of an active transaction, which asks for no other before this is answered. With a local index what is written to a row
   * is written to the index, too; with a global one the answer is what the row held, for whoever changes the index elsewhere.
   */
  perform(transaction: Transaction, step: DataStep, answer: Answer): void {
    const { index } = this.#configuration;
    if (step.type === 'read') this.#read(transaction, step.row, answer);
    else if (step.type === 'select') {
      this.#select(transaction, { table: this.#selectable, predicate: step.predicate }, answer);
    } else if (index === 'none' || !isIndexed(step.row)) {
      this.#write(transaction, step, answer, () => answer({ value: null }));
    } else {
      this.#write(transaction, step, answer, (before) => {
        if (index === 'global') answer({ value: before });
        else this.#writeAll(transaction, entrySteps(step, before, this.#configuration), answer);
      });
    }
  }

  /** Whether it may commit; if so it can do nothing else. If not, the refusal says why, and it is aborted. */
  prepare(transaction: Transaction): Refusal | null {
    const refusal = this.#refusalToCommit(transaction);
    if (refusal !== null) {
      this.abort(transaction);
      return refusal;
    }
    transaction.state = 'prepared';
    this.#active.delete(transaction);
    this.#finished.push(transaction);
    if (this.#bug === 'lock-released-early' || this.#bug === 'releases-locks-at-prepare')
      this.#locks.release(transaction);
    return null;
  }

  /** What had been prepared before a crash, and is not decided yet: it holds the locks of its writes again. */
  recover(writes: readonly RowWrite[]): Transaction {
    const transaction = this.begin();
    for (const [row, value] of writes) {
      const resource: Resource = { kind: 'row', row, values: [this.#table.latest(row), value] };
      // Nobody else is there yet.
      if (this.#rules.writeLocks) this.#locks.acquire({ transaction, mode: 'exclusive', resource }, () => undefined);
      transaction.writes.set(row, value);
      if (this.#rules.reads === 'uncommitted') this.#uncommitted.push({ transaction, row, value });
    }
    this.awaitTurn(transaction, () => undefined);
    transaction.state = 'prepared';
    this.#active.delete(transaction);
    this.#finished.push(transaction);
    return transaction;
  }

  /** What it wrote has become the latest version of the table. */
  committed(transaction: Transaction): void {
    transaction.state = 'committed';
    transaction.committedAt = this.#table.version;
    this.#end(transaction);
  }

  /** Undoes everything, also after `prepare`; of one that has ended already, nothing. */
  abort(transaction: Transaction): void {
    if (transaction.state === 'committed' || transaction.state === 'aborted') return;
    transaction.state = 'aborted';
    this.#active.delete(transaction);
    this.#finished = this.#finished.filter((other) => other !== transaction);
    unlink(transaction);
    if (this.#bug === 'dirty-read-after-abort') this.#table.install(transaction.writeList);
    this.#end(transaction);
  }

  #end(transaction: Transaction): void {
    this.#uncommitted = this.#uncommitted.filter((write) => write.transaction !== transaction);
    this.#forgetOld();
    this.#locks.release(transaction);
  }

  #forgetOld(): void {
    const oldest = [...this.#active].reduce((least, { snapshot }) => Math.min(least, snapshot), this.#table.version);
    this.#table.keepSince(oldest);
    this.#finished = this.#finished.filter((transaction) => {
      if (transaction.committedAt > oldest) return true;
      transaction.conflictsIn.clear();
      transaction.conflictsOut.clear();
      return false;
    });
  }

  #read(transaction: Transaction, row: RowName, answer: Answer): void {
    const read = (): void => {
      if (this.#tracks({ row }, transaction)) answer({ value: this.#seen(transaction, row) });
      else this.#refuse(transaction, conflictOfReads, answer);
    };
    if (!this.#rules.readLocks) read();
    else this.#lock(transaction, 'shared', { kind: 'row', row, values: [] }, answer, read);
  }

  #select(transaction: Transaction, selection: Selection, answer: Answer): void {
    const read = (): void => {
      if (this.#tracks(selection, transaction)) {
        const found = this.#selected(transaction, selection);
        const keyOf = (row: RowName): string => entryParts(row)?.key ?? row.slice('rows/'.length);
        answer({ value: found.map((row) => [keyOf(row), this.#seen(transaction, row)] as Json) });
      } else this.#refuse(transaction, conflictOfReads, answer);
    };
    if (this.#rules.predicateLocks) {
      this.#lock(transaction, 'shared', { kind: 'predicate', selection }, answer, read);
    } else if (this.#rules.readLocks) this.#lockSelected(transaction, selection, new Set(), answer, read);
    else read();
  }

  /** Locks what is selected, row by row, until nothing else is. */
  #lockSelected(
    transaction: Transaction,
    selection: Selection,
    locked: Set<RowName>,
    answer: Answer,
    next: () => void,
  ): void {
    const row = this.#selected(transaction, selection).find((name) => !locked.has(name));
    if (row === undefined) next();
    else {
      this.#lock(transaction, 'shared', { kind: 'row', row, values: [] }, answer, () => {
        this.#lockSelected(transaction, selection, locked.add(row), answer, next);
      });
    }
  }

  #writeAll(transaction: Transaction, [step, ...rest]: readonly WriteStep[], answer: Answer): void {
    if (step === undefined) answer({ value: null });
    else this.#write(transaction, step, answer, () => this.#writeAll(transaction, rest, answer));
  }

  /** Goes on with what the row held before. */
  #write(transaction: Transaction, step: WriteStep, answer: Answer, next: (before: RowValue) => void): void {
    const { row } = step;
    const write = (): void => {
      const before = this.#seen(transaction, row);
      let value: RowValue;
      try {
        value = written(step, before);
      } catch (error) {
        if (!(error instanceof ConstraintViolated)) throw error;
        this.#refuse(transaction, { reason: 'constraint-violated', message: error.message }, answer);
        return;
      }
      const put = (): void => {
        if (this.#bug === 'index-outside-transaction' && entryParts(row) !== null) this.#table.install([[row, value]]);
        else transaction.writes.set(row, value);
        if (this.#rules.reads === 'uncommitted') this.#uncommitted.push({ transaction, row, value });
        next(before);
      };
      if (!this.#rules.predicateLocks || !row.startsWith(`${this.#selectable}/`)) put();
      else {
        const values = [this.#table.latest(row), before, value];
        this.#lock(transaction, 'exclusive', { kind: 'row', row, values }, answer, put);
      }
    };
    if (!this.#rules.writeLocks) {
      write();
      return;
    }
    if (this.#bug === 'upgrade-lock-race' && !transaction.writes.has(row)) this.#locks.releaseRow(transaction, row);
    this.#lock(transaction, 'exclusive', { kind: 'row', row, values: [] }, answer, write);
  }

  #lock(transaction: Transaction, mode: Lock['mode'], resource: Resource, answer: Answer, next: () => void): void {
    if (this.#locks.acquire({ transaction, mode, resource }, next)) return;
    this.#refuse(transaction, { reason: 'deadlock', message: 'it would wait for itself' }, answer);
  }

  #refuse(transaction: Transaction, refusal: Refusal, answer: Answer): void {
    this.abort(transaction);
    answer({ refusal });
  }

  #seen(transaction: Transaction, row: RowName): RowValue {
    const own = transaction.writes.get(row);
    if (own !== undefined) return own;
    switch (this.#rules.reads) {
      case 'uncommitted': {
        const dirty = this.#uncommitted.findLast((write) => write.row === row);
        return dirty === undefined ? this.#table.latest(row) : dirty.value;
      }
      case 'committed':
        return this.#table.latest(row);
      case 'snapshot':
        return this.#bug === 'snapshot-too-new' ? this.#table.latest(row) : this.#table.at(row, transaction.snapshot);
    }
  }

  #selected(transaction: Transaction, selection: Selection): RowName[] {
    const names = new Set([
      ...this.#table.names(),
      ...transaction.writes.keys(),
      ...this.#uncommitted.map(({ row }) => row),
    ]);
    return [...names].filter((row) => selects(selection, row, this.#seen(transaction, row))).toSorted();
  }

  /** False if the transaction must not read this. */
  #tracks(read: Parameters<typeof noteRead>[1], transaction: Transaction): boolean {
    return !this.#rules.tracksReads || noteRead(transaction, read, this.#finished, this.#table);
  }

  #refusalToCommit(transaction: Transaction): Refusal | null {
    const { firstCommitterWins, tracksReads } = this.#rules;
    if (firstCommitterWins) {
      const overtaken = (other: Transaction): boolean =>
        this.#bug === 'lost-update-under-snapshot'
          ? other.snapshot > transaction.snapshot
          : isBeside(other, transaction);
      const row = this.#finished
        .filter(overtaken)
        .flatMap(({ writes }) => [...writes.keys()])
        .find((one) => transaction.writes.has(one));
      if (row !== undefined) return { reason: 'serialization-failure', message: `${row} was committed meanwhile` };
    }
    return !tracksReads || noteWrites(transaction, this.#trackedBeside(), this.#table) ? null : conflictOfReads;
  }

  /** Whose reads count against a transaction that commits. */
  #trackedBeside(): Transaction[] {
    const all = [...this.#active, ...this.#finished];
    if (this.#bug === 'ssi-misses-write-skew') return [...this.#active];
    if (this.#bug === 'read-only-anomaly-ignored')
      return all.filter(({ state, writes }) => state === 'active' || writes.size > 0);
    return all;
  }
}
