/**
 * What clients and nodes say to each other. A client opens with `hello`; after `welcome` it may ask, and every question
 * has a number that its answer repeats.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import type { Command, Query } from '../state-machine.ts';

export const protocolVersion = 1;

export type ClientMessage =
  | { readonly kind: 'hello'; readonly version: number }
  | { readonly kind: 'status'; readonly id: number }
  | { readonly kind: 'execute'; readonly id: number; readonly command: Command }
  | { readonly kind: 'query'; readonly id: number; readonly query: Query; readonly after?: number };

/**
 * `not-leader`: nothing was done; `leader` is who leads, if known. `overloaded`, `not-caught-up`: nothing was done.
 * `leadership-lost`: the command was in the log of a leader that is one no longer, and may or may not survive. `bad-request`: not understood.
 */
export type RefusalCode = 'not-leader' | 'overloaded' | 'not-caught-up' | 'leadership-lost' | 'bad-request';

export type NodeAnswer =
  | { readonly kind: 'welcome'; readonly version: number; readonly node: string }
  | {
      readonly kind: 'result';
      readonly id: number;
      readonly value: Json;
      /** Up to this entry of the log the value takes into account; whoever has seen it may ask for that much from then on. */
      readonly index: number;
    }
  | {
      readonly kind: 'refusal';
      readonly id: number;
      readonly code: RefusalCode;
      readonly message: string;
      readonly leader: string | null;
    };

/** The value of a `status` result. */
export type StatusValue = {
  readonly ready: boolean;
  readonly role: 'primary' | 'replica';
  readonly wallClockMs: number;
  readonly detail: string;
};

/** Keeps a message of many log entries far below the size of a frame. */
const maxKeyLength = 1024;

const isKey = (value: Json | undefined): boolean => typeof value === 'string' && value.length <= maxKeyLength;
const isInteger = (value: Json | undefined): boolean => Number.isSafeInteger(value);

function isRecord(value: Json | undefined): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keeps a command, and its answer, below the size of a frame. */
const maxOperations = 100;

function isListTransaction(value: Json | undefined): boolean {
  if (!Array.isArray(value) || value.length > maxOperations) return false;
  return (value as readonly Json[]).every((operation) => {
    if (!Array.isArray(operation) || operation.length !== 3) return false;
    const [kind, key, element] = operation as readonly Json[];
    return isKey(key) && (kind === 'append' ? isInteger(element) : kind === 'r' && element === null);
  });
}

/** Whether this is a command that the state machine understands. */
export function isCommand(value: Json | undefined): value is Command {
  if (!isRecord(value)) return false;
  if (value['type'] === 'nothing') return true;
  if (value['type'] === 'lists') return isListTransaction(value['operations']);
  if (!isKey(value['key'])) return false;
  switch (value['type']) {
    case 'write':
      return isInteger(value['value']);
    case 'compare-and-set':
      return isInteger(value['from']) && isInteger(value['to']);
    case 'add':
      return isInteger(value['element']);
    default:
      return false;
  }
}

function isQuery(value: Json | undefined): value is Query {
  if (!isRecord(value) || !isKey(value['key'])) return false;
  return value['type'] === 'register' || value['type'] === 'elements';
}

/** Checks what came from outside, where it comes in; the node trusts what passed. */
export function isClientMessage(message: Message): boolean {
  if (message['kind'] === 'hello') return isInteger(message['version']);
  if (!isInteger(message['id'])) return false;
  switch (message['kind']) {
    case 'status':
      return true;
    case 'execute':
      return isCommand(message['command']);
    case 'query':
      return isQuery(message['query']) && (message['after'] === undefined || isInteger(message['after']));
    default:
      return false;
  }
}
