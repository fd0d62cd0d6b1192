/** What a question about isolation may ask for: our names, and Elle's where a history of its tests states them. */
import type { Json } from '../history/event.ts';
import { quote } from '../history/quote.ts';
import { InputError } from '../input-error.ts';
import type { RegisterAssumptions } from './rw-register/register-assumptions.ts';
import type { TransactionColumns } from './transaction-columns.ts';

export interface IsolationOptions {
  /** Only these anomalies (and what they include) count, whatever the model: Elle's `anomalies`. */
  readonly anomalies?: readonly string[];
  /** Transactions up to which the complete decision runs beside the search of cycles. */
  readonly decisionLimit?: number;
}

/** Complete decisions take milliseconds up to here; see `docs/isolation.md`. */
export const defaultDecisionLimit = 1000;

type Given = Readonly<Record<string, unknown>>;

/** Undefined if neither name is given. Throws an InputError for other values than true and false. */
export function flag(options: Given, name: string, elleName: string): boolean | undefined {
  const value = options[name] ?? options[elleName];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw new InputError('bad-option', `the option ${name} is ${quote(value as Json)}`, `give true or false`);
}

function texts(value: unknown, name: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
  if (Array.isArray(list) && list.every((one): one is string => typeof one === 'string')) return list;
  throw new InputError('bad-option', `the option ${name} is ${quote(value as Json)}`, 'give a list of names');
}

/** Reads options that came from a command line or an index. Throws an InputError for values of another kind. */
export function isolationOptions(options: Given): IsolationOptions {
  // Elle's test cases name models or anomalies; where they name models, these are what counts.
  const anomalies = options['consistency-models'] ? undefined : texts(options['anomalies'], 'anomalies');
  const limit = options['decisionLimit'];
  if (limit !== undefined && (typeof limit !== 'number' || !(limit >= 0))) {
    throw new InputError(
      'bad-option',
      `the option decisionLimit is ${quote(limit as Json)}`,
      'give a number of transactions',
    );
  }
  return {
    ...(anomalies === undefined ? {} : { anomalies }),
    ...(limit === undefined ? {} : { decisionLimit: limit }),
  };
}

/** Elle's `transaction-order`: pairs of an operation's index and its rank; operations that it leaves out come last. */
function ranks(value: unknown, transactions: TransactionColumns): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isPair = (pair: unknown): pair is readonly [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'number');
  if (!Array.isArray(value) || !value.every(isPair)) {
    throw new InputError(
      'bad-option',
      'transactionOrder is no list of pairs',
      'give [[index of operation, rank], ...]',
    );
  }
  const rank = new Map<number, number>(value);
  return Array.from({ length: transactions.count }, (_, transaction) => {
    const { index, completionIndex } = transactions.operation(transaction);
    return rank.get(completionIndex) ?? rank.get(index) ?? Infinity;
  });
}

/** What registers are taken to do, from options. Throws an InputError for values of another kind. */
export function registerAssumptions(
  options: Given,
  transactions: TransactionColumns,
  initial?: Json,
): RegisterAssumptions {
  const sequentialKeys = flag(options, 'sequentialKeys', 'sequential-keys?');
  const linearizableKeys = flag(options, 'linearizableKeys', 'linearizable-keys?');
  const writeFollowsRead = flag(options, 'writeFollowsRead', 'wfr-keys?');
  const transactionOrder = ranks(options['transactionOrder'] ?? options['transaction-order'], transactions);
  return {
    ...(initial === undefined ? {} : { initial }),
    ...(sequentialKeys === undefined ? {} : { sequentialKeys }),
    ...(linearizableKeys === undefined ? {} : { linearizableKeys }),
    ...(writeFollowsRead === undefined ? {} : { writeFollowsRead }),
    ...(transactionOrder === undefined ? {} : { transactionOrder }),
  };
}
