/** The few styles of terminal output; none at all without colour. Symbols say the same, so that nothing is lost then. */
import { Chalk } from 'chalk';
import type { Verdict } from '../../checkers/verdict.ts';

export interface TextOptions {
  /** False when the output is not a terminal or NO_COLOR is set: the caller knows. */
  readonly colour: boolean;
  /** Characters in a line. */
  readonly width: number;
}

type Style = (text: string) => string;

export interface Palette {
  readonly strong: Style;
  readonly faint: Style;
  readonly bad: Style;
  readonly verdict: Readonly<Record<Verdict, Style>>;
}

export function paletteFor({ colour }: TextOptions): Palette {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    strong: chalk.bold,
    faint: chalk.dim,
    bad: chalk.red,
    verdict: { valid: chalk.green, invalid: chalk.red, unknown: chalk.yellow },
  };
}

export const verdictSymbols: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unknown: '?' };
