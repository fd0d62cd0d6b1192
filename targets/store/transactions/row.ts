/** What transactions read and write: rows of a few tables, each a key and a value, and the steps on them. */
import type { Json } from '../../../checkers/history/event.ts';
import type { RowPredicate } from '../../contract/client.ts';
import { isInteger } from '../protocol/fields.ts';

/** `registers/x`, `lists/x` or `rows/x`; `index/5/x` is an entry of the index (`secondary-index.ts`), which no client names. */
export type RowName = `${'registers' | 'lists' | 'rows' | 'index'}/${string}`;

/** Null: there is no such row. */
export type RowValue = number | readonly number[] | null;

export type RowWrite = readonly [row: RowName, value: RowValue];

/** One step of an open transaction. */
export type TransactionStep =
  | { readonly type: 'begin' }
  | { readonly type: 'read'; readonly row: RowName }
  /** Whether the row exists or not. */
  | { readonly type: 'write'; readonly row: RowName; readonly value: number }
  /** To a list; a row that does not exist is an empty one. */
  | { readonly type: 'append'; readonly row: RowName; readonly value: number }
  | { readonly type: 'insert'; readonly row: RowName; readonly value: number }
  | { readonly type: 'update'; readonly row: RowName; readonly value: number }
  | { readonly type: 'delete'; readonly row: RowName }
  /** Reads every row of the table `rows` that the predicate selects, by each shard in the order of their names. */
  | { readonly type: 'select'; readonly predicate: RowPredicate }
  | { readonly type: 'commit' }
  | { readonly type: 'abort' };

export type DataStep = Exclude<TransactionStep, { readonly type: 'begin' | 'commit' | 'abort' }>;
export type WriteStep = Exclude<DataStep, { readonly type: 'read' | 'select' }>;

/** What is read when a predicate is: the rows themselves, or the entries of their index. */
export interface Selection {
  readonly table: 'rows' | 'index';
  readonly predicate: RowPredicate;
}

/** Whether the row, with this value, is one of the selection. */
export function selects({ table, predicate }: Selection, row: RowName, value: RowValue): boolean {
  if (typeof value !== 'number' || !row.startsWith(`${table}/`)) return false;
  return predicate === 'true' || value % predicate[1] === predicate[2];
}

/** Thrown by a step that breaks a rule of the data: its transaction is aborted. */
export class ConstraintViolated extends Error {
  override readonly name = 'ConstraintViolated';
}

/** What a row holds after the step, if it held `before`. */
export function written(step: WriteStep, before: RowValue): RowValue {
  const exists = before !== null;
  if (step.type === 'insert' && exists) throw new ConstraintViolated(`${step.row} exists already`);
  if ((step.type === 'update' || step.type === 'delete') && !exists) {
    throw new ConstraintViolated(`there is no ${step.row}`);
  }
  if (step.type === 'delete') return null;
  // A new list each time: those that were read stay as they were.
  return step.type === 'append' ? [...(Array.isArray(before) ? before : []), step.value] : step.value;
}

const maxNameLength = 1100;
/** The name of an entry has a value in it, too. */
const maxEntryLength = maxNameLength + 20;
const maxListLength = 100_000;

function isRowName(value: Json | undefined): value is RowName {
  if (typeof value !== 'string' || value.length > maxEntryLength) return false;
  return value.startsWith('index/') || (value.length <= maxNameLength && /^(registers|lists|rows)\//.test(value));
}

function isPredicate(value: Json | undefined): boolean {
  if (value === 'true') return true;
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [kind, modulus, remainder] = value as readonly Json[];
  return kind === 'mod' && isInteger(modulus) && modulus > 0 && isInteger(remainder);
}

/** Checks a step that came from a client. */
export function isTransactionStep(value: Json | undefined): value is TransactionStep {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const step = value as Readonly<Record<string, Json>>;
  const isOn = (...tables: readonly string[]): boolean =>
    isRowName(step['row']) && tables.some((table) => (step['row'] as string).startsWith(`${table}/`));
  switch (step['type']) {
    case 'begin':
    case 'commit':
    case 'abort':
      return true;
    case 'read':
      return isOn('registers', 'lists', 'rows');
    case 'write':
      return isOn('registers') && isInteger(step['value']);
    case 'append':
      return isOn('lists') && isInteger(step['value']);
    case 'insert':
    case 'update':
      return isOn('rows') && isInteger(step['value']);
    case 'delete':
      return isOn('rows');
    case 'select':
      return isPredicate(step['predicate']);
    default:
      return false;
  }
}

function isRowValue(value: Json | undefined): boolean {
  if (value === null || isInteger(value)) return true;
  return Array.isArray(value) && value.length <= maxListLength && (value as readonly Json[]).every(isInteger);
}

/** Checks a step that came from another node, which may change the index, too. */
export function isDataStep(value: Json | undefined): boolean {
  if (isTransactionStep(value)) return value.type !== 'begin' && value.type !== 'commit' && value.type !== 'abort';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { type, row, value: entry } = value as Readonly<Record<string, Json>>;
  if (!isRowName(row) || !row.startsWith('index/')) return false;
  return type === 'delete' || (type === 'insert' && isInteger(entry));
}

/** Checks the writes of a transaction that came from another node. */
export function areRowWrites(value: Json | undefined): value is readonly RowWrite[] {
  if (!Array.isArray(value)) return false;
  return (value as readonly Json[]).every(
    (write) =>
      Array.isArray(write) && write.length === 2 && isRowName(write[0] as Json) && isRowValue(write[1] as Json),
  );
}
