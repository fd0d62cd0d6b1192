/** What the home screen shows and how keys change it: a pure reduction, tested without a terminal. */
import type { Verdict } from '../../checkers/verdict.ts';

export interface HomeTarget {
  readonly name: string;
  readonly summary: string;
  readonly capabilities: readonly string[];
  readonly backends: readonly string[];
}

/** A trial's directory, as far as it can be read. Texts are hostile: they are made printable when drawn. */
export interface RecentTrial {
  readonly directory: string;
  readonly name: string;
  readonly target: string;
  readonly workload: string;
  readonly backend: string;
  /** Null: the trial was cut off before it was judged. */
  readonly verdict: Verdict | null;
  readonly sentence: string;
  readonly reportFile: string | null;
  readonly replayCommand: string;
  /** Wall clock now minus the trial's, milliseconds. */
  readonly ageMs: number;
}

export interface HomeContent {
  readonly targets: readonly HomeTarget[];
  readonly trials: readonly RecentTrial[];
  /** Where the trials were looked for, to say so when there are none. */
  readonly outputDirectory: string;
}

export interface HomeState {
  readonly list: 'targets' | 'trials';
  readonly cursor: { readonly targets: number; readonly trials: number };
  /** Shows the entry under the cursor instead of the lists. */
  readonly open: boolean;
}

export type HomeKey = 'up' | 'down' | 'switch' | 'enter' | 'back' | 'run' | 'quit';

/** What the user decided; the command line carries it out after the screen is gone. */
export type HomeChoice =
  | { readonly type: 'quit' }
  | { readonly type: 'replay'; readonly directory: string }
  | { readonly type: 'run'; readonly target: string };

export function initialHomeState(content: HomeContent): HomeState {
  return { list: content.trials.length > 0 ? 'trials' : 'targets', cursor: { targets: 0, trials: 0 }, open: false };
}

/** The next state, or the choice that ends the screen. */
export function pressKey(content: HomeContent, state: HomeState, key: HomeKey): HomeState | HomeChoice {
  switch (key) {
    case 'up':
      return moved(content, state, -1);
    case 'down':
      return moved(content, state, 1);
    case 'switch':
      return state.open ? state : { ...state, list: state.list === 'targets' ? 'trials' : 'targets' };
    case 'enter':
      return { ...state, open: !state.open && content[state.list].length > 0 };
    case 'back':
      return state.open ? { ...state, open: false } : { type: 'quit' };
    case 'run': {
      if (state.list === 'targets') {
        const target = content.targets[state.cursor.targets];
        return target === undefined ? state : { type: 'run', target: target.name };
      }
      const trial = content.trials[state.cursor.trials];
      return trial === undefined ? state : { type: 'replay', directory: trial.directory };
    }
    case 'quit':
      return { type: 'quit' };
  }
}

function moved(content: HomeContent, state: HomeState, step: number): HomeState {
  const count = content[state.list].length;
  const next = Math.min(Math.max(0, state.cursor[state.list] + step), Math.max(0, count - 1));
  return { ...state, cursor: { ...state.cursor, [state.list]: next } };
}
