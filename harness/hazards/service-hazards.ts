/** Services: locks, logs, consumers, names, identifiers. What breaks them, and the configurations that hold. */
import { everyFaultAndMembership } from './every-fault.ts';
import type { Hazard, Situation, SoundConfiguration } from './hazard.ts';

/** So short that clients think longer than that now and then. */
const shortLease = { replication: 'raft', lockLeaseMs: '100' };

type Told = Pick<Hazard, 'title' | 'explanation' | 'source'>;

function plantedBug(name: string, situation: Omit<Situation, 'target' | 'set'>, told: Told, set = {}): Hazard {
  return {
    name,
    target: 'store',
    set: { replication: 'raft', ...set, bug: name },
    mendedBy: { bug: 'none' },
    ...situation,
    ...told,
  };
}

const weakConfigurations: readonly Hazard[] = [
  {
    name: 'lock-without-fencing',
    title: 'a client whose lease is over writes to what another has locked by now',
    explanation:
      'A lock service takes a lock back when its lease is over, but the client that held it does not notice: it was paused, or its ' +
      'request was slow. It writes, after its successor did. No lock service can prevent that; the resource must check tokens.',
    source: 'Kleppmann 2016, How to do distributed locking',
    target: 'store',
    set: { ...shortLease, locks: 'lease' },
    workload: 'fenced-resource',
    faults: [],
    model: 'linearizable',
    mendedBy: { locks: 'fenced' },
  },
  {
    name: 'lock-lease-by-wall-clock',
    title: 'a clock is set forward, and a lock is given away under its holder',
    explanation:
      'The leader compares dates to see whether a lease is over. When its clock is set forward, or a node that is ahead takes over, ' +
      'every lease ends at once, and two clients hold one lock, each well within its lease.',
    source: 'Kleppmann 2016, How to do distributed locking (on Redlock and system clocks)',
    target: 'store',
    set: { replication: 'raft', lockLeaseMs: '2000', leaseClock: 'wall' },
    workload: 'lock',
    faults: ['clock', 'kill'],
    model: 'linearizable',
    mendedBy: { leaseClock: 'monotonic' },
  },
  {
    name: 'lock-lost-in-failover',
    title: 'a lock was granted by a leader whose successor has not heard of it',
    explanation:
      'The leader grants a lock before its followers know of it. When it fails, or is cut off, the next leader grants the same lock ' +
      'again, under the same token.',
    source: 'Redis documentation, distributed locks: why failover-based implementations are not enough',
    target: 'store',
    set: { replication: 'single-leader' },
    workload: 'lock',
    faults: ['partition', 'kill'],
    mendedBy: { replication: 'raft' },
  },
  {
    name: 'log-lost-in-failover',
    title: 'records that were acknowledged are gone, and their offsets hold others',
    explanation:
      'The leader of a partition acknowledges what its followers do not have yet. The next leader goes on from what it has: whoever ' +
      'had read on the old one finds other records at the same offsets.',
    source: 'Kafka documentation, unclean leader election and acks=1; Kingsbury 2013, Jepsen: Kafka',
    target: 'store',
    set: { replication: 'single-leader' },
    workload: 'partitioned-log',
    faults: ['partition', 'kill'],
    mendedBy: { replication: 'raft' },
  },
  {
    name: 'record-appended-twice',
    title: 'a producer that got no answer sends again, and the record is in the log twice',
    explanation:
      'The first send had arrived, only its answer was lost, because the leader changed. Without a number to know it by, the log ' +
      'takes the second for a new record.',
    source: 'Kafka KIP-98, motivation (at-least-once delivery of producers before 0.11)',
    target: 'store',
    set: { replication: 'raft', producers: 'at-least-once' },
    workload: 'partitioned-log',
    workloadSet: { pollPercent: '15' },
    faults: ['kill'],
    model: 'sequential',
    mendedBy: { producers: 'idempotent' },
  },
  {
    name: 'double-effect',
    title: 'a consumer acts twice on one record',
    explanation:
      'The consumer acts first and moves its offset afterwards. If it fails in between, or another one is at work already, the record is ' +
      'delivered again: a payment is made twice.',
    source: 'Kleppmann 2017, Designing Data-Intensive Applications, chapter 11 (fault tolerance: at-least-once)',
    target: 'store',
    set: { replication: 'raft', delivery: 'at-least-once' },
    workload: 'exactly-once',
    faults: [],
    mendedBy: { delivery: 'exactly-once' },
  },
  {
    name: 'unique-name',
    title: 'two clients get the same name',
    explanation:
      'Each looks whether the name is free, finds that it is, and takes it. Each of the two steps is linearizable; together they are ' +
      'not one step. Uniqueness takes consensus on the claim itself.',
    source: 'Kleppmann 2017, Designing Data-Intensive Applications, chapter 9 (constraints and uniqueness guarantees)',
    target: 'store',
    set: { replication: 'raft', names: 'read-then-write' },
    workload: 'unique-names',
    faults: [],
    mendedBy: { names: 'consensus' },
  },
  {
    name: 'ids-from-clock',
    title: 'a clock goes back, and identifiers come again',
    explanation:
      'A node makes identifiers of its name, the date and a number within the millisecond. Once its clock is set back it lives through ' +
      'the same milliseconds again.',
    source: 'Twitter 2010, Snowflake: it refuses to generate identifiers until the clock has caught up',
    target: 'store',
    set: { replication: 'raft', ids: 'node-clock' },
    workload: 'unique-ids',
    faults: ['clock'],
    mendedBy: { ids: 'consensus' },
  },
  {
    name: 'ids-repeated-after-failover',
    title: 'the next leader hands out identifiers that the last one had handed out',
    explanation:
      'The leader counts and answers before its followers have heard of it. Its successor goes on counting from where it was.',
    source: 'Kingsbury 2013, Jepsen: Redis (asynchronous replication with failover)',
    target: 'store',
    set: { replication: 'single-leader' },
    workload: 'unique-ids',
    faults: ['partition', 'kill'],
    mendedBy: { replication: 'raft' },
  },
];

const plantedBugs: readonly Hazard[] = [
  plantedBug(
    'fencing-not-checked',
    { workload: 'fenced-resource', faults: [] },
    {
      title: 'tokens are handed around, and nobody looks at them',
      explanation:
        'The lock service gives a token with each grant and clients send it along, but the resource does not compare it with what it ' +
        'has seen: a holder whose lease is over overwrites the work of its successor.',
      source: 'Kleppmann 2016, How to do distributed locking; Burrows 2006 (Chubby), section 2.4',
    },
    { lockLeaseMs: '100' },
  ),
  plantedBug(
    'lock-released-by-anyone',
    { workload: 'lock', faults: [] },
    {
      title: 'a late release frees the lock of the next holder',
      explanation:
        'A client whose lease is over releases "its" lock. Another holds it by then; a third gets it, while the second is well within ' +
        'its lease.',
      source: 'Redis documentation of SET NX: delete the key only if it still holds your value',
    },
    { lockLeaseMs: '100' },
  ),
  plantedBug(
    'lease-renewed-after-expiry',
    { workload: 'lock', faults: [] },
    {
      title: 'a lease that was over is renewed, though another has the lock',
      explanation:
        'The server looks whether the client once held the lock, not whether it still does. Both believe that they hold it until the ' +
        'lease that they were told of ends.',
      source: 'Gray and Cheriton 1989, Leases, section 2',
    },
    { lockLeaseMs: '100' },
  ),
  plantedBug(
    'duplicate-on-resend',
    { workload: 'partitioned-log', workloadSet: { pollPercent: '15' }, faults: ['kill'] },
    {
      title: 'the record that is sent again is appended again, in spite of its number',
      explanation:
        'Producers number their records so that the log knows what it has. The comparison is off by one, and so lets through just the ' +
        'record that matters: the last one, sent again because its answer was lost.',
      source: 'Kafka KIP-98 (idempotent producer)',
    },
  ),
  plantedBug(
    'offset-committed-before-delivery',
    { workload: 'exactly-once', faults: ['kill', 'partition', 'pause'] },
    {
      title: 'a consumer fails after it has moved its offset: what it was about to do is never done',
      explanation:
        'The consumer moves its offset as soon as it has a batch, and then acts. If it fails in between, its successor goes on behind ' +
        'the batch.',
      source: 'Kafka documentation, message delivery semantics; enable.auto.commit',
    },
  ),
  plantedBug(
    'zombie-consumer-not-fenced',
    { workload: 'exactly-once', faults: [] },
    {
      title: 'a consumer that was given up acts on what its successor has done already',
      explanation:
        'The effect and the offset are changed in one step, but without looking whether the offset is still where the consumer found ' +
        'it. Two consumers with the same batch both carry it out.',
      source: 'Kafka KIP-447 and KIP-98 (zombie fencing)',
    },
  ),
  plantedBug(
    'counter-added-by-read-then-write',
    { workload: 'counter', faults: [] },
    {
      title: 'two additions at once leave one of them',
      explanation:
        'The client reads the counter, adds, and writes the sum. Each step is linearizable; what another added between them is lost.',
      source: 'Kleppmann 2017, Designing Data-Intensive Applications, chapter 7 (lost updates)',
    },
  ),
  plantedBug(
    'queue-request-resent',
    { workload: 'total-queue', faults: ['kill'] },
    {
      title: 'a request is sent again, and a job runs twice or never',
      explanation:
        'The client gets no answer and asks again, which is right for reads and wrong for everything else: the first request had ' +
        'been carried out. An element that was put in is there twice; one that was taken out went nowhere.',
      source: 'Birrell and Nelson 1984, Implementing Remote Procedure Calls, section 3',
    },
  ),
];

export const serviceHazards: readonly Hazard[] = [...weakConfigurations, ...plantedBugs];

function sound(name: string, workload: string, set: Readonly<Record<string, string>> = {}): SoundConfiguration {
  return { name, target: 'store', set: { replication: 'raft', ...set }, workload, faults: everyFaultAndMembership };
}

export const serviceConfigurations: readonly SoundConfiguration[] = [
  sound('counter', 'counter'),
  sound('queue', 'queue'),
  // With more renewals one client often keeps its lock for the whole trial.
  { ...sound('lock', 'lock'), workloadSet: { renewPercent: '5' } },
  sound('lock-of-short-leases', 'lock', { lockLeaseMs: '100' }),
  sound('fenced-resource', 'fenced-resource', { lockLeaseMs: '100' }),
  // The resource is safe even where the lock is not.
  sound('fenced-resource-under-wall-clock', 'fenced-resource', { lockLeaseMs: '500', leaseClock: 'wall' }),
  sound('partitioned-log', 'partitioned-log'),
  sound('exactly-once', 'exactly-once'),
  sound('unique-names', 'unique-names'),
  sound('unique-ids', 'unique-ids'),
];
