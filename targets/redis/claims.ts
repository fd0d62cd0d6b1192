/** What Redis promises in each configuration, and what is assumed where it promises less. */
import type { CapabilityName } from '../contract/client.ts';
import type { Claim } from '../contract/target.ts';
import type { RedisOptions } from './options.ts';

const durability: Readonly<Record<RedisOptions['persistence'], string>> = {
  none: 'Persistence is off, so a killed node comes back empty; whoever acknowledges a write is still held to it here.',
  everysec:
    'The append-only file is written before the reply and synced once a second: a killed process loses little or nothing, a killed machine up to a second or two.',
  always: 'The append-only file is synced before the reply: an acknowledged write survives a kill.',
};

/** All alike: one copy of the data, and what was acknowledged stays. */
export function redisClaim({ topology, reads, persistence }: RedisOptions, capability: CapabilityName): Claim {
  const model = capability === 'lists' ? 'strict-serializable' : 'linearizable';
  if (topology === 'replicated' && reads === 'replica') {
    return {
      model,
      basis: 'assumed',
      note:
        'Redis documents replication as asynchronous: reads from a replica may be stale, and that is expected. They are ' +
        'judged by what an application relies on that treats primary and replicas as one copy of the data.',
    };
  }
  return {
    model,
    basis: persistence === 'always' ? 'documented' : 'assumed',
    note: `Redis executes commands (and the commands of a MULTI together) one at a time, in one thread, and all clients ask the same node. ${durability[persistence]}`,
  };
}
