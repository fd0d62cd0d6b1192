/** Asks one node one question that is no client's, on a connection of its own: how it is, who the members are. */
import type { Json } from '../../../checkers/history/event.ts';
import type { Endpoint, NodeStatus } from '../../contract/target.ts';
import type { AdministrativeRequest, StatusValue } from '../protocol/client-protocol.ts';
import { StoreSession } from './session.ts';
import type { Question } from './session.ts';
import { StoreError } from './store-error.ts';

/** Rejects if the node cannot be reached, refuses, or if the signal aborts first. */
async function askNode(endpoint: Endpoint, question: Question, signal: AbortSignal): Promise<Json> {
  signal.throwIfAborted();
  const session = new StoreSession(endpoint);
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new StoreError('connection-lost', 'the node did not answer in time'));
  signal.addEventListener('abort', onAbort, { once: true });
  const ask = async (): Promise<Json> => {
    await session.greeted;
    return (await session.ask(question)).value;
  };
  try {
    return await Promise.race([ask(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    session.close();
  }
}

export async function nodeStatus(endpoint: Endpoint, signal: AbortSignal): Promise<NodeStatus> {
  return (await askNode(endpoint, { kind: 'status' }, signal)) as StatusValue;
}

/** Only a leader answers. */
export async function administer(
  endpoint: Endpoint,
  request: AdministrativeRequest,
  signal: AbortSignal,
): Promise<Json> {
  return askNode(endpoint, { kind: 'administer', request }, signal);
}
