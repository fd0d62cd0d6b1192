/** The screens in a real terminal (tmux): what they show, and that the terminal is whole again afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTmux, TmuxScreen } from './tmux-screen.testing.ts';

const tmux = hasTmux();
if (!tmux) console.info('skipped: the screens in a real terminal, because tmux is not installed');
const ordeal = `'${process.execPath}' '${fileURLToPath(new URL('../../bin/ordeal.js', import.meta.url))}'`;

describe.skipIf(!tmux)('in a real terminal', () => {
  let folder = '';
  let screen: TmuxScreen;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ordeal-tmux-'));
    screen = new TmuxScreen(folder, 100, 26);
    screen.type('echo before-the-screen');
  });
  afterAll(() => {
    screen.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The terminal echoes and edits lines again, and what stood there before is back. */
  async function expectWhole(): Promise<void> {
    screen.type('clear; stty -a | tr " ;" "\\n\\n" | grep -x -e icanon -e echo | sort | tr "\\n" "+"');
    await screen.until(/echo\+icanon\+/);
  }

  it('runs a trial live, then shows its verdict on the normal screen', async () => {
    screen.type(`clear; ${ordeal} run store --time 600 --seed 7 --faults kill; echo "code=$?"`);
    const live = await screen.until(/running \d\d:\d\d \/ 10:00[\s\S]*ops\/s/);
    expect(live).toContain('store · ');
    expect(live).toContain('seed 7');
    expect(live).not.toContain('before-the-screen');
    const after = await screen.until(/code=\d/, 60_000);
    expect(after).toMatch(/report {2}.*report\.html/);
    expect(after).toMatch(/replay {2}npx ordeal replay ordeal-trials\//);
    expect(after).not.toContain('Ctrl-C stops');
    await expectWhole();
  });

  it('stops in good order on Ctrl-C, with exit code 130', async () => {
    screen.type(`clear; ${ordeal} run store --time 3600 --seed 8; echo "code=$?"`);
    await screen.until(/running \d\d:\d\d \/ 1:00:00/);
    screen.press('C-c');
    const after = await screen.until(/code=\d+/);
    expect(after).toContain('code=130');
    expect(after).toContain('the trial was interrupted');
    await expectWhole();
  });

  it('prints plain lines on a build server that has a terminal', async () => {
    screen.type(`clear; CI=true ${ordeal} run store --time 5 --seed 9; echo "code=$?"`);
    const after = await screen.until(/code=\d+/);
    expect(after).toContain('code=0');
    expect(after).toMatch(/^seed 9/m);
    expect(after).not.toContain('Ctrl-C stops');
    await expectWhole();
  });

  it('shows recent trials at home, opens one, and leaves on q', async () => {
    screen.type(`clear; ${ordeal}; echo "code=$?"`);
    const home = await screen.until(/recent trials/);
    expect(home).toContain('store');
    expect(home).toMatch(/› . \w+ +store/);
    expect(await screen.pressUntil('Enter', /report/)).toContain('report.html');
    expect(await screen.pressUntil('q', /code=\d/)).toContain('code=0');
    await expectWhole();
  });
});
