/** A real terminal for tests: tmux on a socket of its own, its screen read as text. */
import { spawnSync } from 'node:child_process';

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).status === 0;
}

export class TmuxScreen {
  readonly #socket: string;

  /** Starts a shell without any start-up files in a window of this size, watched by a person: not a build server's. */
  constructor(directory: string, columns: number, rows: number) {
    this.#socket = `ordeal-test-${process.pid}-${columns}x${rows}`;
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      ...size,
      '-c',
      directory,
      'env -u CI -u CONTINUOUS_INTEGRATION PS1="ready> " sh',
    );
  }

  #tmux(...words: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync('tmux', ['-L', this.#socket, ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`tmux ${words[0] ?? ''}: ${stderr}`);
    return stdout;
  }

  /** Types text literally, then Enter. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', text);
    this.press('Enter');
  }

  /** Presses a key by tmux's name for it: `q`, `C-c`, `Down`, `Enter`. */
  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  text(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** The screen once it shows this; rejects with the screen as it is after `patienceMs`. */
  async until(wanted: RegExp, patienceMs = 20_000): Promise<string> {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 100) {
      const text = this.text();
      if (wanted.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the screen never showed ${String(wanted)}:\n${this.text()}`);
  }

  /** Presses the key until the screen shows this: a program may paint before it listens. */
  async pressUntil(key: string, wanted: RegExp): Promise<string> {
    for (let attempt = 1; attempt < 8; attempt++) {
      this.press(key);
      try {
        return await this.until(wanted, 2500);
      } catch {
        // Once more: the key came too early to be heard.
      }
    }
    return this.until(wanted);
  }

  close(): void {
    this.#tmux('kill-server');
  }
}
