/**
 * Witnesses at any size: an order of the transactions in real time that explains all they saw, found by replay. Where there
 * is one, it is mostly found in about linear time, whatever is unknown of the order of versions; that it is none was never
 * shown by not finding it. What is found is run again by a plain database before anything is said.
 */
import type { Budget } from '../../budget.ts';
import { counted } from '../../history/quote.ts';
import { observe } from '../decision/observations.ts';
import { committed, neverCompletes, type TransactionColumns } from '../transaction-columns.ts';
import { replayPlan } from './replay-plan.ts';
import { ReplaySearch } from './replay-search.ts';
import type { ReplayState } from './replay-state.ts';
import { witnessFault, type WitnessSteps } from './witness-fault.ts';

/** What an order proves. Their implications in the lattice are proved with them. */
export type WitnessedModel = 'strict-serializable' | 'strong-snapshot-isolation';

export type Witness =
  | {
      readonly found: true;
      /** Starts and commits, in their order; indeterminate transactions that nobody observed are left out. */
      readonly steps: WitnessSteps;
      /** Times that the order was taken back. */
      readonly repairs: number;
    }
  | { readonly found: false; readonly reason: string };

function stepsOf({ plan, trail, length }: ReplayState): WitnessSteps {
  const { count, split, transaction } = plan;
  const steps = new Int32Array(count * 2);
  let filled = 0;
  for (let position = 0; position < length; position++) {
    const event = trail[position] as number;
    const node = event < count ? event : event - count;
    const isStart = event < count;
    if (isStart) steps[filled++] = (transaction[node] as number) * 2;
    if (!isStart || split[node] === 0) steps[filled++] = (transaction[node] as number) * 2 + 1;
  }
  return steps;
}

function hasEnds({ count, status, complete }: TransactionColumns): boolean {
  for (let transaction = 0; transaction < count; transaction++)
    if (status[transaction] === committed && complete[transaction] === neverCompletes) return false;
  return true;
}

/**
 * An order that proves the model, if one is found. It needs every completion in real time. About linear in the history; where
 * the search goes wrong too often it ends, after so many steps for each transaction.
 */
export function findWitness(transactions: TransactionColumns, model: WitnessedModel, budget: Budget = {}): Witness {
  if (!hasEnds(transactions)) return { found: false, reason: 'some transactions have no end in real time' };
  const observed = observe(transactions);
  if (observed.kind === 'unclear') return { found: false, reason: observed.reason };
  if (observed.kind === 'wrong') return { found: false, reason: observed.wrong.summary };
  const plan = replayPlan(observed.observations, model === 'strong-snapshot-isolation');
  if (plan === undefined) return { found: false, reason: 'what nobody else may see was read' };
  const search = new ReplaySearch(plan, budget);
  const end = search.run();
  if (end !== 'found') {
    const why = end === 'stopped' ? 'the limit was reached' : 'none was found';
    const far = `${counted(search.furthest, 'step')} of ${plan.events}`;
    return { found: false, reason: `an order in real time was searched: ${why} after ${far}` };
  }
  const steps = stepsOf(search.state);
  const fault = witnessFault(transactions, steps, model === 'strict-serializable');
  if (fault !== undefined) return { found: false, reason: `the order found does not replay: ${fault}; this is a bug` };
  return { found: true, steps, repairs: search.repairs };
}
