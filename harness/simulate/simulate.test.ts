import { describe, expect, it } from 'vitest';
import type { NodeProgram } from '../../targets/contract/host.ts';
import type { TraceEvent } from '../record/trace-event.ts';
import { DidNotHappen } from './simulated-client.ts';
import { simulate, type SimulatedWorld } from './simulate.ts';

/** Answers what it was asked, with its name; throws when asked to; says nothing when asked for silence. */
const echo: NodeProgram = (host) => ({
  receive(from, message) {
    host.log(`heard ${JSON.stringify(message['word'])}`);
    if (message['word'] === 'throw') throw new Error('as asked');
    if (message['word'] !== 'silence') host.send(from, { word: message['word'] ?? null, by: host.node });
  },
  beliefs: () => ({ node: host.node }),
});

const run = <Result>(main: (world: SimulatedWorld) => Promise<Result>, trace?: (event: TraceEvent) => void) =>
  simulate({ seed: 1, nodes: ['a', 'b'], program: echo, main, ...(trace === undefined ? {} : { trace }) });

describe('simulate', () => {
  it('answers what main answers, with the history that its clients made and the logs', async () => {
    const { result, history, logs } = await run(async (world) => {
      const client = world.client('a');
      const outcomes = [
        await client.perform('say', 'hello', async (ask) => (await ask({ word: 'hello' }))['by'] ?? null),
        await client.perform('say', 'no', async () => {
          throw new DidNotHappen('refused');
        }),
        await client.perform('say', 'silence', async (ask) => (await ask({ word: 'silence' }, 50))['by'] ?? null),
        await client.perform('say', 'again', async (ask) => (await ask({ word: 'again' }))['by'] ?? null),
      ];
      return outcomes;
    });
    expect(result).toEqual(['ok', 'fail', 'info', 'ok']);
    expect(history.map(({ type, process, value, error }) => [type, process, value, error])).toEqual([
      ['invoke', 0, 'hello', undefined],
      ['ok', 0, 'a', undefined],
      ['invoke', 0, 'no', undefined],
      ['fail', 0, 'no', 'refused'],
      ['invoke', 0, 'silence', undefined],
      ['info', 0, 'silence', 'no answer in 50 ms'],
      ['invoke', 1, 'again', undefined],
      ['ok', 1, 'a', undefined],
    ]);
    expect(logs['a']).toContain('heard "hello"');
    expect(logs['b']).not.toContain('heard');
  });

  it('breaks things, and tells the trace', async () => {
    const events: TraceEvent[] = [];
    const { result } = await run(
      async (world) => {
        await world.faults.kill('b');
        const client = world.client('b');
        const whileDown = await client.perform(
          'say',
          'hello',
          async (ask) => (await ask({ word: 'hello' }))['by'] ?? null,
        );
        await world.faults.start('b');
        const reborn = await client.perform(
          'say',
          'hello',
          async (ask) => (await ask({ word: 'hello' }))['by'] ?? null,
        );
        return [whileDown, reborn];
      },
      (event) => events.push(event),
    );
    expect(result).toEqual(['info', 'ok']);
    const changes = events.flatMap((event) => (event.type === 'node' && event.node === 'b' ? [event.change] : []));
    expect(changes).toEqual(['started', 'killed', 'started', 'killed']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'beliefs', beliefs: { node: 'b' } }));
  });

  it('is the same again with the same seed', async () => {
    const main = async (world: SimulatedWorld): Promise<number> => {
      await world.client('a').ask({ word: 'x' });
      return world.nowMs() + world.random('dice').below(1000);
    };
    expect((await run(main)).result).toBe((await run(main)).result);
  });

  it('says which node threw, when, and under which seed', async () => {
    const failing = run((world) => world.client('b').ask({ word: 'throw' }));
    await expect(failing).rejects.toMatchObject({
      name: 'OrdealError',
      message: expect.stringMatching(/^Node b threw at \d+\.\d+ ms of virtual time \(seed 1\): as asked\.$/) as string,
    });
  });
});
