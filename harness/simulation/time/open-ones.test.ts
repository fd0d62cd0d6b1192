import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OpenOnes } from './open-ones.ts';

it('those that are not over are known in the order in which they were added, whatever ends when', () => {
  const anyStep = fc.oneof(fc.constant('add' as const), fc.nat());
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400, size: 'max' }), (steps) => {
      const openOnes = new OpenOnes<{ number: number; isOver: boolean }>();
      let open: { number: number; isOver: boolean }[] = [];
      for (const [number, step] of steps.entries()) {
        if (step === 'add') {
          const one = { number, isOver: false };
          open.push(one);
          openOnes.add(one);
        } else if (open.length > 0) {
          const ended = open[step % open.length] as (typeof open)[number];
          ended.isOver = true;
          open = open.filter((one) => one !== ended);
          openOnes.oneEnded();
        }
        expect(openOnes.open()).toEqual(open);
      }
    }),
  );
});
