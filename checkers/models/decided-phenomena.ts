/**
 * What a complete decision finds: that no execution of a model explains a history. There is no cycle to name, only the
 * model that is broken; what is not explained by it is not explained by any stronger one.
 */
import type { Phenomenon } from './phenomenon.ts';

const decided = [
  'read-atomic',
  'causal-cerone',
  // The same, and the read committed of Biswas and Enea, with the order of sessions.
  'strong-session-monotonic-atomic-view',
  'strong-session-read-atomic',
  'strong-session-causal',
  'snapshot-isolation',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
  'serializable',
  'strong-session-serializable',
  'strict-serializable',
] as const;

export type DecidedPhenomenonName = `not-${(typeof decided)[number]}`;

export const decidedPhenomena = Object.fromEntries(
  decided.map((model) => [
    `not-${model}`,
    {
      name: `not-${model}`,
      summary: `no execution that is ${model} explains the history`,
      forbiddenBy: [model],
      source: 'by definition: no execution of the model explains it',
    },
  ]),
) as unknown as Readonly<Record<DecidedPhenomenonName, Phenomenon>>;
