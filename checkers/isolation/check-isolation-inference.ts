/** Which inference a workload has, and what its gaps mean for a verdict. */
import type { Budget } from '../budget.ts';
import type { Json } from '../history/event.ts';
import { flag, registerAssumptions } from './check-isolation-options.ts';
import type { CycleFindings } from './cycles/find-cycles.ts';
import { predicateWrEdge, unknownPrevious, wrEdge, type Inference } from './dependencies.ts';
import { inferListAppend } from './list-append/infer-list-append.ts';
import { inferPredicate } from './predicate/infer-predicate.ts';
import { inferRegister } from './rw-register/infer-register.ts';
import type { RegisterAssumptions } from './rw-register/register-assumptions.ts';
import {
  aborted,
  committed,
  neverCompletes,
  predicateReadOp,
  readOp,
  type TransactionColumns,
} from './transaction-columns.ts';

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
    if (transactions.workload === 'list-append') {
      return inferListAppend(transactions, this.#budget);
    }
    if (transactions.workload === 'predicate') return this.#inferTable(transactions, false);
    return inferRegister(transactions, this.#assumptions(transactions), this.#budget);
  }

  /** Of a table, with all that is not known filled in as is likely. */
  inferLikely(transactions: TransactionColumns): Inference {
    return this.#inferTable(transactions, true);
  }

  #inferTable(transactions: TransactionColumns, asIsLikely: boolean): Inference {
    const ownWritesAreSeen = flag(this.#options, 'ownWritesAreSeen', 'own-writes-are-seen?') ?? true;
    const assumptions = { ...this.#assumptions(transactions), ownWritesAreSeen, asIsLikely };
    return inferPredicate(transactions, assumptions, this.#budget);
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
 * True if two transactions of one component appended to the same key what nobody read. Nobody knows which came first. Of
 * two in different components it does not matter: between components, what leads from one to another never leads back, so
 * an order of the components gives an order of such appends that closes no cycle. Within a component each order may close
 * a cycle of a smaller class.
 */
function hasOpenTail(
  { versionKey, status, count }: TransactionColumns,
  { previous, writer }: Inference,
  { cyclic }: CycleFindings,
): boolean {
  if (cyclic.transaction.length === 0) return false;
  const component = new Int32Array(count).fill(-1);
  for (const [at, transaction] of cyclic.transaction.entries()) component[transaction] = cyclic.component[at] as number;
  const seen = new Map<string, number>();
  for (let version = 0; version < previous.length; version++) {
    const by = writer[version] as number;
    if (previous[version] !== unknownPrevious || by < 0 || status[by] === aborted || component[by] === -1) continue;
    const place = `${versionKey[version]} ${component[by]}`;
    const other = seen.get(place);
    if (other !== undefined && other !== by) return true;
    seen.set(place, by);
  }
  return false;
}

/**
 * True if the order of versions is known as far as it matters, so that a history has no cycles but those found. Lists show
 * their order, apart from what nobody read at their ends. Registers do not show it: a version may have been anywhere.
 */
export function isOrderComplete(
  transactions: TransactionColumns,
  inference: Inference,
  cycles: CycleFindings,
): boolean {
  if (transactions.workload === 'list-append') return !hasOpenTail(transactions, inference, cycles);
  if (inference.hasUnclearReads === true) return false;
  const counts = mattering(transactions, inference);
  const lastBy = new Int32Array(transactions.keys.size).fill(-1);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (counts[transaction] === 0) continue;
    for (
      let op = (transactions.first[transaction + 1] as number) - 1;
      op >= (transactions.first[transaction] as number);
      op--
    ) {
      const kind = transactions.kind[op] as number;
      const key = transactions.key[op] as number;
      // What the transaction itself overwrites later is nobody's version.
      if (kind === readOp || kind === predicateReadOp || lastBy[key] === transaction) continue;
      lastBy[key] = transaction;
      if (inference.previous[transactions.version[op] as number] === unknownPrevious) return false;
    }
  }
  return true;
}

/**
 * Per transaction: 1 if the versions that it installed must have a known place. An aborted one installed none; one of unknown
 * outcome that nobody read from need not have committed, and a history without it has fewer dependencies. Nobody is read from who aborted: that is
 * G1a, not a dependency.
 */
function mattering({ count, status }: TransactionColumns, { edges }: Inference): Uint8Array {
  const matters = Uint8Array.from({ length: count }, (_, transaction) => (status[transaction] === committed ? 1 : 0));
  for (let edge = 0; edge < edges.count; edge++) {
    const from = edges.from[edge] as number;
    const isRead = edges.kind[edge] === wrEdge || edges.kind[edge] === predicateWrEdge;
    if (isRead) matters[from] = 1;
  }
  return matters;
}
