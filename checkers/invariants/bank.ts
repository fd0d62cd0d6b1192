/**
 * A bank: `transfer` with {from, to, amount} moves money, `read` returns every balance by account. Money is neither made
 * nor lost, and (unless allowed) no balance is negative, in every state that a transaction may see at snapshot isolation
 * and above. The workload is known from Jepsen's tests and from Berenson et al., "A critique of ANSI SQL isolation
 * levels", 1995 (read skew, lost update).
 */
import type { Budget } from '../budget.ts';
import type { Json, Operation } from '../history/event.ts';
import { counted, quote, seconds } from '../history/quote.ts';
import { HistoryShapeError, InputError } from '../input-error.ts';
import type { CheckResult } from '../verdict.ts';
import { AnomalyList, okReads } from './anomaly-list.ts';

export interface BankQuestion {
  readonly operations: readonly Operation[];
  /** `serializable` if not given. */
  readonly model?: string;
  readonly options?: BankOptions;
  readonly budget?: Budget;
}

export interface BankOptions {
  /** What all balances add up to. If not given: `accounts` times `balance` if both are numbers, else the first read's. */
  readonly total?: number;
  /** Names of all accounts, or how many there are (then they are "0", "1", ...). If not given: the first read's. */
  readonly accounts?: number | readonly string[];
  /** What each account holds at the beginning. */
  readonly balance?: number;
  /** Whether balances below zero are in order; false if not given. */
  readonly allowNegative?: boolean;
}

type Balances = ReadonlyMap<string, number | null>;

/** The balances that a read returned; accounts without a balance are null. */
function balancesOf(read: Operation): Balances {
  const { value } = read;
  const fail = (problem: string): HistoryShapeError =>
    new HistoryShapeError(read.completionIndex, problem, 'a read of a bank returns an object: a balance by account');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail(`a read returned ${quote(value)}`);
  const balances = new Map<string, number | null>();
  for (const [account, balance] of Object.entries(value as { readonly [account: string]: Json })) {
    if (balance !== null && (typeof balance !== 'number' || !Number.isFinite(balance))) {
      throw fail(`the balance of account ${quote(account)} is ${quote(balance)}, not a number`);
    }
    balances.set(account, balance);
  }
  return balances;
}

function sum(balances: Balances): number {
  let total = 0;
  for (const balance of balances.values()) total += balance ?? 0;
  return total;
}

function accountNames(accounts: number | readonly string[] | undefined): readonly string[] | undefined {
  return typeof accounts === 'number' ? Array.from({ length: accounts }, (_, index) => String(index)) : accounts;
}

/** What every read must show. */
interface Expectation {
  readonly accounts: ReadonlySet<string>;
  readonly total: number;
  /** How the total is known, for sentences. */
  readonly because: string;
}

function expectation(options: BankOptions, first: Operation): Expectation {
  const balances = balancesOf(first);
  const names = accountNames(options.accounts);
  const accounts = new Set(names ?? balances.keys());
  if (options.total !== undefined) return { accounts, total: options.total, because: 'as it was at the start' };
  if (names !== undefined && options.balance !== undefined) {
    return { accounts, total: names.length * options.balance, because: 'as it was at the start' };
  }
  const because = `as in the first read, by process ${first.process} at ${seconds(first.completeTimeNs)}`;
  return { accounts, total: sum(balances), because };
}

class BankCheck {
  readonly #operations: readonly Operation[];
  readonly #options: BankOptions;
  readonly #anomalies: AnomalyList;

  constructor(operations: readonly Operation[], model: string, options: BankOptions) {
    this.#operations = operations;
    this.#options = options;
    this.#anomalies = new AnomalyList(model);
  }

  run(budget: Budget): CheckResult {
    for (const { f, index } of this.#operations) {
      if (f === 'read' || f === 'transfer') continue;
      const remedy = 'a history of a bank has the operations transfer and read';
      throw new HistoryShapeError(index, `${quote(f)} is not an operation of a bank`, remedy);
    }
    const reads = okReads(this.#operations);
    const [first] = reads;
    if (first === undefined) return this.#result(['no read succeeded, so nobody knows what the accounts held']);
    const expected = expectation(this.#options, first);
    for (const [position, read] of reads.entries()) {
      if (budget.shouldStop?.() === true) {
        return this.#result([
          `the check reached its limit on time after ${position} of ${counted(reads.length, 'read')}`,
        ]);
      }
      this.#judgeRead(read, expected);
    }
    const moved = this.#operations.some((operation) => operation.f === 'transfer' && operation.type !== 'fail');
    const changed = moved || this.#anomalies.count > 0;
    return this.#result(changed ? [] : ['every transfer failed, so no balance ever changed']);
  }

  #result(gaps: readonly string[]): CheckResult {
    return this.#anomalies.result('bank', gaps, this.#operations.length);
  }

  #judgeRead(read: Operation, expected: Expectation): void {
    const balances = balancesOf(read);
    const reader = `process ${read.process} read, at ${seconds(read.completeTimeNs)},`;
    const operations = [read.index];
    for (const [account, balance] of balances) {
      const subject = account;
      if (!expected.accounts.has(account)) {
        const summary = `${reader} an account ${quote(account)} (${balance}), which does not exist`;
        this.#anomalies.add('unexpected-account', 'unexpected-account', () => ({ summary, operations, subject }));
      }
      if (balance !== null && balance < 0 && this.#options.allowNegative !== true) {
        const summary = `${reader} a balance of ${balance} in account ${quote(account)}`;
        this.#anomalies.add('negative-balance', 'negative-balance', () => ({ summary, operations, subject }));
      }
    }
    const missing = [...expected.accounts].filter((account) => (balances.get(account) ?? null) === null);
    if (missing.length > 0) {
      // A read of nothing at all may be one of the bank before it was opened: old, but consistent.
      const phenomenon = missing.length === expected.accounts.size ? 'stale-read' : 'missing-account';
      const names = missing.slice(0, 5).map((account) => quote(account));
      const summary = `${reader} no balance for ${counted(missing.length, 'account')}: ${names.join(', ')}${missing.length > 5 ? ', ...' : ''}`;
      this.#anomalies.add('missing-account', phenomenon, () => ({ summary, operations }));
      return;
    }
    const total = sum(balances);
    if (total === expected.total) return;
    const difference =
      total > expected.total ? `${total - expected.total} too much` : `${expected.total - total} too little`;
    const summary = `${reader} balances that add up to ${total}, ${difference}: the total is ${expected.total}, ${expected.because}`;
    this.#anomalies.add('wrong-total', 'wrong-total', () => ({ summary, operations }));
  }
}

function wrong(name: string, expected: string): InputError {
  return new InputError(
    'bad-option',
    `the option ${name} of the bank checker must be ${expected}`,
    'correct the option',
  );
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Reads options as they come from a command line or a file. Unknown names are left to others; wrong types are InputErrors. */
export function bankOptions(options: Readonly<Record<string, unknown>>): BankOptions {
  const { total, accounts, balance, allowNegative } = options;
  if (total !== undefined && typeof total !== 'number') throw wrong('total', 'a number');
  if (balance !== undefined && typeof balance !== 'number') throw wrong('balance', 'a number');
  if (allowNegative !== undefined && typeof allowNegative !== 'boolean') throw wrong('allowNegative', 'true or false');
  if (accounts !== undefined && typeof accounts !== 'number' && !isNames(accounts))
    throw wrong('accounts', 'a number or a list of names');
  return {
    ...(total === undefined ? {} : { total }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(balance === undefined ? {} : { balance }),
    ...(allowNegative === undefined ? {} : { allowNegative }),
  };
}

/**
 * Judges a history of a bank. Throws a HistoryShapeError for operations that a bank does not have, or balances that are
 * not numbers. O(reads times accounts).
 */
export function checkBank(question: BankQuestion): CheckResult {
  const { operations, model = 'serializable', options = {}, budget = {} } = question;
  return new BankCheck(operations, model, options).run(budget);
}
