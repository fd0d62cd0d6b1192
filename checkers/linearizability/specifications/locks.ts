/**
 * Locks. `acquire` and `release`; an attempt that did not succeed is a failed operation, which did not happen. Who holds a
 * lock is the process, except for the plain mutex, which anybody may release (as Knossos' does).
 */
import type { Json } from '../../history/event.ts';
import { counted, quote } from '../../history/quote.ts';
import { defineSpecification, type Behaviour } from '../define-specification.ts';
import type { Effect } from '../specification.ts';

const functions = ['acquire', 'release'];

function describe({ f, result }: Effect, object: string): string {
  const what = object === '' ? 'the lock' : object;
  const fence = typeof result === 'number' ? ` with fence ${quote(result)}` : '';
  return `${f === 'acquire' ? 'acquired' : 'released'} ${what}${fence}`;
}

/** `initial` may be `locked` or true. */
export const mutexSpecification = defineSpecification<boolean>({
  name: 'mutex',
  functions,
  initial: (given) => given === 'locked' || given === true,
  initialFault: (given) =>
    ['locked', 'unlocked', 'free', true, false].includes(given as string | boolean)
      ? undefined
      : 'it must be "locked" or "unlocked"',
  step: (locked, { f }) => (locked === (f === 'release') ? !locked : undefined),
  describe,
  refusal: (locked) => (locked ? 'it was held already' : notHeld),
});

const notHeld = 'nobody held it';

function heldBy(holder: number | null): string {
  return holder === null ? notHeld : `process ${holder} held it`;
}

type Holding = readonly [holder: number | null, times: number];

/** Its holder may acquire it again, and releases it as often. */
export const reentrantLockSpecification = defineSpecification<Holding>({
  name: 'reentrant-lock',
  functions,
  byProcess: true,
  initial: () => [null, 0],
  initialFault: () => 'nobody holds it at the beginning',
  step([holder, times], { f, process = -1 }) {
    if (f === 'acquire') return holder === null || holder === process ? [process, times + 1] : undefined;
    if (holder !== process) return undefined;
    return times === 1 ? [null, 0] : [process, times - 1];
  },
  describe,
  refusal: ([holder]) => heldBy(holder),
});

function fenceOf({ result }: Effect): number | undefined {
  return typeof result === 'number' ? result : undefined;
}

type Fenced = readonly [holder: number | null, fence: number];

const fenced: Behaviour<Fenced> = {
  name: 'fenced-lock',
  functions,
  byProcess: true,
  initial: (given) => [null, typeof given === 'number' ? given : 0],
  initialFault: (given) => (typeof given === 'number' ? undefined : 'it must be the last fence that was given out'),
  step([holder, fence], effect) {
    const { f, process = -1 } = effect;
    if (f === 'release') return holder === process ? [null, fence] : undefined;
    if (holder !== null) return undefined;
    // One that nobody was told is taken to be as small as it can be: that allows most.
    const given = fenceOf(effect) ?? fence + 1;
    return given > fence ? [process, given] : undefined;
  },
  describe,
  refusal: ([holder, fence], { f }) =>
    f === 'acquire' && holder === null ? `fence ${fence} had been given out already` : heldBy(holder),
};

/** `acquire` returns a fence, a number that grows with each acquisition (Kleppmann 2016, "How to do distributed locking"). */
export const fencedLockSpecification = defineSpecification(fenced);

function permits(argument: Json): number {
  return typeof argument === 'number' ? argument : 1;
}

/** `acquire` and `release` take the number of permits (1 if null); `initial` is how many there are (1 if null). */
export const semaphoreSpecification = defineSpecification<number>({
  name: 'semaphore',
  functions,
  initial: permits,
  initialFault: (given) =>
    Number.isSafeInteger(given) && (given as number) >= 0 ? undefined : 'it must be a number of permits',
  step(free, { f, argument }) {
    const after = f === 'acquire' ? free - permits(argument) : free + permits(argument);
    return after < 0 ? undefined : after;
  },
  fault: ({ f, argument }) =>
    argument !== null && !(Number.isSafeInteger(argument) && (argument as number) > 0)
      ? `the argument of ${quote(f)} is ${quote(argument)}; it must be a number of permits or null`
      : undefined,
  describe: ({ f, argument }, object) =>
    `${f === 'acquire' ? 'acquired' : 'released'} ${counted(permits(argument), 'permit')} of ${object === '' ? 'the semaphore' : object}`,
  refusal: (free) => (free === 0 ? 'no permit was free' : `only ${counted(free, 'permit')} were free`),
});
