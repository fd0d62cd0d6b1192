/** Redis 7.0: standalone, or a primary with asynchronous replicas. */
import { defineTarget } from '../contract/target.ts';
import { redisClaim } from './claims.ts';
import { redisContainer } from './container.ts';
import { redisErrors } from './errors.ts';
import { redisNodes, redisOptions } from './options.ts';
import { RedisConnection } from './redis-connection.ts';
import { redisStatus } from './status.ts';

export const redis = defineTarget({
  name: 'redis',
  summary: 'Redis 7.0: standalone, or a primary with asynchronous replicas.',
  options: redisOptions,
  capabilities: ['register', 'set', 'lists', 'counter', 'queue'],
  errors: redisErrors,
  supports: {
    kill: { supported: true },
    pause: { supported: true },
    clock: { supported: true },
    roles: { supported: true },
  },
  docker: { image: { build: 'redis' }, container: redisContainer },
  nodes: redisNodes,
  claim: redisClaim,
  connect: (request) => RedisConnection.open(request),
  status: (endpoint, _options, signal) => redisStatus(endpoint, signal),
});
