/**
 * Sets, with the answers that data structures give (true if the operation changed the set, or found the element) and the
 * reads of whole sets that Jepsen's workloads make. An answer that is neither true nor false says nothing.
 */
import type { Json } from '../../history/event.ts';
import { canonicalJson } from '../../history/interner.ts';
import { quote } from '../../history/quote.ts';
import { defineSpecification } from '../define-specification.ts';
import type { Effect, Specification } from '../specification.ts';

/** Elements as canonical text, sorted. */
type Elements = readonly string[];

function elements(list: Json): Elements {
  return Array.isArray(list) ? [...new Set((list as readonly Json[]).map(canonicalJson))].toSorted() : [];
}

const inserts = ['add', 'insert'];

function agrees(result: Json | undefined, answer: boolean): boolean {
  return typeof result !== 'boolean' || result === answer;
}

function step(state: Elements, { f, argument, result }: Effect): Elements | undefined {
  if (f === 'read') {
    return result === undefined || canonicalJson(elements(result)) === canonicalJson(state) ? state : undefined;
  }
  const element = canonicalJson(argument);
  const has = state.includes(element);
  if (f === 'contains') return agrees(result, has) ? state : undefined;
  if (!agrees(result, inserts.includes(f) ? !has : has)) return undefined;
  if (inserts.includes(f)) return has ? state : [...state, element].toSorted();
  return has ? state.filter((one) => one !== element) : state;
}

function describe({ f, argument, result }: Effect, object: string): string {
  const where = object === '' ? 'the set' : object;
  if (f === 'read') return `read ${quote(result)} from ${where}`;
  const no = result === false;
  if (f === 'contains') return `found that ${where} ${no ? 'lacks' : 'has'} ${quote(argument)}`;
  if (inserts.includes(f))
    return no ? `found ${quote(argument)} in ${where} already` : `added ${quote(argument)} to ${where}`;
  return no ? `found no ${quote(argument)} to remove from ${where}` : `removed ${quote(argument)} from ${where}`;
}

function refusal(state: Elements, { f, argument, result }: Effect): string {
  if (f !== 'read') return `${quote(argument)} was ${state.includes(canonicalJson(argument)) ? '' : 'not '}in it`;
  const seen = elements(result ?? null);
  const missed = state.find((element) => !seen.includes(element));
  if (missed !== undefined) return `${quoted(missed)} was in it too`;
  const never = seen.find((element) => !state.includes(element)) ?? 'null';
  return `${quoted(never)} was not in it`;
}

/** An element, from canonical text. */
function quoted(element: string): string {
  return quote(JSON.parse(element) as Json);
}

function setLike(name: string, functions: readonly string[]): Specification {
  return defineSpecification<Elements>({
    name,
    functions,
    initial: elements,
    initialFault: (given) => (Array.isArray(given) ? undefined : 'it must be the list of its elements'),
    step,
    identity: (state) => state.join(),
    readOnly: ({ f, result }) => f === 'read' || f === 'contains' || result === false,
    fault: ({ f, result }) =>
      f === 'read' && result !== undefined && !Array.isArray(result)
        ? `"read" returned ${quote(result)}; it must be the list of the elements`
        : undefined,
    partOf: ({ f, argument }) => (f === 'read' ? undefined : argument),
    describe,
    refusal,
  });
}

/** `add` (or `insert`), `remove`, `contains`, `read`. */
export const setSpecification = setLike('set', ['add', 'insert', 'remove', 'contains', 'read']);

/** `add` (or `insert`), `contains`, `read`. */
export const growOnlySetSpecification = setLike('grow-only-set', ['add', 'insert', 'contains', 'read']);
