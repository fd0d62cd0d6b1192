/**
 * Pairs invocations with completions, as Jepsen does: a process is sequential, so a completion belongs to the one
 * operation that its process has open. Order is the order of events, not their times. An operation that ends in `info`,
 * or never ends, may take effect at any later time or never.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { HistoryEvent, Operation } from './event.ts';
import { invokeCode, type EventTable } from './event-table.ts';
import { OperationTable } from './operation-table.ts';
import { quote } from './quote.ts';

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

function completed(invocation: HistoryEvent, completion: HistoryEvent, type: Operation['type']): Operation {
  if (completion.f !== invocation.f) throw anotherFunction(completion, invocation);
  return {
    index: invocation.index,
    completionIndex: completion.index,
    process: invocation.process as number,
    f: invocation.f,
    invoked: invocation.value,
    value: type === 'ok' || completion.value !== null ? completion.value : invocation.value,
    type,
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
export function pairOperations(events: readonly HistoryEvent[]): Operation[] {
  const operations: Operation[] = [];
  const openInvocation = new Map<number, { readonly event: HistoryEvent; readonly position: number }>();
  for (const event of events) {
    const { process, type } = event;
    if (typeof process !== 'number') continue;
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

/** The same of events in columns: two numbers an operation. O(n). */
export function pairEvents(events: EventTable): OperationTable {
  const { count, processes } = events;
  const invocation = new Int32Array(count);
  const completion = new Int32Array(count);
  let operations = 0;
  /** Per process: the operation it has open, -1 for none, -2 if it is no client. */
  const openOperation = Int32Array.from({ length: processes.size }, (_, process) =>
    typeof processes.value(process) === 'number' ? -1 : -2,
  );
  for (let event = 0; event < count; event++) {
    const process = events.process[event] as number;
    const pending = openOperation[process] as number;
    if (pending === -2) continue;
    if (events.type[event] === invokeCode) {
      if (pending >= 0) throw stillOpen(events.event(event), events.event(invocation[pending] as number));
      openOperation[process] = operations;
      invocation[operations] = event;
      completion[operations++] = -1;
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
