/** What a node answered, read as what was expected; anything else is an error of the protocol, with an unknown outcome. */
import type { Json } from '../../../checkers/history/event.ts';
import type { ListOperation } from '../../contract/client.ts';
import { StoreError } from './store-error.ts';

function unexpected(expected: string, value: Json): StoreError {
  return new StoreError('protocol-error', `${expected} was expected, not ${JSON.stringify(value)}`);
}

export const asItIs = (value: Json): Json => value;

/** It was done: that is all that the answer says. */
export const expectNothing = (): void => undefined;

/** The one element of a list. */
export function expectOnly(value: Json): Json {
  const [only] = Array.isArray(value) && value.length === 1 ? (value as readonly Json[]) : [];
  if (only !== undefined) return only;
  throw unexpected('a list of one answer', value);
}

export function expectNumberOrNull(value: Json): number | null {
  if (value === null || typeof value === 'number') return value;
  throw unexpected('a number or null', value);
}

export function expectNumber(value: Json): number {
  if (typeof value === 'number') return value;
  throw unexpected('a number', value);
}

export function expectBoolean(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected('true or false', value);
}

export function expectNumbers(value: Json): readonly number[] {
  if (Array.isArray(value) && value.every((element) => typeof element === 'number')) return value;
  throw unexpected('a list of numbers', value);
}

export function expectOperations(value: Json, count: number): ListOperation[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw unexpected(`a list of ${count} operations`, value);
}

export function expectId(value: Json): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw unexpected('an identifier', value);
}

export function expectRows(value: Json): readonly (readonly [string, number])[] {
  const isRow = (row: Json): boolean =>
    Array.isArray(row) && row.length === 2 && typeof row[0] === 'string' && typeof row[1] === 'number';
  if (Array.isArray(value) && (value as readonly Json[]).every(isRow)) {
    return value as readonly (readonly [string, number])[];
  }
  throw unexpected('a list of rows', value);
}
