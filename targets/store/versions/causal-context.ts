/**
 * Which writes of a key somebody knows of, as a version vector with exceptions. A dot names one write: its actor, and how
 * many writes of that key the actor had made. Dots beside the vector make it exact: knowing an actor's fifth write does not
 * mean knowing its fourth (Preguiça et al., "Dotted Version Vectors", 2010; Almeida et al., "Delta State Replicated Data
 * Types", 2018).
 */
import type { Json } from '../../../checkers/history/event.ts';
import { isInteger, isList, isRecord } from '../protocol/fields.ts';

export type Dot = readonly [actor: string, count: number];

/** By actor: how many of its writes are known without a gap, then those known beyond, ascending. */
export type CausalContext = Readonly<Record<string, readonly [known: number, ...beyond: number[]]>>;

export function knows(context: CausalContext, [actor, count]: Dot): boolean {
  const known = context[actor];
  return known !== undefined && (count <= known[0] || known.includes(count, 1));
}

/** What is known to either. */
export function joinContexts(left: CausalContext, right: CausalContext): CausalContext {
  const joined: Record<string, readonly [number, ...number[]]> = { ...left };
  for (const [actor, known] of Object.entries(right)) {
    const mine = left[actor];
    joined[actor] = mine === undefined ? known : joinKnown(mine, known);
  }
  return joined;
}

function joinKnown(left: readonly [number, ...number[]], right: readonly [number, ...number[]]): [number, ...number[]] {
  let known = Math.max(left[0], right[0]);
  const beyond = [...new Set([...left.slice(1), ...right.slice(1)])].filter((count) => count > known);
  beyond.sort((one, other) => one - other);
  while (beyond[0] === known + 1) {
    known++;
    beyond.shift();
  }
  return [known, ...beyond];
}

export function withDot(context: CausalContext, [actor, count]: Dot): CausalContext {
  return joinContexts(context, { [actor]: count === 1 ? [1] : [0, count] });
}

/** Whether `outer` knows all that `inner` knows. */
export function contains(outer: CausalContext, inner: CausalContext): boolean {
  return Object.entries(inner).every(([actor, [known, ...beyond]]) => {
    // A vector that ended right before a dot known beyond it would include that dot: so a longer one knows more.
    const held = outer[actor]?.[0] ?? 0;
    return known <= held && beyond.every((count) => knows(outer, [actor, count]));
  });
}

const isCount = (value: Json | undefined): value is number => isInteger(value) && value >= 0;

/** Actors are names of nodes with a number; nothing that an object has by itself. */
const isActor = (actor: string): boolean => /^[a-z0-9-]{1,64}\/\d{1,10}$/.test(actor);

export function isDot(value: Json | undefined): value is Dot {
  return isList(value) && value.length === 2 && typeof value[0] === 'string' && isActor(value[0]) && isCount(value[1]);
}

export function isContext(value: Json | undefined): value is CausalContext {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([actor, known]) => isActor(actor) && isList(known) && known.length > 0 && known.every(isCount),
  );
}
