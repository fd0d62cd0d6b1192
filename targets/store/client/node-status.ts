/** Asks one node how it is, on a connection of its own. */
import type { Endpoint, NodeStatus } from '../../contract/target.ts';
import type { StatusValue } from '../protocol/client-protocol.ts';
import { StoreSession } from './session.ts';
import { StoreError } from './store-error.ts';

/** Rejects if the node cannot be reached, or if the signal aborts first. */
export async function nodeStatus(endpoint: Endpoint, signal: AbortSignal): Promise<NodeStatus> {
  signal.throwIfAborted();
  const session = new StoreSession(endpoint);
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new StoreError('connection-lost', 'the node did not answer in time'));
  signal.addEventListener('abort', onAbort, { once: true });
  const ask = async (): Promise<NodeStatus> => {
    await session.greeted;
    return (await session.ask({ kind: 'status' })).value as StatusValue;
  };
  try {
    return await Promise.race([ask(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    session.close();
  }
}
