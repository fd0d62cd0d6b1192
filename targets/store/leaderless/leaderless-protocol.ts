/**
 * What nodes of a leaderless cluster say to each other. A question carries a name that its answer repeats; names are never
 * used twice, not even by a node that was restarted, so a late answer is never taken for one to a newer question.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { isInteger, isKey, isList } from '../protocol/fields.ts';
import { isKeyState, isTombstone } from '../versions/key-state.ts';
import type { KeyState, LatestState } from '../versions/key-state.ts';

export type Item = readonly [key: string, state: KeyState];

/** Asks for the receiver's copy. */
export type GetMessage = { readonly kind: 'get'; readonly question: string; readonly key: string };
export type GotMessage = { readonly kind: 'got'; readonly question: string; readonly state: KeyState | null };
/** Asks to merge this into the receiver's copy. */
export type PutMessage = {
  readonly kind: 'put';
  readonly question: string;
  readonly key: string;
  readonly state: KeyState;
};
/** Asks to keep this for another node that does not answer. */
export type HintMessage = {
  readonly kind: 'hint';
  readonly question: string;
  readonly meantFor: string;
  readonly key: string;
  readonly state: KeyState;
};
/** Says that a register was deleted: to be kept by who keeps a copy, and to replace older hints. */
export type BuryMessage = {
  readonly kind: 'bury';
  readonly question: string;
  readonly key: string;
  readonly state: LatestState;
};
/** What was asked to be put, or kept as a hint, is durable. */
export type StoredMessage = { readonly kind: 'stored'; readonly question: string };
/** The hashes of the sender's branches below `path`, in order. */
export type CompareMessage = { readonly kind: 'compare'; readonly path: string; readonly hashes: readonly number[] };
/** All that the sender holds of a range; who is asked to answers with its own. */
export type RangeMessage = {
  readonly kind: 'range';
  readonly path: string;
  readonly items: readonly Item[];
  readonly answer: boolean;
};

export type LeaderlessMessage =
  GetMessage | GotMessage | PutMessage | HintMessage | BuryMessage | StoredMessage | CompareMessage | RangeMessage;

/** Branches of each inner node of a tree, each a digit of its path; paths of leaves have `treeDepth` digits. */
export const treeBranches = 16;
export const treeDepth = 2;

const isPath = (value: Json | undefined, mostDigits: number): boolean =>
  typeof value === 'string' && value.length <= mostDigits && /^[0-9a-f]*$/.test(value);

function isItem(value: Json): boolean {
  return isList(value) && value.length === 2 && isKey(value[0]) && isKeyState(value[1]);
}

/** Checks what came over a socket, where it comes in; the node trusts what passed. */
export function isLeaderlessMessage(message: Message): boolean {
  const { kind, question, key, state, path, hashes, items } = message;
  switch (kind) {
    case 'get':
      return isKey(question) && isKey(key);
    case 'got':
      return isKey(question) && (state === null || isKeyState(state));
    case 'put':
      return isKey(question) && isKey(key) && isKeyState(state);
    case 'hint':
      return isKey(question) && isKey(key) && isKeyState(state) && isKey(message['meantFor']);
    case 'bury':
      return isKey(question) && isKey(key) && isKeyState(state) && isTombstone(state);
    case 'stored':
      return isKey(question);
    case 'compare':
      return isPath(path, treeDepth - 1) && isList(hashes) && hashes.length === treeBranches && hashes.every(isInteger);
    case 'range':
      return isPath(path, treeDepth) && isList(items) && items.every(isItem) && typeof message['answer'] === 'boolean';
    default:
      return false;
  }
}
