import { describe, expect, it } from 'vitest';
import { Processor } from './processor.ts';
import { virtualTimeline } from '../time/virtual-timeline.ts';
import { World } from '../world.ts';

/** When each event was handled, in milliseconds. */
async function handled(act: (processor: Processor, note: (name: string) => () => void) => void): Promise<string[]> {
  const world = new World(1, 1000);
  const processor = new Processor(world, { eventMs: 0 });
  const notes: string[] = [];
  const note = (name: string) => (): void => void notes.push(`${name} at ${world.nowNs() / 1e6}`);
  await world.drive(async () => {
    act(processor, note);
    await virtualTimeline(world).sleep(1000);
  });
  return notes;
}

describe('a processor', () => {
  it('handles events at once when that costs nothing', async () => {
    expect(await handled((processor, note) => processor.handle(note('a')))).toEqual(['a at 0']);
  });

  it('takes its time for each event when it is slow, one after the other', async () => {
    const notes = await handled((processor, note) => {
      processor.adjust({ eventMs: 10 });
      for (const name of ['a', 'b', 'c']) processor.handle(note(name));
    });
    expect(notes).toEqual(['a at 10', 'b at 20', 'c at 30']);
  });

  it('catches up at full speed once it is restored, in order', async () => {
    const notes = await handled((processor, note) => {
      processor.adjust({ eventMs: 10 });
      for (const name of ['a', 'b', 'c']) processor.handle(note(name));
      processor.restore();
      processor.handle(note('d'));
    });
    expect(notes).toEqual(['a at 10', 'b at 10', 'c at 10', 'd at 10']);
  });

  it('handles nothing of what it was made to drop', async () => {
    const notes = await handled((processor, note) => {
      processor.adjust({ eventMs: 10 });
      processor.handle(note('a'));
      processor.drop();
    });
    expect(notes).toEqual([]);
  });
});
