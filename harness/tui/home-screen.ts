/** The home screen, `ordeal` alone on a terminal: targets, recent trials, and one entry opened. */
import { Box, Text, useInput, type Key } from 'ink';
import { createElement as h, useReducer, type ReactElement } from 'react';
import type { Verdict } from '../../checkers/verdict.ts';
import { shorten, visibleText } from '../../reports/hostile-text.ts';
import { ageText } from './durations.ts';
import {
  initialHomeState,
  pressKey,
  type HomeChoice,
  type HomeContent,
  type HomeKey,
  type HomeState,
  type HomeTarget,
  type RecentTrial,
} from './home-state.ts';

export interface HomeScreenProps {
  readonly content: HomeContent;
  readonly columns: number;
  readonly rows: number;
  readonly onChoice: (choice: HomeChoice) => void;
}

/** Symbol, colour and word, so that nothing depends on colour alone. */
export const verdictMarks: Readonly<Record<Verdict | 'none', readonly [string, string, string]>> = {
  valid: ['✓', 'green', 'valid'],
  invalid: ['✗', 'red', 'invalid'],
  unknown: ['?', 'yellow', 'unknown'],
  none: ['…', 'gray', 'not judged'],
};
const narrowColumns = 64;
const fixedLines = 6;

export function HomeScreen({ content, columns, rows, onChoice }: HomeScreenProps): ReactElement {
  const [state, press] = useReducer(
    (current: HomeState, key: HomeKey) => {
      const next = pressKey(content, current, key);
      return 'type' in next ? current : next;
    },
    content,
    initialHomeState,
  );
  useInput((input, key) => {
    const pressed = keyOf(input, key);
    if (pressed === null) return;
    const next = pressKey(content, state, pressed);
    if ('type' in next) onChoice(next);
    else press(pressed);
  });
  return h(HomeFrame, { content, columns, rows, state });
}

function keyOf(input: string, key: Key): HomeKey | null {
  if (key.ctrl && input === 'c') return 'quit';
  if (key.upArrow || input === 'k') return 'up';
  if (key.downArrow || input === 'j') return 'down';
  if (key.tab || key.leftArrow || key.rightArrow) return 'switch';
  if (key.return) return 'enter';
  if (key.escape || key.backspace) return 'back';
  if (input === 'r') return 'run';
  return input === 'q' ? 'quit' : null;
}

/** The frame for a state, without keys. Lower than `rows` and never wider than `columns`. */
export function HomeFrame(props: Omit<HomeScreenProps, 'onChoice'> & { readonly state: HomeState }): ReactElement {
  const { content, columns, rows, state } = props;
  const body = state.open ? opened(content, state) : lists(content, state, columns, Math.max(2, rows - 2 - fixedLines));
  const keys = state.open
    ? ' enter/esc back · r run again · q quit'
    : ' ↑↓ choose · tab other list · enter details · r run · q quit';
  return h(
    Box,
    { flexDirection: 'column', width: columns, height: Math.max(fixedLines, rows - 2) },
    h(Text, { wrap: 'truncate-end' }, h(Text, { bold: true }, ' ordeal'), '  faults, histories, verdicts'),
    h(Text, null, ' '),
    ...body,
    h(Box, { flexGrow: 1 }),
    h(Text, { dimColor: true, wrap: 'truncate-end' }, keys),
  );
}

function lists(content: HomeContent, state: HomeState, columns: number, space: number): ReactElement[] {
  const targetRows = Math.min(content.targets.length, Math.max(1, Math.floor(space / 2)));
  const trialRows = Math.max(1, space - targetRows);
  const row = (list: HomeState['list'], index: number, children: readonly ReactElement[]): ReactElement => {
    const here = state.list === list && state.cursor[list] === index;
    const key = `${list}-${index}`;
    return h(
      Text,
      { key, wrap: 'truncate-end', ...(here ? { inverse: true } : {}) },
      here ? ' › ' : '   ',
      ...children,
    );
  };
  const targets = windowOf(content.targets, state.cursor.targets, targetRows);
  const trials = windowOf(content.trials, state.cursor.trials, trialRows);
  return [
    heading('targets', state.list === 'targets'),
    ...targets.map(([target, index]) => row('targets', index, targetCells(target))),
    heading('recent trials', state.list === 'trials'),
    ...trials.map(([trial, index]) => row('trials', index, trialCells(trial, columns < narrowColumns))),
    ...(content.trials.length > 0
      ? []
      : [
          h(
            Text,
            { key: 'no-trials', dimColor: true, wrap: 'truncate-end' },
            `   none in ${visibleText(content.outputDirectory)} yet: ordeal run store`,
          ),
        ]),
  ];
}

function heading(text: string, active: boolean): ReactElement {
  return h(Text, { key: text, bold: true, ...(active ? { color: 'cyan' } : { dimColor: true }) }, ` ${text}`);
}

/** The part of a list that is on the screen, with the cursor always in it. */
function windowOf<T>(list: readonly T[], cursor: number, rows: number): (readonly [T, number])[] {
  const first = Math.min(Math.max(0, cursor - Math.floor(rows / 2)), Math.max(0, list.length - rows));
  return list.slice(first, first + rows).map((entry, offset) => [entry, first + offset] as const);
}

function targetCells(target: HomeTarget): ReactElement[] {
  return [
    h(Text, { key: 'name', bold: true }, visibleText(target.name).padEnd(12)),
    h(Text, { key: 'summary', dimColor: true }, visibleText(target.summary)),
  ];
}

function trialCells(trial: RecentTrial, narrow: boolean): ReactElement[] {
  const [mark, color, word] = verdictMarks[trial.verdict ?? 'none'];
  const what = `${column(shortName(trial.target), narrow ? 10 : 14)} ${column(trial.workload, 9)}`;
  return [
    h(Text, { key: 'verdict', color }, narrow ? `${mark} ` : `${mark} ${word.padEnd(11)}`),
    h(Text, { key: 'what' }, what),
    h(Text, { key: 'where', dimColor: true }, narrow ? '' : ` ${visibleText(trial.backend).padEnd(10)}`),
    h(Text, { key: 'age', dimColor: true }, ` ${ageText(trial.ageMs)}`),
  ];
}

/** Of a user's adapter, the file's name. */
function shortName(target: string): string {
  return target.split(/[\\/]/).at(-1) ?? target;
}

function column(text: string, width: number): string {
  return shorten(visibleText(text), width).padEnd(width);
}

function opened(content: HomeContent, state: HomeState): ReactElement[] {
  const target = content.targets[state.cursor.targets];
  const trial = content.trials[state.cursor.trials];
  if (state.list === 'targets') return target === undefined ? [] : openedTarget(target);
  return trial === undefined ? [] : openedTrial(trial);
}

function field(label: string, text: string, style: { color?: string } = {}): ReactElement {
  return h(
    Text,
    { key: label, wrap: 'truncate-end' },
    h(Text, { dimColor: true }, ` ${label.padEnd(10)}`),
    h(Text, style, visibleText(text)),
  );
}

function openedTarget(target: HomeTarget): ReactElement[] {
  return [
    h(Text, { key: 'name', bold: true }, ` ${visibleText(target.name)}`),
    field('what', target.summary),
    field('offers', target.capabilities.join(', ')),
    field('runs on', target.backends.join(', ')),
    field('run', `ordeal run ${target.name}`),
    field('options', `ordeal targets ${target.name}`),
  ];
}

function openedTrial(trial: RecentTrial): ReactElement[] {
  const [mark, color, word] = verdictMarks[trial.verdict ?? 'none'];
  return [
    h(Text, { key: 'name', bold: true }, ` ${visibleText(trial.name)}`),
    field('verdict', `${mark} ${word}`, { color }),
    // The sentence is what a reader came for: it may wrap, up to the lines that remain.
    h(Box, { key: 'sentence', paddingLeft: 1, height: 3 }, h(Text, null, visibleText(trial.sentence))),
    field('trial', `${trial.target} · ${trial.workload} · ${trial.backend} · ${ageText(trial.ageMs)}`),
    field('report', trial.reportFile ?? `none yet: ordeal recheck ${trial.directory}`),
    field('replay', trial.replayCommand),
  ];
}
