/** Settings of the services that stand on the state machine: locks, names, identifiers, logs and their consumers. */
import { choice, wholeNumber } from '../setting.ts';
import type { Settings } from '../setting.ts';

export const serviceSettings = {
  locks: choice(
    ['fenced', 'lease'],
    'fenced: what a lock protects refuses writes under an older token than it has seen. lease: it takes every write.',
  ),
  lockLeaseMs: wholeNumber([10, 600_000], 2000, 'How long a lock is granted for. Milliseconds.'),
  leaseClock: choice(
    ['monotonic', 'wall'],
    'monotonic: leases run out by time that leaders measure one after the other. wall: by the date that the leader believes in.',
  ),
  names: choice(
    ['consensus', 'read-then-write'],
    'consensus: a name is claimed in one step. read-then-write: a client looks whether it is free, and then takes it.',
  ),
  ids: choice(
    ['consensus', 'node-clock'],
    'consensus: identifiers are counted. node-clock: each node makes them of its name, the date and a number.',
  ),
  producers: choice(
    ['idempotent', 'at-least-once'],
    'A producer that got no answer sends again. idempotent: numbered, so that it is appended once. at-least-once: not so.',
  ),
  delivery: choice(
    ['exactly-once', 'at-least-once'],
    "exactly-once: a consumer's offset and the effect are changed in one step. at-least-once: first the effect.",
  ),
} satisfies Settings;
