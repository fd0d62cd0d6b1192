/** A traced trial's story for a terminal: a line for each moment, what does not fit last. */
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { storyOf, type StoryStep } from '../data/story.ts';
import { formatClock } from '../quantities.ts';

export interface StoryLine {
  /** `0.112 s`, padded on the left so that the lines of one story stand below each other. */
  readonly clock: string;
  readonly text: string;
  readonly kind: StoryStep['kind'];
  readonly culprit: boolean;
}

/** Empty if the trial was not traced. Safe to print: what is hostile has been made visible. */
export function storyLines(record: TrialRecord): readonly StoryLine[] {
  const steps = storyOf(record)?.steps ?? [];
  const width = steps.reduce((most, { timeNs }) => Math.max(most, formatClock(timeNs).length), 0);
  return steps.map(({ timeNs, text, kind, culprit }) => ({
    clock: formatClock(timeNs).padStart(width),
    text,
    kind,
    culprit,
  }));
}
