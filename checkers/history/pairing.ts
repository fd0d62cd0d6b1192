/**
 * Pairs invocations with completions, as Jepsen does: a process is sequential, so a completion belongs to the one
 * operation that its process has open. Order is the order of events, not their times. An operation that ends in `info`,
 * or never ends, may take effect at any later time or never.
 *
 * Some tools record completions only. Where that is allowed, and the history has no invocation at all, each completion is
 * an operation by itself whose invocation is the same event: nobody knows when it began, so it is in no real-time order
 * with others. The order of each process still holds.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { EventType, HistoryEvent, Operation } from './event.ts';
import { invokeCode, type EventTable } from './event-table.ts';
import { OperationTable } from './operation-table.ts';
import { quote } from './quote.ts';

/** In place of an open operation: the process is no client. */
const notClient = -2;

export interface PairingOptions {
  /** Histories without any invocation are allowed: for checkers that can do without real time. */
  readonly completionsMayStandAlone?: boolean;
}

const fix = 'a history holds one invocation and at most one completion for each operation of a process, in order';

function stillOpen(event: HistoryEvent, begun: HistoryEvent): HistoryShapeError {
  const reason = `process ${event.process} invokes ${quote(event.f)} while its ${quote(begun.f)} (event ${begun.index}) is still open`;
  return new HistoryShapeError(event.index, reason, fix);
}

function neverInvoked(event: HistoryEvent): HistoryShapeError {
  const reason = `process ${event.process} completes ${quote(event.f)} (${event.type}), which it never invoked`;
  return new HistoryShapeError(event.index, reason, fix);
}

function anotherFunction(event: HistoryEvent, begun: HistoryEvent): HistoryShapeError {
  const reason = `process ${event.process} completes ${quote(event.f)}, but its open operation is ${quote(begun.f)} (event ${begun.index})`;
  return new HistoryShapeError(event.index, reason, fix);
}

function completed(invocation: HistoryEvent, completion: HistoryEvent, type: EventType): Operation {
  if (completion.f !== invocation.f) throw anotherFunction(completion, invocation);
  return {
    index: invocation.index,
    completionIndex: completion.index,
    process: invocation.process as number,
    f: invocation.f,
    invoked: invocation.value,
    value: type === 'ok' || completion.value !== null ? completion.value : invocation.value,
    type: type === 'invoke' ? 'info' : type,
    invokeTimeNs: invocation.time,
    completeTimeNs: completion.time,
    ...(completion.error === undefined ? {} : { error: completion.error }),
  };
}

function open(invocation: HistoryEvent): Operation {
  return {
    index: invocation.index,
    completionIndex: -1,
    process: invocation.process as number,
    f: invocation.f,
    invoked: invocation.value,
    value: invocation.value,
    type: 'info',
    invokeTimeNs: invocation.time,
    completeTimeNs: Number.POSITIVE_INFINITY,
  };
}

/**
 * The clients' operations in the order of their invocations. Events of processes that are not integers (`"nemesis"`)
 * are not clients' and are skipped. Throws a HistoryShapeError that names the event if a process completes what it never
 * invoked, or invokes while it has an operation open. O(n).
 */
export function pairOperations(events: readonly HistoryEvent[], options: PairingOptions = {}): Operation[] {
  const clients = events.filter(({ process }) => typeof process === 'number');
  if (options.completionsMayStandAlone === true && clients.every(({ type }) => type !== 'invoke')) {
    return clients.map((event) => completed(event, event, event.type));
  }
  const operations: Operation[] = [];
  const openInvocation = new Map<number | string, { readonly event: HistoryEvent; readonly position: number }>();
  for (const event of clients) {
    const { process, type } = event;
    const pending = openInvocation.get(process);
    if (type === 'invoke') {
      if (pending !== undefined) throw stillOpen(event, pending.event);
      openInvocation.set(process, { event, position: operations.length });
      operations.push(open(event));
      continue;
    }
    if (pending === undefined) throw neverInvoked(event);
    openInvocation.delete(process);
    operations[pending.position] = completed(pending.event, event, type);
  }
  return operations;
}

/** Whether no event of a client is an invocation. */
function hasCompletionsOnly({ type, process, count }: EventTable, openOperation: Int32Array): boolean {
  for (let event = 0; event < count; event++) {
    if (type[event] === invokeCode && openOperation[process[event] as number] !== notClient) return false;
  }
  return true;
}

/** The same of events in columns: two numbers an operation. O(n). */
export function pairEvents(events: EventTable, options: PairingOptions = {}): OperationTable {
  const { count, processes } = events;
  const invocation = new Int32Array(count);
  const completion = new Int32Array(count);
  let operations = 0;
  /** Per process: the operation it has open, -1 for none, or `notClient`. */
  const openOperation = Int32Array.from({ length: processes.size }, (_, process) =>
    typeof processes.value(process) === 'number' ? -1 : notClient,
  );
  const standAlone = options.completionsMayStandAlone === true && hasCompletionsOnly(events, openOperation);
  for (let event = 0; event < count; event++) {
    const process = events.process[event] as number;
    const pending = openOperation[process] as number;
    if (pending === notClient) continue;
    if (events.type[event] === invokeCode) {
      if (pending >= 0) throw stillOpen(events.event(event), events.event(invocation[pending] as number));
      openOperation[process] = operations;
      invocation[operations] = event;
      completion[operations++] = -1;
      continue;
    }
    if (standAlone) {
      invocation[operations] = event;
      completion[operations++] = event;
      continue;
    }
    if (pending < 0) throw neverInvoked(events.event(event));
    const begun = invocation[pending] as number;
    if (events.f[event] !== events.f[begun]) throw anotherFunction(events.event(event), events.event(begun));
    completion[pending] = event;
    openOperation[process] = -1;
  }
  return new OperationTable(events, invocation.slice(0, operations), completion.slice(0, operations));
}
