import { expect, it } from 'vitest';
import { buildStepOutput } from './build-step-output.ts';

it('gives whole lines as they are completed, without colours and empty ones', () => {
  const output = buildStepOutput();
  expect(output.add('Step 1/2 : FROM x\n')).toEqual(['Step 1/2 : FROM x']);
  expect(output.add(' ---> 12')).toEqual([]);
  expect(output.add('34\n\n\u001b[91mwarning\u001b[0m\n')).toEqual([' ---> 1234', 'warning']);
});

it('keeps the failing step and its last lines', () => {
  const output = buildStepOutput();
  output.add('Step 1/2 : FROM x\nfine\nStep 2/2 : RUN make\n');
  for (let line = 0; line < 60; line++) output.add(`line ${line}\n`);
  output.add('no newline at the end');
  const lines = output.lastStep().split('\n');
  expect(lines[0]).toBe('Step 2/2 : RUN make');
  expect(lines.slice(1)).toHaveLength(40);
  expect(lines.at(-1)).toBe('no newline at the end');
});
