/** Follows the output of an image build: whole lines for people, and the failing step's output for an error. */

export interface BuildStepOutput {
  /** Adds a piece of output; returns the lines that it completed, without empty ones. */
  add(text: string): string[];
  /** The current step with its output, at most the last 40 lines. */
  lastStep(): string;
}

const keptLines = 40;
// eslint-disable-next-line no-control-regex
const colours = /\u001b\[[0-9;]*m/g;

export function buildStepOutput(): BuildStepOutput {
  let unfinished = '';
  let step: string[] = [];
  return {
    add(text) {
      const parts = (unfinished + text).replace(colours, '').split(/\r?\n/);
      unfinished = parts.pop() ?? '';
      const lines = parts.map((line) => line.trimEnd()).filter((line) => line !== '');
      for (const line of lines) {
        if (/^(Step \d+\/\d+|STEP \d+)/.test(line)) step = [];
        step.push(line);
      }
      return lines;
    },
    lastStep() {
      const all = unfinished.trim() === '' ? step : [...step, unfinished.trim()];
      const [first = '', ...rest] = all;
      return [first, ...rest.slice(-keptLines)].join('\n');
    },
  };
}
