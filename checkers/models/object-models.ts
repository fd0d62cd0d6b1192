/** Models of single operations on objects, strongest first. */
import type { ConsistencyModel } from './model.ts';

const sessionGuarantee = 'Brzezinski: PRAM is read your writes, monotonic reads and monotonic writes together';

export const objectModels: readonly ConsistencyModel[] = [
  {
    name: 'linearizable',
    aliases: ['linearizability'],
    about: 'objects',
    summary: 'each operation appears to take effect at one instant between its call and its return',
    source: 'Herlihy & Wing',
    implies: [
      { model: 'sequential', source: 'Herlihy & Wing: sequential consistency leaves out real time' },
      { model: 'eventual', source: 'by definition: a read that begins after the last write completed sees it' },
    ],
  },
  {
    name: 'sequential',
    aliases: ['sequential-consistency'],
    about: 'objects',
    summary: 'operations appear in one order that respects the order of each process',
    source: 'Lamport',
    implies: [{ model: 'causal', source: 'Viotti & Vukolic, figure 1' }],
  },
  {
    name: 'causal',
    aliases: ['causal-consistency'],
    about: 'objects',
    summary: 'what an operation could have been caused by is seen before it',
    source: 'Viotti & Vukolic, section 3.5',
    implies: [
      {
        model: 'writes-follow-reads',
        source: 'Brzezinski: causal consistency is the four session guarantees together',
      },
      { model: 'pram', source: 'Viotti & Vukolic, figure 1' },
    ],
  },
  {
    name: 'pram',
    aliases: ['fifo'],
    about: 'objects',
    summary: 'the writes of one process are seen by all in the order in which it made them',
    source: 'Viotti & Vukolic, section 3.4',
    implies: [
      { model: 'read-your-writes', source: sessionGuarantee },
      { model: 'monotonic-reads', source: sessionGuarantee },
      { model: 'monotonic-writes', source: sessionGuarantee },
    ],
  },
  {
    name: 'writes-follow-reads',
    aliases: ['session-causality'],
    about: 'objects',
    summary: 'what a process writes is seen only together with what it had read before',
    source: 'Terry',
    implies: [],
  },
  {
    name: 'read-your-writes',
    aliases: ['read-my-writes'],
    about: 'objects',
    summary: 'a process sees what it has written itself',
    source: 'Terry',
    implies: [],
  },
  {
    name: 'monotonic-reads',
    aliases: [],
    about: 'objects',
    summary: 'what a process has seen once, it sees from then on',
    source: 'Terry',
    implies: [],
  },
  {
    name: 'monotonic-writes',
    aliases: [],
    about: 'objects',
    summary: 'the writes of one process take effect everywhere in the order in which it made them',
    source: 'Terry',
    implies: [],
  },
  {
    name: 'eventual',
    aliases: ['eventual-consistency'],
    about: 'objects',
    summary: 'once writes stop, every copy comes to hold all of them',
    source: 'Viotti & Vukolic, section 3.2',
    implies: [],
  },
];
