/**
 * What clients and nodes say to each other. A client opens with `hello`; after `welcome` it may ask, and every question
 * has a number that its answer repeats.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { isCommand, isQuery } from '../state-machine.ts';
import type { Command, Query } from '../state-machine.ts';
import { isTransactionStep } from '../transactions/row.ts';
import type { TransactionStep } from '../transactions/row.ts';
import { isInteger, isRecord } from './fields.ts';

export const protocolVersion = 1;

/** What an operator has a Raft leader do: see `raft/administration.ts`. */
export type AdministrativeChange = {
  readonly type: 'add-member' | 'remove-member' | 'transfer';
  readonly node: string;
};

/** `members`: answers who they are. */
export type AdministrativeRequest = AdministrativeChange | { readonly type: 'members' };

export type ClientMessage =
  | { readonly kind: 'hello'; readonly version: number }
  | { readonly kind: 'status'; readonly id: number }
  | { readonly kind: 'administer'; readonly id: number; readonly request: AdministrativeRequest }
  | { readonly kind: 'execute'; readonly id: number; readonly command: Command }
  | { readonly kind: 'query'; readonly id: number; readonly query: Query; readonly after?: number }
  /** A step of the one transaction that this client may have open at this node. */
  | { readonly kind: 'transaction'; readonly id: number; readonly step: TransactionStep };

/**
 * `not-leader`: nothing was done; `leader` is who leads, if known. `overloaded`, `not-caught-up`: nothing was done. `leadership-lost`: the
 * command was in the log of a leader that is one no longer, and may or may not survive. `bad-request`: not understood.
 * `not-now`: what an operator asked for was not begun, for a reason that passes.
 * `quorum-timeout`: too few copies answered in time; what was written is on some of them, or on none.
 * The others: the transaction is aborted and had no effect (`transaction-gone`: it was so before).
 */
export type RefusalCode =
  | 'not-leader'
  | 'overloaded'
  | 'not-caught-up'
  | 'leadership-lost'
  | 'bad-request'
  | 'not-now'
  | 'quorum-timeout'
  | 'serialization-failure'
  | 'deadlock'
  | 'constraint-violated'
  | 'transaction-timeout'
  | 'transaction-gone';

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

const administrativeChanges: readonly unknown[] = ['add-member', 'remove-member', 'transfer'];

function isAdministrativeRequest(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  return (
    value['type'] === 'members' || (administrativeChanges.includes(value['type']) && typeof value['node'] === 'string')
  );
}

/** Checks what came from outside, where it comes in; the node trusts what passed. */
export function isClientMessage(message: Message): boolean {
  if (message['kind'] === 'hello') return isInteger(message['version']);
  if (!isInteger(message['id'])) return false;
  switch (message['kind']) {
    case 'status':
      return true;
    case 'administer':
      return isAdministrativeRequest(message['request']);
    case 'execute':
      // What a transaction wrote is a command of the leader's, no client's.
      return isCommand(message['command']) && message['command'].type !== 'install';
    case 'query':
      return isQuery(message['query']) && (message['after'] === undefined || isInteger(message['after']));
    case 'transaction':
      return isTransactionStep(message['step']);
    default:
      return false;
  }
}
