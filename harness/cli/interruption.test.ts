import { afterEach, describe, expect, it } from 'vitest';
import { endWhileStarting, listenForInterruption, type Interruption } from './interruption.ts';

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let interruption: Interruption | null = null;
afterEach(() => interruption?.dispose());

function listen() {
  const calls: string[] = [];
  const listening = listenForInterruption({ first: () => calls.push('first'), second: () => calls.push('second') });
  interruption = listening;
  return { calls, ...listening };
}

describe('interruption', () => {
  it('takes one press that arrives twice as one, and a later one as the second', async () => {
    const { calls, signal } = listen();
    expect(signal.aborted).toBe(false);
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect([calls, signal.aborted]).toEqual([['first'], true]);
    await rest(500);
    process.emit('SIGTERM');
    expect(calls).toEqual(['first', 'second']);
  });

  it('takes a key pressed in raw mode like a signal, and stops listening when told', () => {
    const before = process.listenerCount('SIGHUP');
    const { calls, request, dispose } = listen();
    request();
    expect(calls).toEqual(['first']);
    dispose();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });

  it('ends the process while it starts, and not once a command listens', () => {
    const ends: string[] = [];
    endWhileStarting(() => ends.push('end'));
    process.emit('SIGTERM');
    expect(ends).toEqual(['end']);
    const { calls } = listen();
    process.emit('SIGTERM');
    expect([ends, calls]).toEqual([['end'], ['first']]);
  });
});
