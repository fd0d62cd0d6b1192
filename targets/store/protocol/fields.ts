/** Checks of single fields of what came over a socket. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';

/** Keeps a message of many log entries far below the size of a frame. */
const maxKeyLength = 1024;

export const isKey = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.length <= maxKeyLength;

export const isInteger = (value: Json | undefined): value is number => Number.isSafeInteger(value);

export function isRecord(value: Json | undefined): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const isIntegers = (value: Json | undefined): value is readonly number[] =>
  isList(value) && value.every(isInteger);

export const isCount = (value: Json | undefined): value is number => isInteger(value) && value >= 0;

/** At least one. */
export const areNames = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
