/**
 * What an operation did, in the few characters that fit on a bar: `k1 → 3` (a read and what it saw), `k1 ← 4` (a
 * write), `k1: 3 ⇒ 4` (a compare-and-set). Values are any JSON, may be enormous (a set of ten thousand elements) and
 * hostile, so writing stops at a limit instead of building the whole text.
 */
import type { Json } from '../checkers/history/event.ts';
import { shorten, visibleText } from './hostile-text.ts';

type JsonObject = { readonly [key: string]: Json };

interface LabelledOperation {
  readonly f: string;
  readonly invoked: Json;
  /** What the completion carried; the invocation's value if it carried nothing. */
  readonly observed: Json;
  readonly result: 'ok' | 'fail' | 'info';
}

/** Arguments and outcome of an operation without its `f`, safe text of at most about `limit` characters. */
export function operationLabel(operation: LabelledOperation, limit: number): string {
  return shorten(describe(operation, limit), limit);
}

/** A JSON value in few characters, safe text; long arrays end in their length. Linear in `limit`, not in the value. */
export function compactJson(value: Json, limit: number): string {
  if (value === null) return 'nil';
  if (typeof value === 'string')
    return visibleText(plainWord.test(value) ? value : JSON.stringify(value.slice(0, limit)));
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return compactList(value, limit);
  return shorten(`{${compactEntries(value, limit)}}`, limit);
}

const plainWord = /^[\p{L}\p{N}_.:/-]+$/u;

function describe({ f, invoked, observed, result }: LabelledOperation, limit: number): string {
  if (isTransaction(invoked))
    return transactionLabel(result === 'ok' && isTransaction(observed) ? observed : invoked, limit);
  const keyed = isList(invoked) && invoked.length === 2 && !isContainer(invoked[0]);
  if (keyed && (f === 'read' || f === 'write' || f === 'cas')) {
    const key = compactJson(invoked[0] as Json, limit);
    const argument = invoked[1] as Json;
    if (f === 'write') return `${key} ← ${compactJson(argument, limit)}`;
    if (f === 'cas' && isList(argument) && argument.length === 2) return `${key}: ${changeLabel(argument, limit)}`;
    const seen = isList(observed) && observed.length === 2 ? (observed[1] as Json) : observed;
    if (f === 'read') return result === 'ok' ? `${key} → ${compactJson(seen, limit)}` : key;
  }
  if (f === 'cas' && isList(invoked) && invoked.length === 2) return changeLabel(invoked, limit);
  if (invoked === null) return result === 'ok' ? `→ ${compactJson(observed, limit)}` : '';
  const asked = isContainer(invoked) && !isList(invoked) ? compactEntries(invoked, limit) : compactJson(invoked, limit);
  if (result !== 'ok' || observed === null || sameJson(invoked, observed)) return asked;
  return `${asked} → ${compactJson(observed, limit)}`;
}

function changeLabel(change: readonly Json[], limit: number): string {
  return `${compactJson(change[0] as Json, limit)} ⇒ ${compactJson(change[1] as Json, limit)}`;
}

/** Micro-operations in Elle's notation: `[["r","x",3],["w","y",1],["append","z",5]]`; `rp` reads by a predicate. */
function transactionLabel(transaction: readonly (readonly Json[])[], limit: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const [f, key, value] of transaction) {
    if (length > limit) break;
    const part = microOperationLabel(compactJson(f as Json, limit), compactJson(key as Json, limit), value, limit);
    parts.push(part);
    length += part.length + 2;
  }
  return parts.join(', ');
}

/** `value` is undefined for what takes none (`delete`), null for a read that has not answered. */
function microOperationLabel(f: string, key: string, value: Json | undefined, limit: number): string {
  const isRead = f === 'r' || f === 'rp';
  if (value === undefined || (isRead && value === null)) return `${f} ${key}`;
  return `${f} ${key} ${isRead ? '→' : '←'} ${compactJson(value, limit)}`;
}

function compactList(list: readonly Json[], limit: number): string {
  const parts: string[] = [];
  const ending = `] (${list.length} elements)`;
  // The bracket, the ellipsis, and room for a label's own words before the value.
  let length = 12;
  for (const element of list) {
    const part = compactJson(element, limit);
    length += part.length + 2;
    if (length > limit - ending.length) return `[${[...parts, '…'].join(', ')}${ending}`;
    parts.push(part);
  }
  return `[${parts.join(', ')}]`;
}

function compactEntries(value: JsonObject, limit: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const key in value) {
    if (length > limit) break;
    const part = `${compactJson(key, limit)} ${compactJson(value[key] as Json, limit)}`;
    parts.push(part);
    length += part.length + 2;
  }
  return parts.join(', ');
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isContainer(value: Json | undefined): value is readonly Json[] | JsonObject {
  return typeof value === 'object' && value !== null;
}

function isTransaction(value: Json): value is readonly (readonly Json[])[] {
  return (
    isList(value) &&
    value.length > 0 &&
    value.every((part) => isList(part) && part.length >= 2 && part.length <= 3 && typeof part[0] === 'string')
  );
}

function sameJson(left: Json, right: Json): boolean {
  if (!isContainer(left) || !isContainer(right)) return left === right;
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
