/**
 * A new version of a set, as the little that it adds (Almeida et al., "Delta State Replicated Data Types", 2018). Sent whole,
 * every addition would carry all before it, and a slow link would take minutes to catch up. A delta makes sense only to a
 * copy that has heard all that its writer had read: multi-leader replication waits for that, leaderless does not.
 */
import type { Json } from '../../../checkers/history/event.ts';
import { isIntegers, isRecord } from '../protocol/fields.ts';
import { isContext, isDot, knows } from './causal-context.ts';
import type { CausalContext, Dot } from './causal-context.ts';
import { isKeyState, unionOfSiblings } from './key-state.ts';
import type { KeyState, SiblingsState } from './key-state.ts';

/** The version `dot`, which replaces all else that `context` knows and has its elements, and `added` ones. */
export type VersionDelta = {
  readonly type: 'delta';
  readonly context: CausalContext;
  readonly dot: Dot;
  readonly added: readonly number[];
};

/** A state to be merged, or what it adds. */
export type Change = KeyState | VersionDelta;

const nothing: SiblingsState = { type: 'siblings', context: {}, siblings: [] };

const siblingsOf = (state: KeyState | undefined): SiblingsState => (state?.type === 'siblings' ? state : nothing);

/** What `change`, made by a writer who had read `read`, adds to that. Other states than siblings are small already. */
export function deltaOf(change: KeyState, read: KeyState | undefined): Change {
  const [version] = siblingsOf(change).siblings;
  if (change.type !== 'siblings' || version === undefined) return change;
  const known = new Set(unionOfSiblings(siblingsOf(read)));
  const added = version.elements.filter((element) => !known.has(element));
  return { type: 'delta', context: change.context, dot: version.dot, added };
}

/**
 * The state to be merged into `held`, which has heard all that the writer had read. What of that was replaced here by yet
 * another version lives on in that one, so the completed version may lack it: together they have all.
 */
export function completed(change: Change, held: KeyState | undefined): KeyState {
  if (change.type !== 'delta') return change;
  const { context, dot, added } = change;
  const replaced = siblingsOf(held).siblings.filter((sibling) => knows(context, sibling.dot));
  const elements = new Set([...replaced.flatMap((sibling) => sibling.elements), ...added]);
  const version = { dot, elements: [...elements].toSorted((left, right) => left - right) };
  return { type: 'siblings', context, siblings: [version] };
}

/** Whether this, from outside, is what a peer may send as a change. */
export function isChange(value: Json | undefined): value is Change {
  if (!isRecord(value) || value['type'] !== 'delta') return isKeyState(value);
  return isContext(value['context']) && isDot(value['dot']) && isIntegers(value['added']);
}
