/** Rules about what services do without faults: locks, logs, names, identifiers. */
import type {
  Capabilities,
  EffectsClient,
  FencingClient,
  IdsClient,
  LockClient,
  LogClient,
  LogRecord,
  NamesClient,
} from '../../targets/contract/client.ts';
import { expectEqual } from './expect.ts';
import { freshKey, hostileKeys, withConnection } from './on-connection.ts';
import type { ConformanceStage, Rule } from './rule.ts';

function on<Name extends keyof Capabilities>(
  capability: Name,
  rule: string,
  check: (client: Capabilities[Name], other: Capabilities[Name]) => Promise<void>,
): Rule<ConformanceStage> {
  return {
    rule: `${capability}: ${rule}`,
    check: (stage) =>
      withConnection(stage, 8, (one) =>
        withConnection(stage, 9, (other) =>
          check(one[capability] as Capabilities[Name], other[capability] as Capabilities[Name]),
        ),
      ),
  };
}

const lockRules = [
  on(
    'lock',
    'is granted to one, with a token that grows, and again once it is released',
    async (client: LockClient, other) => {
      for (const name of [freshKey(), ...hostileKeys]) {
        const first = await client.acquire(name);
        if (first === null) throw new Error('a lock that nobody holds was not granted');
        expectEqual(await other.acquire(name), null, 'a lock that another holds');
        expectEqual((await client.renew(name, first.token))?.token, first.token, 'token after a renewal');
        expectEqual(await other.release(name, first.token - 1), false, 'released under an older token');
        expectEqual(await client.release(name, first.token), true, 'released by its holder');
        expectEqual(await client.renew(name, first.token), null, 'renewed after the release');
        const second = await other.acquire(name);
        expectEqual((second?.token ?? 0) > first.token, true, 'whether the second token is larger');
        expectEqual(await client.release(name, first.token), false, 'released under the token of an earlier grant');
        expectEqual(await other.release(name, second?.token ?? 0), true, 'released by its second holder');
      }
    },
  ),
];

const fencingRules = [
  on('fencing', 'takes writes of holders, also several under one token', async (client: FencingClient, other) => {
    const name = freshKey();
    const first = await client.lock.acquire(name);
    const token = first?.token ?? 0;
    expectEqual(await client.write(name, token, 5), true, 'a write by the holder');
    expectEqual(await client.write(name, token, 6), true, 'a second write by the holder');
    await client.lock.release(name, token);
    const second = await other.lock.acquire(name);
    expectEqual(await other.write(name, second?.token ?? 0, 7), true, 'a write by the next holder');
  }),
];

const logRules = [
  on('log', 'keeps the records of each partition in order, at growing offsets', async (client: LogClient, other) => {
    for (const partition of [freshKey(), ...hostileKeys]) {
      expectEqual(await client.read(partition, 0), [], 'a partition never appended to');
      const records: LogRecord[] = [];
      for (const value of [4, 0, -1, 4]) records.push([await client.append(partition, value), value]);
      const offsets = records.map(([offset]) => offset);
      expectEqual(
        offsets,
        offsets.toSorted((left, right) => left - right),
        'offsets in the order of the appends',
      );
      expectEqual(new Set(offsets).size, 4, 'different offsets');
      expectEqual(await other.read(partition, 0), records, 'read by another, from the beginning');
      expectEqual(await other.read(partition, offsets[2] as number), records.slice(2), 'read from an offset on');
      expectEqual(await other.read(partition, (offsets[3] as number) + 1), [], 'read after the end');
    }
  }),
];

const effectsRules = [
  on('effects', 'consumes each change once, in order, whoever consumes', async (client: EffectsClient, other) => {
    for (const stream of [freshKey(), ...hostileKeys]) {
      expectEqual(await client.consume(stream), [], 'a stream without changes');
      for (const change of [3, -1, 3]) await client.append(stream, change);
      expectEqual(await client.consume(stream), [3, -1, 3], 'effects');
      expectEqual(await other.consume(stream), [3, -1, 3], 'effects, when nothing is new');
      await other.append(stream, 8);
      expectEqual(await client.consume(stream), [3, -1, 3, 8], 'effects after one more change');
    }
  }),
];

const namesRules = [
  on('names', 'belong to whoever claims them first', async (client: NamesClient, other) => {
    for (const name of [freshKey(), ...hostileKeys]) {
      expectEqual(await client.ownerOf(name), null, 'the owner of a name that nobody has claimed');
      expectEqual(await client.claim(name, 1), true, 'the first claim');
      expectEqual(await other.claim(name, 2), false, 'the second claim');
      expectEqual(await other.ownerOf(name), 1, 'the owner');
    }
  }),
];

const idsRules = [
  on('ids', 'are all different', async (client: IdsClient, other) => {
    const seen = new Set<string | number>();
    for (let count = 0; count < 20; count++) seen.add(await (count % 2 === 0 ? client : other).generate());
    expectEqual(seen.size, 20, 'different identifiers among twenty');
  }),
];

/** The rules of each service. */
export const serviceRules = {
  lock: lockRules,
  fencing: fencingRules,
  log: logRules,
  effects: effectsRules,
  names: namesRules,
  ids: idsRules,
} as const;
