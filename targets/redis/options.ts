/** The options of the Redis target, as `--set name=value` takes them. */
import { z } from 'zod';

export const redisOptions = z.object({
  topology: z
    .enum(['standalone', 'replicated'])
    .default('standalone')
    .describe(
      'standalone: one node. replicated: n1 is the primary, n2 and n3 replicate it asynchronously; no failover.',
    ),
  reads: z
    .enum(['primary', 'replica'])
    .default('primary')
    .describe(
      'Where a client reads: primary, or replica (the node it is assigned to). Writes always go to the primary.',
    ),
  persistence: z
    .enum(['none', 'everysec', 'always'])
    .default('always')
    .describe(
      'none: nothing is written to disk, a killed node comes back empty. everysec: append-only file, fsync once a ' +
        'second. always: append-only file, fsync before each reply.',
    ),
});

export type RedisOptions = z.output<typeof redisOptions>;

/** The only node that takes writes. */
export const primaryNode = 'n1';

export function redisNodes({ topology }: RedisOptions): readonly string[] {
  return topology === 'standalone' ? [primaryNode] : [primaryNode, 'n2', 'n3'];
}
