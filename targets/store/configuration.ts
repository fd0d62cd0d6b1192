/**
 * How a node of the store is configured: every setting of every way to keep copies, in one flat table. The target's options
 * (`options.ts`) are derived from it. No schema library here: this is what runs inside containers, where no package is
 * installed.
 */
import { bugs } from './bugs.ts';
import type { BugName } from './bugs.ts';
import { leaderlessSettings } from './leaderless/leaderless-settings.ts';
import { serviceSettings } from './machine/service-settings.ts';
import { readSettings } from './raft/read-settings.ts';
import { raftSettings } from './raft/raft-settings.ts';
import { shardedSettings } from './sharded/sharded-settings.ts';
import { choice, settingValue, wholeNumber } from './setting.ts';
import type { Settings, SettingValues } from './setting.ts';
import { singleLeaderSettings } from './single-leader/single-leader-settings.ts';
import { transactionSettings } from './transactions/transaction-settings.ts';
import { versionsSettings } from './versions/versions-settings.ts';

export const settings = {
  replication: choice(
    ['raft', 'single-leader', 'multi-leader', 'leaderless', 'sharded'],
    'raft: a write is acknowledged once it is durable on a majority (also written: sync). ' +
      'single-leader: a leader feeds followers, one of which takes over when it hears nothing (also written: async). ' +
      'multi-leader: every node takes writes and sends them to the others later. ' +
      'leaderless: any node asks a quorum of the copies of a key, as in Dynamo. ' +
      'sharded: rows are spread over the nodes, each in one copy; transactions commit in two phases.',
  ),
  nodes: wholeNumber([1, 9], 3, 'Number of nodes.'),
  electionTimeoutMs: wholeNumber(
    [20, 60_000],
    250,
    'A follower that hears nothing for this long, or up to twice as long, takes action. Milliseconds.',
  ),
  heartbeatMs: wholeNumber(
    [5, 10_000],
    50,
    'Time between the messages by which a leader shows that it is there. Milliseconds.',
  ),
  entriesAtOnce: wholeNumber([1, 1000], 64, 'raft, single-leader: log entries that one message carries at most.'),
  ...raftSettings,
  ...readSettings,
  ...singleLeaderSettings,
  ...transactionSettings,
  ...shardedSettings,
  ...versionsSettings,
  ...leaderlessSettings,
  ...serviceSettings,
  bug: choice<'none' | BugName>(
    ['none', ...bugs.map(({ name }) => name)],
    'A mistake planted on purpose, by name: `ordeal targets store --bugs` lists them.',
  ),
} satisfies Settings;

export type StoreConfiguration = SettingValues<typeof settings>;
export type ReplicationName = StoreConfiguration['replication'];

/** The short names by which the two oldest ways are known. */
const otherNames: Readonly<Record<string, ReplicationName>> = { sync: 'raft', async: 'single-leader' };

/** Reads a configuration from parsed JSON. Throws a TypeError that names what is wrong; unknown names are ignored. */
export function parseConfiguration(json: unknown): StoreConfiguration {
  if (typeof json !== 'object' || json === null) throw new TypeError('store configuration: a JSON object is expected');
  const values = json as Readonly<Record<string, unknown>>;
  const valueOf = (name: string): unknown => {
    const value = values[name];
    return name === 'replication' && typeof value === 'string' ? (otherNames[value] ?? value) : value;
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, settingValue(name, setting, valueOf(name))]),
  ) as StoreConfiguration;
}
