/** The store's options, as `--set name=value` takes them. The nodes get the same values as a `StoreConfiguration`. */
import { z } from 'zod';
import type { StoreConfiguration } from './configuration.ts';

export const storeOptions = z.object({
  replication: z
    .enum(['sync', 'async'])
    .default('sync')
    .describe(
      'sync: Raft, a write is acknowledged once it is durable on a majority. ' +
        'async: the leader acknowledges alone and feeds its followers in the background; one of them takes over when it hears nothing.',
    ),
  nodes: z.number().int().min(1).max(9).default(3).describe('Number of nodes.'),
  electionTimeoutMs: z
    .number()
    .int()
    .min(20)
    .max(60_000)
    .default(250)
    .describe('A follower that hears nothing for this long, or up to twice as long, takes action. Milliseconds.'),
  heartbeatMs: z
    .number()
    .int()
    .min(5)
    .max(10_000)
    .default(50)
    .describe('Time between the messages by which a leader shows that it is there. Milliseconds.'),
});

export type StoreOptions = z.output<typeof storeOptions>;

/** The options are the configuration; the compiler sees to it. */
export function configurationOf(options: StoreOptions): StoreConfiguration {
  return options;
}
