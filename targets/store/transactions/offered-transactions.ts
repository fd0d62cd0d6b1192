/** Which configurations run transactions step by step, and what their clients are offered. */
import type { CapabilityName } from '../../contract/client.ts';
import type { StoreConfiguration } from '../configuration.ts';

/** Whether a transaction on lists is one command, as wherever commands run one after the other anyway. */
export function listsAreCommands({ replication, isolation }: StoreConfiguration): boolean {
  return replication !== 'sharded' && (replication !== 'raft' || isolation === 'serial');
}

/** Why a configuration that runs transactions does not offer the capability for them; null if it does. */
export function lacksTransactions(
  { isolation, index, replication }: StoreConfiguration,
  capability: CapabilityName,
): string | null {
  if (capability === 'rows' && index === 'global' && replication !== 'sharded') {
    return 'index=global is spread over shards: it needs replication=sharded';
  }
  return capability === 'lists' && isolation === 'snapshot-last-committer-wins'
    ? 'an update that is lost takes elements of a list with it, which nothing promises about lists allows'
    : null;
}
