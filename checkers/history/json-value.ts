/**
 * JSON without loss: `JSON.parse` rounds whole numbers beyond 2^53, and two different values must never become equal in
 * a history. Such numbers are kept as strings of their digits, which compare as they should.
 */

/** `JSON.parse` has passed the source text to revivers since V8 11.4; TypeScript's library does not know it yet. */
type ReviverWithSource = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
type ParseWithSource = (text: string, reviver: ReviverWithSource) => unknown;

const longDigits = /\d{16}/;

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context.source === undefined) return value;
  return /^-?\d+$/.test(context.source) ? context.source : value;
}

/** Parses JSON; throws a SyntaxError like `JSON.parse`. Whole numbers beyond 2^53 become strings of their digits. */
export function parseJsonExactly(text: string): unknown {
  return longDigits.test(text) ? (JSON.parse as ParseWithSource)(text, keepDigits) : JSON.parse(text);
}
