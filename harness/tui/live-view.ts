/**
 * The live screen on a real terminal. Signals are collected and drawn at most ten times a second, however fast they
 * come. It uses the terminal's alternate screen: whatever was there before returns when it closes, also when the process
 * dies by an exception or a signal (Ink restores the terminal from its exit handlers).
 * The one module of the screen that reads a clock: when a frame is due is a question of the machine's time.
 */
import { render, useInput, useWindowSize } from 'ink';
import { createElement as h, type ReactElement } from 'react';
import type { TrialObserver } from '../trial/observer.ts';
import { stopwatch } from '../wall-clock.ts';
import { LiveScreen } from './live-screen.ts';
import { advance, initialLiveState, type LiveSignal, type LiveState } from './live-state.ts';

const frameMs = 100;

export interface LiveView {
  readonly observer: TrialObserver;
  /** Shows that stopping has begun. */
  readonly interrupted: () => void;
  /** Puts the terminal back; resolves when that is written. Safe to call twice. */
  readonly close: () => Promise<void>;
}

interface LiveAppProps {
  readonly state: LiveState;
  readonly elapsedMs: number;
  readonly onInterrupt: () => void;
}

function LiveApp({ state, elapsedMs, onInterrupt }: LiveAppProps): ReactElement {
  const { columns, rows } = useWindowSize();
  useInput((input, key) => {
    if (key.ctrl && input === 'c') onInterrupt();
  });
  return h(LiveScreen, { state, elapsedMs, columns, rows });
}

/** Opens the screen. In raw mode the terminal turns Ctrl-C into a key instead of a signal: it calls `onInterrupt`. */
export function openLiveView(options: {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly onInterrupt: () => void;
}): LiveView {
  const elapsed = stopwatch();
  let state = initialLiveState;
  let waiting: LiveSignal[] = [];
  let lastFrameMs = 0;
  let closed = false;
  const app = (): ReactElement => h(LiveApp, { state, elapsedMs: elapsed(), onInterrupt: options.onInterrupt });
  const instance = render(app(), {
    stdin: options.stdin,
    stdout: options.stdout,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 20,
  });
  const draw = (): void => {
    if (closed) return;
    state = advance(state, waiting);
    waiting = [];
    lastFrameMs = elapsed();
    instance.rerender(app());
  };
  const timer = setInterval(draw, frameMs);
  const take = (signal: LiveSignal): void => {
    waiting.push(signal);
    // A simulated trial may keep the event loop busy for seconds: then the timer starves and frames are drawn from here.
    if (waiting.length % 256 === 0 && elapsed() - lastFrameMs > 2 * frameMs) draw();
  };
  return {
    observer: {
      planned: (plan, directory) => take({ type: 'planned', plan, directory }),
      event: (event) => take({ type: 'event', event }),
      history: (event) => take({ type: 'history', event }),
      progress: (line) => take({ type: 'progress', line }),
    },
    interrupted() {
      take({ type: 'interrupted' });
      draw();
    },
    async close() {
      if (closed) return;
      draw();
      closed = true;
      clearInterval(timer);
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}
