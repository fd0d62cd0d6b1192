/** Which inference a workload has, and what its gaps mean for a verdict. */
import type { Budget } from '../budget.ts';
import type { Json } from '../history/event.ts';
import { registerAssumptions } from './check-isolation-options.ts';
import { unknownPrevious, type Inference } from './dependencies.ts';
import { inferListAppend } from './list-append/infer-list-append.ts';
import { inferRegister } from './rw-register/infer-register.ts';
import type { RegisterAssumptions } from './rw-register/register-assumptions.ts';
import { committed, neverCompletes, type TransactionColumns } from './transaction-columns.ts';

/** Infers the dependencies of a history; asked again for parts of it, as evidence is made small. */
export class Inferring {
  readonly #budget: Budget;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #initial: Json | undefined;

  constructor(options: Readonly<Record<string, unknown>>, initial: Json | undefined, budget: Budget) {
    this.#options = options;
    this.#initial = initial;
    this.#budget = budget;
  }

  infer(transactions: TransactionColumns): Inference {
    if (transactions.workload === 'list-append') return inferListAppend(transactions, this.#budget);
    return inferRegister(transactions, this.#assumptions(transactions), this.#budget);
  }

  /** True if orders of versions are assumed that no transaction shows: what follows from them does not refute a level. */
  assumesOrder(transactions: TransactionColumns): boolean {
    const { sequentialKeys, linearizableKeys, transactionOrder } = this.#assumptions(transactions);
    return sequentialKeys === true || linearizableKeys === true || transactionOrder !== undefined;
  }

  #assumptions(transactions: TransactionColumns): RegisterAssumptions {
    return registerAssumptions(this.#options, transactions, this.#initial);
  }
}

/** False if no transaction is known to have ended before another began: then real time says nothing. */
export function hasRealTime({ count, status, complete }: TransactionColumns): boolean {
  for (let transaction = 0; transaction < count; transaction++) {
    if (status[transaction] === committed && complete[transaction] !== neverCompletes) return true;
  }
  return false;
}

/**
 * True if every version has its place, so that a history without cycles has an order. Lists show their order, and those
 * of their elements that nobody read come last, in any order among themselves, such as that of the transactions in an
 * order that fits all else. Registers do not show it: a version may have been anywhere.
 */
export function isOrderComplete({ workload }: TransactionColumns, { previous, writer }: Inference): boolean {
  if (workload === 'list-append') return true;
  for (let version = 0; version < previous.length; version++) {
    if ((writer[version] as number) >= 0 && previous[version] === unknownPrevious) return false;
  }
  return true;
}
