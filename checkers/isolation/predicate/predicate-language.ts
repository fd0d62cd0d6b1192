/**
 * The predicates of transactions that read by predicate: `["rp", predicate, [[key, value], ...]]` returns the objects that
 * match. It is the small language of Elle's closed-predicate histories, and what more a `where` clause needs:
 *
 * | predicate | matches an object whose value |
 * |---|---|
 * | `"true"` | is anything |
 * | `["=", v]`, `["!=", v]` | is v, is not v (as JSON) |
 * | `["<", n]`, `["<=", n]`, `[">", n]`, `[">=", n]` | is a number below n, and so on |
 * | `["mod", m, r]` | is an integer that leaves the remainder r when divided by m, 0 <= r < m |
 * | `["key", p]` | has a key that p matches |
 * | `["not", p]`, `["and", p, ...]`, `["or", p, ...]` | is not matched by p, by all, by one |
 *
 * What does not exist, because it is not yet inserted or was deleted, matches no predicate, `["not", p]` neither.
 */
import { canonicalJson } from '../../history/interner.ts';
import type { Json } from '../../history/event.ts';

/** Whether an object that exists matches. */
export type Predicate = (key: Json, value: Json) => boolean;

/** Predicates nested deeper than this are not understood; recursion must end somewhere. */
const deepest = 64;

export const predicateForms =
  'a predicate is "true", ["=", v], ["!=", v], ["<", n], ["<=", n], [">", n], [">=", n], ["mod", m, r], ["key", p], ["not", p], ["and", p, ...] or ["or", p, ...]';

type Comparison = (value: number, bound: number) => boolean;

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** Keywords of EDN keep their colon in some files. */
function nameOf(word: Json | undefined): string | undefined {
  return typeof word === 'string' ? word.replace(/^:/, '') : undefined;
}

function remainder(parameters: readonly Json[]): Predicate | undefined {
  const [modulus, rest] = parameters;
  if (parameters.length !== 2 || !Number.isInteger(modulus) || !Number.isInteger(rest)) return undefined;
  const divisor = modulus as number;
  if (divisor < 1) return undefined;
  return (_, value) => Number.isInteger(value) && (((value as number) % divisor) + divisor) % divisor === rest;
}

function equality(parameters: readonly Json[], isEqual: boolean): Predicate | undefined {
  const [wanted] = parameters;
  if (wanted === undefined || parameters.length !== 1) return undefined;
  const text = canonicalJson(wanted);
  return (_, value) => (value === wanted || canonicalJson(value) === text) === isEqual;
}

function combination(name: string, parameters: readonly Json[], depth: number): Predicate | undefined {
  const parts = parameters.map((part) => compile(part, depth + 1));
  if (parts.includes(undefined)) return undefined;
  const [only, ...others] = parts as Predicate[];
  if (name === 'and') return (key, value) => (parts as Predicate[]).every((part) => part(key, value));
  if (name === 'or') return (key, value) => (parts as Predicate[]).some((part) => part(key, value));
  if (only === undefined || others.length > 0) return undefined;
  if (name === 'not') return (key, value) => !only(key, value);
  return name === 'key' ? (key) => only(key, key) : undefined;
}

function compile(predicate: Json, depth: number): Predicate | undefined {
  if (depth > deepest) return undefined;
  if (nameOf(predicate) === 'true') return () => true;
  if (!Array.isArray(predicate)) return undefined;
  const [word, ...parameters] = predicate as readonly Json[];
  const name = nameOf(word);
  if (name === undefined) return undefined;
  if (name === '=' || name === '!=') return equality(parameters, name === '=');
  if (name === 'mod') return remainder(parameters);
  const compare = comparisons.get(name);
  if (compare === undefined) return combination(name, parameters, depth);
  const [bound] = parameters;
  if (parameters.length !== 1 || typeof bound !== 'number') return undefined;
  return (_, value) => typeof value === 'number' && compare(value, bound);
}

/** The predicate as a function; undefined if it is none. */
export function compilePredicate(predicate: Json): Predicate | undefined {
  return compile(predicate, 0);
}

/** Of `["=", v]`: v. Such predicates are answered from an index instead of a search. */
export function equalityValue(predicate: Json): Json | undefined {
  if (!Array.isArray(predicate) || predicate.length !== 2) return undefined;
  const [word, value] = predicate as readonly Json[];
  return nameOf(word) === '=' ? value : undefined;
}
