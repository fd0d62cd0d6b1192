import { expect, it } from 'vitest';
import type { Json } from '../../checkers/history/event.ts';
import type { Connection, LockClient } from '../../targets/contract/client.ts';
import { findWorkload } from './index.ts';

/** A service that believes every token: what the workload itself refuses is all that is refused. */
const credulous: LockClient = {
  acquire: () => Promise.resolve({ token: 7, leaseMs: 1000 }),
  renew: (_, token) => Promise.resolve({ token, leaseMs: 1000 }),
  release: () => Promise.resolve(true),
};

function connect(): Connection {
  const fencing = { lock: credulous, write: () => Promise.resolve(true) };
  return { lock: credulous, fencing, close: () => {} };
}

it.each<[workload: string, [f: string, value: Json][]]>([
  [
    'lock',
    [
      ['acquire', ['l0', 7]],
      ['release', ['l0', 7]],
    ],
  ],
  [
    'fenced-resource',
    [
      ['write', ['l0', { token: 7, value: 1 }]],
      ['release', ['l0', 7]],
    ],
  ],
])('lets a client use a token only if it was granted to that client (%s)', async (name, steps) => {
  const [holder, other] = [connect(), connect()];
  const results = async (connection: Connection): Promise<Json[]> => {
    const outcomes: Json[] = [];
    for (const [f, value] of steps) {
      const outcome = await findWorkload(name).execute(connection, { f, value });
      outcomes.push(outcome.type === 'ok' ? 'ok' : outcome.error);
    }
    return outcomes;
  };
  await findWorkload(name).execute(holder, { f: 'acquire', value: ['l0', null] });
  const refused = ['not-granted', 'l0 was not granted to this client under token 7'];
  expect(await results(other)).toEqual([refused, refused]);
  expect(await results(holder)).toEqual(['ok', 'ok']);
});
