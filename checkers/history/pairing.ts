/**
 * Pairs invocations with completions, as Jepsen does: a process is sequential, so a completion belongs to the one
 * operation that its process has open. Order is the order of events, not their times. An operation that ends in `info`,
 * or never ends, may take effect at any later time or never.
 */
import { HistoryShapeError } from '../input-error.ts';
import type { HistoryEvent, Operation } from './event.ts';
import { quote } from './quote.ts';

const fix = 'a history holds one invocation and at most one completion for each operation of a process, in order';

function completed(invocation: HistoryEvent, completion: HistoryEvent, type: Operation['type']): Operation {
  if (completion.f !== invocation.f) {
    throw new HistoryShapeError(
      completion.index,
      `process ${completion.process} completes ${quote(completion.f)}, but its open operation is ${quote(invocation.f)} (event ${invocation.index})`,
      fix,
    );
  }
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
      if (pending !== undefined) {
        throw new HistoryShapeError(
          event.index,
          `process ${process} invokes ${quote(event.f)} while its ${quote(pending.event.f)} (event ${pending.event.index}) is still open`,
          fix,
        );
      }
      openInvocation.set(process, { event, position: operations.length });
      operations.push(open(event));
      continue;
    }
    if (pending === undefined) {
      throw new HistoryShapeError(
        event.index,
        `process ${process} completes ${quote(event.f)} (${type}), which it never invoked`,
        fix,
      );
    }
    openInvocation.delete(process);
    operations[pending.position] = completed(pending.event, event, type);
  }
  return operations;
}
