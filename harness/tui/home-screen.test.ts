import { render } from 'ink-testing-library';
import { createElement as h } from 'react';
import { describe, expect, it } from 'vitest';
import { HomeScreen } from './home-screen.ts';
import type { HomeChoice, HomeContent, RecentTrial } from './home-state.ts';

function trial(name: string, more: Partial<RecentTrial> = {}): RecentTrial {
  return {
    directory: `ordeal-trials/${name}`,
    name,
    target: 'redis',
    workload: 'set',
    backend: 'docker',
    verdict: 'invalid',
    sentence: 'redis (set) is not linearizable: element 17 was acknowledged and is lost',
    reportFile: `ordeal-trials/${name}/report.html`,
    replayCommand: 'npx ordeal run redis --seed 1',
    ageMs: 5 * 60_000,
    ...more,
  };
}

const content: HomeContent = {
  targets: [
    { name: 'store', summary: 'the reference store', capabilities: ['register', 'set'], backends: ['simulated'] },
    { name: 'redis', summary: 'Redis', capabilities: ['register'], backends: ['docker'] },
  ],
  trials: [
    trial('one'),
    trial('two', { verdict: 'valid', ageMs: 3 * 3_600_000 }),
    trial('three', { verdict: null, reportFile: null, sentence: 'It was cut off before it was judged.' }),
  ],
  outputDirectory: 'ordeal-trials',
};

const up = '\u001b[A';
const down = '\u001b[B';
const enter = '\r';
const escape = '\u001b';

function open(shown: HomeContent = content, columns = 90, rows = 24) {
  const choices: HomeChoice[] = [];
  const screen = render(h(HomeScreen, { content: shown, columns, rows, onChoice: (choice) => choices.push(choice) }));
  /** Presses keys one after the other, letting Ink take each in before the next. */
  const press = async (...keys: readonly string[]): Promise<string> => {
    for (const key of keys) {
      screen.stdin.write(key);
      // A lone escape is held back for a moment, in case it begins a sequence.
      await new Promise((resolve) => setTimeout(resolve, key === escape ? 120 : 20));
    }
    return screen.lastFrame() ?? '';
  };
  return { choices, press, frame: () => screen.lastFrame() ?? '' };
}

describe('the home screen', () => {
  it('lists targets and recent trials with verdict, target, workload and age', async () => {
    const { press } = open();
    const frame = await press();
    expect(frame).toContain('   store       the reference store');
    expect(frame).toContain(' › ✗ invalid    redis          set       docker     5 min ago');
    expect(frame).toContain('   ✓ valid      redis          set       docker     3 h ago');
    expect(frame).toContain('   … not judged');
  });

  it('opens the entry under the cursor and goes back', async () => {
    const { press } = open();
    const opened = await press(enter);
    expect(opened).toContain('element 17 was acknowledged and is lost');
    expect(opened).toContain('ordeal-trials/one/report.html');
    expect(opened).toContain('npx ordeal run redis --seed 1');
    expect(await press(escape)).toContain('recent trials');
    expect(await press(down, down, enter)).toContain('ordeal recheck ordeal-trials/three');
  });

  it('runs a trial again, or a target, on r', async () => {
    const trials = open();
    await trials.press(down, 'r');
    expect(trials.choices).toEqual([{ type: 'replay', directory: 'ordeal-trials/two' }]);
    const targets = open();
    await targets.press('\t', down, up, down, 'r');
    expect(targets.choices).toEqual([{ type: 'run', target: 'redis' }]);
  });

  it.each([['q'], ['\u0003'], [escape]])('quits on %j', async (key) => {
    const { press, choices } = open();
    await press(key);
    expect(choices).toEqual([{ type: 'quit' }]);
  });

  it('keeps the cursor on the screen in a long list, and within it', async () => {
    const many = { ...content, trials: Array.from({ length: 60 }, (_, index) => trial(`t${index}`)) };
    const { press } = open(many, 90, 14);
    const frame = await press(...Array.from({ length: 40 }, () => 'j'));
    expect(frame).toContain(' › ');
    expect(frame.split('\n').length).toBeLessThan(14);
    expect(await press(enter)).toContain(' t40');
  });

  it('fits a narrow terminal, and says where it looked when there are no trials', async () => {
    const narrow = open(content, 36, 16);
    const frame = await narrow.press();
    for (const line of frame.split('\n')) expect(line.length).toBeLessThanOrEqual(36);
    expect(frame).toContain('✗ redis      set       5 min ago');
    const empty = open({ ...content, trials: [] });
    expect(await empty.press()).toContain('none in ordeal-trials yet');
  });

  it('shows hostile text as text', async () => {
    const hostile = trial('x', { sentence: '\u001b[31mred\u001b[0m\u0007', target: 'a\nb' });
    const { press } = open({ ...content, trials: [hostile] });
    const frame = await press(enter);
    expect(frame).toContain('\\x1b[31mred\\x1b[0m\\x07');
    expect(frame).toContain('a\\nb');
  });
});
