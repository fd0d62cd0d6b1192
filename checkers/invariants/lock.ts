/**
 * A lock service by its promises: mutual exclusion, also with leases, and fencing tokens. All values begin with the name of
 * the lock: `acquire` takes `[lock, null]` and answers `[lock, grant]`, where the grant is null, a token (a whole number), or
 * `{token, leaseMs}` with either left out; `release` takes `[lock, token or null]`; `write` takes `[lock, {token, value}]`
 * and is the use of a resource that checks tokens: ok is accepted, fail is rejected.
 *
 * - *Mutual exclusion*: a client certainly holds the lock from the completion of its acquire to the invocation of its next
 *   release, or of any operation whose outcome it never learned (its connection is gone), or until the lease can have run
 *   out: no sooner than `leaseMs` after the acquire was invoked. Two certain holds of a lock that overlap are a proof, whatever happened at the ends.
 * - *Tokens grow*: of two acquires that do not overlap the later one has the larger token, and no token is given twice.
 * - *Fencing*: after a write with a token was accepted and had completed, no write with a smaller token that begins later
 *   is accepted (Kleppmann, "How to do distributed locking", 2016). A lease that ran out while its holder did not notice is
 *   no fault of the lock; that the resource then accepts the old token is one of the resource.
 */
import type { Json, Operation } from '../history/event.ts';
import { Numbering } from '../history/numbering.ts';
import type { OperationList } from '../history/operation-table.ts';
import { quote, seconds } from '../history/quote.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList } from './anomaly-list.ts';
import { eventOrder } from './event-order.ts';
import {
  evidence,
  foreignOperation,
  isMap,
  isSpent,
  keyed,
  limitReason,
  misshapen,
  type InvariantQuestion,
} from './invariant-question.ts';

const shapes = {
  acquire: '[lock, null], [lock, token] or [lock, {"token": whole number, "leaseMs": number}]',
  release: '[lock, token or null]',
  write: '[lock, {"token": whole number, "value": anything}]',
};

const consequences = {
  overlap: 'two jobs run at once that must not: the file that both write is corrupt',
  token: 'whoever came later is turned away by the storage, and whoever should have stopped is let in',
  fence: 'a client that slept through its lease overwrites the work of its successor',
};

interface Hold {
  readonly acquire: Operation;
  /** When the lease may have run out. */
  readonly expiresNs: number;
}

/** What one operation says, besides its name. */
interface Entry {
  readonly lock: number;
  readonly token: number | undefined;
  readonly leaseMs: number | undefined;
}

interface Lock {
  readonly name: Json;
  /** Holds that may still last, by process; pruned as they end. */
  readonly holds: Map<number, Hold>;
  /** Whoever acquired it first. */
  firstHolder?: number;
  /** The largest token of the acquires, and of the accepted writes, that have completed. */
  largest?: { readonly token: number; readonly operation: Operation };
  accepted?: { readonly token: number; readonly operation: Operation };
  readonly tokens: Map<number, Operation>;
}

function isToken(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

class LockCheck {
  readonly #operations: OperationList;
  readonly #anomalies: AnomalyList;
  readonly #names = new Numbering();
  readonly #locks: Lock[] = [];
  #acquired = 0;
  #contended = false;
  #accepted = 0;
  /** Per operation that is open: the largest token that had completed when it was invoked. */
  readonly #before = new Map<number, Lock['largest']>();

  readonly #heldBy = new Map<number, Set<Lock>>();

  constructor(operations: OperationList, model: string) {
    this.#operations = operations;
    this.#anomalies = new AnomalyList(model);
  }

  run({ budget = {} }: InvariantQuestion): CheckResult {
    let step = 0;
    const order = eventOrder(this.#operations);
    for (const event of order) {
      if (isSpent(budget, ++step)) return this.#result([limitReason(step, order.length)]);
      if (event === 0) continue;
      const number = Math.abs(event) - 1;
      const operation = this.#operations.at(number) as Operation;
      if (event > 0) this.#begin(operation, number);
      else if (operation.type === 'ok') this.#end(operation, number);
      else this.#before.delete(number);
    }
    const gaps: string[] = [];
    if (this.#acquired === 0 && this.#accepted === 0) gaps.push('nobody acquired a lock: nothing was excluded');
    else if (!this.#contended && this.#accepted === 0) {
      gaps.push('only one process ever acquired each lock: nothing was excluded');
    }
    return this.#result(gaps);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('lock', gaps, this.#operations.length);
  }

  #entry(operation: Operation, value: Json): Entry {
    const { f } = operation;
    if (f !== 'acquire' && f !== 'release' && f !== 'write')
      throw foreignOperation(operation, 'lock', ['acquire', 'release', 'write']);
    const [name, rest] = keyed(operation, value, shapes[f]);
    const lock = this.#names.intern(name);
    this.#locks[lock] ??= { name, holds: new Map(), tokens: new Map() };
    if (rest === null && f !== 'write') return { lock, token: undefined, leaseMs: undefined };
    if (isToken(rest) && f !== 'write') return { lock, token: rest, leaseMs: undefined };
    if (!isMap(rest) || f === 'release') throw misshapen(operation, value, shapes[f]);
    const { token = null, leaseMs = null } = rest;
    const isRight =
      (token === null ? f === 'acquire' : isToken(token)) && (leaseMs === null || typeof leaseMs === 'number');
    if (!isRight) throw misshapen(operation, value, shapes[f]);
    return {
      lock,
      token: token === null ? undefined : (token as number),
      leaseMs: leaseMs ?? undefined,
    };
  }

  #begin(operation: Operation, number: number): void {
    const { lock } = this.#entry(operation, operation.invoked);
    const its = this.#locks[lock] as Lock;
    if (operation.type === 'info') this.#letGo(operation.process);
    if (operation.f === 'release') {
      its.holds.delete(operation.process);
    } else this.#before.set(number, operation.f === 'acquire' ? its.largest : its.accepted);
  }

  /** A process whose operation has no known end lost its connection, and perhaps its locks with that. */
  #letGo(process: number): void {
    for (const lock of this.#heldBy.get(process) ?? []) lock.holds.delete(process);
    this.#heldBy.delete(process);
  }

  #end(operation: Operation, number: number): void {
    const before = this.#before.get(number);
    this.#before.delete(number);
    if (operation.f === 'release') return;
    const { lock, token, leaseMs } = this.#entry(operation, operation.value);
    const its = this.#locks[lock] as Lock;
    if (operation.f === 'write') this.#judgeWrite(operation, its, token as number, before);
    else this.#judgeAcquire(operation, its, token, leaseMs, before);
  }

  #judgeWrite(write: Operation, lock: Lock, token: number, before: Lock['accepted']): void {
    this.#accepted++;
    if (before !== undefined && before.token > token) {
      this.#anomalies.add('stale-token-accepted', 'stale-token-accepted', () => ({
        summary: `the resource of lock ${quote(lock.name)} accepted a write of process ${write.process} with token ${token} (from ${seconds(write.invokeTimeNs)} to ${seconds(write.completeTimeNs)}), after it had accepted token ${before.token} from process ${before.operation.process} at ${seconds(before.operation.completeTimeNs)}`,
        operations: evidence(before.operation, write),
        subject: quote(lock.name),
        consequence: consequences.fence,
      }));
    }
    if (lock.accepted === undefined || lock.accepted.token < token) lock.accepted = { token, operation: write };
  }

  #judgeAcquire(
    acquire: Operation,
    lock: Lock,
    token: number | undefined,
    leaseMs: number | undefined,
    before: Lock['largest'],
  ): void {
    this.#acquired++;
    const expiresNs = leaseMs === undefined ? Number.POSITIVE_INFINITY : acquire.invokeTimeNs + leaseMs * 1e6;
    const { process } = acquire;
    for (const [holder, hold] of lock.holds) {
      // Who acquires again what it holds renews it, or may: that excludes nobody.
      if (hold.expiresNs <= acquire.completeTimeNs || holder === process) lock.holds.delete(holder);
      else if (expiresNs > acquire.completeTimeNs) this.#reportOverlap(hold.acquire, acquire, lock);
    }
    if ((lock.firstHolder ??= process) !== process) this.#contended = true;
    lock.holds.set(process, { acquire, expiresNs });
    const held = this.#heldBy.get(process) ?? new Set<Lock>();
    this.#heldBy.set(process, held.add(lock));
    if (token !== undefined) this.#judgeToken(acquire, lock, token, before);
  }

  #reportOverlap(first: Operation, second: Operation, lock: Lock): void {
    this.#anomalies.add('mutual-exclusion', 'overlapping-holds', () => ({
      summary: `process ${second.process} acquired lock ${quote(lock.name)} at ${seconds(second.completeTimeNs)}, while process ${first.process} held it since ${seconds(first.completeTimeNs)} and had not begun to release it`,
      operations: evidence(first, second),
      subject: quote(lock.name),
      consequence: consequences.overlap,
    }));
  }

  #judgeToken(acquire: Operation, lock: Lock, token: number, before: Lock['largest']): void {
    const same = lock.tokens.get(token);
    if (same !== undefined && same.process !== acquire.process) {
      this.#anomalies.add('duplicate-token', 'duplicate-id', () => ({
        summary: `process ${same.process} and process ${acquire.process} both got token ${token} of lock ${quote(lock.name)}, at ${seconds(same.completeTimeNs)} and at ${seconds(acquire.completeTimeNs)}`,
        operations: evidence(same, acquire),
        subject: quote(lock.name),
        consequence: consequences.token,
      }));
    } else if (before !== undefined && before.token > token) {
      this.#anomalies.add('token-inversion', 'token-inversion', () => ({
        summary: `process ${acquire.process} got token ${token} of lock ${quote(lock.name)} at ${seconds(acquire.completeTimeNs)} (its acquire began at ${seconds(acquire.invokeTimeNs)}), although process ${before.operation.process} had got the larger token ${before.token} at ${seconds(before.operation.completeTimeNs)}`,
        operations: evidence(before.operation, acquire),
        subject: quote(lock.name),
        consequence: consequences.token,
      }));
    }
    lock.tokens.set(token, acquire);
    if (lock.largest === undefined || lock.largest.token < token) lock.largest = { token, operation: acquire };
  }
}

/**
 * Judges a history of locks by name; `linearizable` if no model is given. Throws a HistoryShapeError for anything else.
 * O(n + pairs of holds that overlap).
 */
export function checkLock(question: InvariantQuestion): CheckResult {
  return new LockCheck(question.operations, question.model ?? 'linearizable').run(question);
}
