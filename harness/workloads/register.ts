/**
 * Registers by key: reads, writes and compare-and-set, judged for linearizability (Herlihy and Wing 1990). Values are
 * unique per key, so a read says which write it saw; a compare-and-set expects the value that its key was last seen to
 * hold, so that it succeeds often enough to matter. Deletes are writes of null, which are not unique.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { pick, unit, type Random } from '../../targets/contract/random.ts';
import { clientOf, type Generator, type Invocation, type Workload } from './workload.ts';

interface KeyState {
  readonly key: string;
  lastSeen: number | null;
  nextValue: number;
}

function nextOperation(random: Random, state: KeyState, deletePercent: number): Invocation {
  const dice = unit(random);
  if (dice < 0.5) return { f: 'read', value: [state.key, null] };
  if (deletePercent > 0 && unit(random) < deletePercent / 100) return { f: 'write', value: [state.key, null] };
  if (dice < 0.8 || state.lastSeen === null) return { f: 'write', value: [state.key, state.nextValue++] };
  return { f: 'cas', value: [state.key, [state.lastSeen, state.nextValue++]] };
}

function observedValue(completion: HistoryEvent): { key: string; value: number | null } | null {
  if (completion.type !== 'ok' || !Array.isArray(completion.value)) return null;
  const [key, value] = completion.value as [string, number | null | [number, number]];
  return { key, value: Array.isArray(value) ? value[1] : value };
}

function registerGenerator(random: Random, keyCount: number, deletePercent: number): Generator {
  const states = new Map<string, KeyState>();
  for (let index = 0; index < keyCount; index++) {
    states.set(`k${index}`, { key: `k${index}`, lastSeen: null, nextValue: 1 });
  }
  const all = [...states.values()];
  return {
    next: () => nextOperation(random, pick(random, all), deletePercent),
    observe(completion) {
      const seen = observedValue(completion);
      const state = seen === null ? undefined : states.get(seen.key);
      if (seen !== null && state !== undefined) state.lastSeen = seen.value;
    },
    finalReads: () => all.map((state) => ({ f: 'read', value: [state.key, null] })),
  };
}

export const register: Workload = {
  name: 'register',
  summary: 'reads, writes and compare-and-set on a few registers; each must behave like one copy',
  capability: 'register',
  keyed: true,
  options: [
    {
      name: 'keys',
      default: 5,
      minimum: 1,
      maximum: 10_000,
      description: 'number of registers; fewer means more contention',
    },
    {
      name: 'deletePercent',
      default: 0,
      minimum: 0,
      maximum: 90,
      description: 'of the operations that change a register: how many delete it, which is a write of null',
    },
  ],
  needs: ['read', 'write'],
  generator: (random, options) =>
    registerGenerator(random, options['keys'] as number, options['deletePercent'] as number),
  async execute(connection, invocation) {
    const client = clientOf(connection, 'register');
    const [key, argument] = invocation.value as [string, number | null | [number, number]];
    if (invocation.f === 'read') return { type: 'ok', value: [key, await client.read(key)] };
    if (Array.isArray(argument)) {
      const swapped = await client.compareAndSet(key, argument[0], argument[1]);
      return swapped
        ? { type: 'ok', value: invocation.value }
        : { type: 'fail', value: invocation.value, error: ['precondition', `it did not hold ${argument[0]}`] };
    }
    if (argument === null && client.delete === undefined) {
      return { type: 'fail', value: invocation.value, error: ['not-offered', 'the target does not delete registers'] };
    }
    await (argument === null ? client.delete?.(key) : client.write(key, argument));
    return { type: 'ok', value: invocation.value };
  },
};
