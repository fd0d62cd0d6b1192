/** Mistakes in services and in their clients that real systems shipped. */
import { plantBugs } from '../../contract/planted-bug.ts';

export const serviceBugs = plantBugs([
  {
    name: 'fencing-not-checked',
    sentence: 'The resource takes fencing tokens and never compares them: a holder whose lease is over still writes.',
    source: 'Kleppmann 2016, How to do distributed locking; Burrows 2006 (Chubby), section 2.4 (sequencers)',
    set: { locks: 'fenced' },
  },
  {
    name: 'lock-released-by-anyone',
    sentence: 'A release frees the lock without looking whose it is: a late release frees that of the next holder.',
    source: 'Redis documentation of SET NX: a lock must be deleted only if it still holds the value of its owner',
    set: {},
  },
  {
    name: 'lease-renewed-after-expiry',
    sentence: 'A renewal is granted to whoever once held the lock, though its lease ran out and another has it now.',
    source:
      'Gray and Cheriton 1989, Leases, section 2: after it has expired a lease gives no rights until granted anew',
    set: {},
  },
  {
    name: 'duplicate-on-resend',
    sentence:
      "A producer's last number is compared with < instead of <=: the record that is sent again is appended again.",
    source: 'Kafka KIP-98 (idempotent producer: sequence numbers); Kafka before 0.11 appended every resent record',
    set: { producers: 'idempotent' },
  },
  {
    name: 'offset-committed-before-delivery',
    sentence: 'A consumer moves its offset first and acts afterwards: what it does not get to is skipped for ever.',
    source: 'Kafka documentation, message delivery semantics (at most once); enable.auto.commit',
    set: { delivery: 'exactly-once' },
  },
  {
    name: 'zombie-consumer-not-fenced',
    sentence: 'The effect is carried out without looking whether the offset is still where the consumer found it.',
    source: 'Kafka KIP-447 and KIP-98 (zombie fencing)',
    set: { delivery: 'exactly-once' },
  },
  {
    name: 'counter-added-by-read-then-write',
    sentence: 'A client adds by reading the counter and writing the sum: two that do so at once leave one addition.',
    source: 'Kleppmann 2017, Designing Data-Intensive Applications, chapter 7 (lost updates)',
    set: {},
  },
  {
    name: 'queue-request-resent',
    sentence:
      'A client that got no answer asks the queue again: what it put in is there twice, what the first dequeue took is lost.',
    source:
      'Birrell and Nelson 1984, Implementing Remote Procedure Calls, section 3 (a call repeated is not the same call)',
    set: {},
  },
]);
