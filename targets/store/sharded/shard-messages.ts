/** What nodes with shards say to each other. Any message may be lost, late, doubled or overtaken. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Message } from '../../contract/host.ts';
import { isInteger, isRecord } from '../protocol/fields.ts';
import type { RefusalCode } from '../protocol/client-protocol.ts';
import { areRowWrites, isDataStep } from '../transactions/row.ts';
import type { DataStep, RowWrite } from '../transactions/row.ts';
import type { ShardEntry } from './shard-map.ts';

/** How a step ended. `moved`: the position is elsewhere. `value`: and where the shard ends that it was asked of. */
export type ShardOutcome =
  | { readonly type: 'value'; readonly value: Json; readonly to: string | null }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly message: string }
  | { readonly type: 'moved'; readonly entry: ShardEntry };

/**
 * Coordinators ask and decide, those that have the shards answer. `number` tells a transaction's steps apart, `life` a node's
 * process from the one before a crash: with that one its locks and its unwritten work are gone.
 */
export type ShardMessage =
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly number: number;
      /** In which the node has carried out a step of this transaction before; null: it has carried out none. */
      readonly life: string | null;
      readonly position: string;
      readonly step: DataStep;
    }
  | {
      readonly kind: 'step-reply';
      readonly id: string;
      readonly number: number;
      readonly life: string;
      readonly outcome: ShardOutcome;
    }
  | { readonly kind: 'prepare'; readonly id: string; readonly life: string | null }
  | { readonly kind: 'shard-vote'; readonly id: string; readonly yes: boolean }
  | { readonly kind: 'decision'; readonly id: string; readonly commit: boolean }
  /** The decision is durable here. */
  | { readonly kind: 'told'; readonly id: string }
  /** How did it end? */
  | { readonly kind: 'inquire'; readonly id: string }
  | { readonly kind: 'take'; readonly entry: ShardEntry; readonly rows: readonly RowWrite[] }
  | { readonly kind: 'taken'; readonly entry: ShardEntry };

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value.length <= 2048;

const isLife = (value: Json | undefined): boolean => value === null || isText(value);

function isEntry(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  const { from, to, owner, epoch } = value;
  return isText(from) && (to === null || isText(to)) && isText(owner) && isInteger(epoch);
}

function isOutcome(value: Json | undefined): boolean {
  if (!isRecord(value)) return false;
  if (value['type'] === 'value') return value['value'] !== undefined && (value['to'] === null || isText(value['to']));
  if (value['type'] === 'moved') return isEntry(value['entry']);
  return value['type'] === 'refused' && isText(value['code']) && isText(value['message']);
}

/** Checks what came over a socket, where it comes in; the node trusts what passed. */
export function isShardMessage(message: Message): boolean {
  const { kind, id, entry } = message;
  if (kind === 'take') return isEntry(entry) && areRowWrites(message['rows']);
  if (kind === 'taken') return isEntry(entry);
  if (!isText(id)) return false;
  switch (kind) {
    case 'step':
      return (
        isInteger(message['number']) &&
        isLife(message['life']) &&
        isText(message['position']) &&
        isDataStep(message['step'])
      );
    case 'step-reply':
      return isInteger(message['number']) && isText(message['life']) && isOutcome(message['outcome']);
    case 'prepare':
      return isLife(message['life']);
    case 'shard-vote':
      return typeof message['yes'] === 'boolean';
    case 'decision':
      return typeof message['commit'] === 'boolean';
    case 'told':
    case 'inquire':
      return true;
    default:
      return false;
  }
}
