/**
 * One queue of distinct elements, twice: judged as a first-in first-out object, and as a bag that must neither lose nor
 * invent anything. At the end the queue is emptied, so that what was lost shows.
 */
import { chance } from '../../targets/contract/random.ts';
import { clientOf, type Workload } from './workload.ts';

const key = 'jobs';

function queueWorkload(name: string, summary: string, drains: boolean): Workload {
  return {
    name,
    summary,
    capability: 'queue',
    keyed: false,
    options: [
      { name: 'dequeuePercent', default: 50, minimum: 1, maximum: 99, description: 'dequeues in a hundred operations' },
    ],
    needs: ['enqueue', 'dequeue'],
    generator(random, options) {
      const dequeueShare = (options['dequeuePercent'] as number) / 100;
      let nextElement = 0;
      return {
        next: () =>
          chance(random, dequeueShare) ? { f: 'dequeue', value: null } : { f: 'enqueue', value: nextElement++ },
        observe() {
          // Elements are distinct whatever happened to them.
        },
        finalReads: () => (drains ? [{ f: 'drain', value: null }] : []),
      };
    },
    async execute(connection, invocation) {
      const client = clientOf(connection, 'queue');
      if (invocation.f === 'enqueue') {
        await client.enqueue(key, invocation.value as number);
        return { type: 'ok', value: invocation.value };
      }
      if (invocation.f === 'dequeue') return { type: 'ok', value: await client.dequeue(key) };
      const left: number[] = [];
      for (;;) {
        const element = await client.dequeue(key);
        if (element === null) return { type: 'ok', value: left };
        left.push(element);
      }
    },
  };
}

export const queue = queueWorkload('queue', 'enqueues and dequeues; first in must be first out', false);

export const totalQueue = queueWorkload(
  'total-queue',
  'enqueues and dequeues in any order, then drains; nothing may be lost, invented or handed out twice',
  true,
);
