/**
 * The complete decision of serializability and snapshot isolation: exact where the order of versions is not known, which
 * a search for cycles among inferred dependencies cannot be. A valid history comes with an order that was replayed, an
 * invalid one with a contradiction of few transactions that was decided again by itself.
 *
 * It needs writes to be recognizable by their values. Deciding is NP-complete (Papadimitriou 1979; Biswas and Enea 2019):
 * it is for histories of some thousand transactions, and answers `unknown` at its limits.
 */
import type { Budget } from '../../budget.ts';
import { counted } from '../../history/quote.ts';
import type { TransactionColumns } from '../transaction-columns.ts';
import { contradictionOf, wrongReadContradiction } from './contradiction.ts';
import type { DecidedModel, Decision, ScheduleStep } from './decision.ts';
import { observe, type Observations } from './observations.ts';
import { commitNode, neverStop, observedNode, startNode, type Polygraph, type Shape } from './polygraph.ts';
import { replayFault } from './replay.ts';
import { shrinkCore } from './shrink-core.ts';
import { commitOrder, fitsMemory, solve } from './solve.ts';
import { unrepeatedRead } from './unrepeated-read.ts';

const shapes: Readonly<Record<DecidedModel, Shape>> = {
  serializable: { snapshots: false, precedence: 'none' },
  'strong-session-serializable': { snapshots: false, precedence: 'session' },
  'strict-serializable': { snapshots: false, precedence: 'real-time' },
  'snapshot-isolation': { snapshots: true, precedence: 'none' },
  'strong-session-snapshot-isolation': { snapshots: true, precedence: 'session' },
  'strong-snapshot-isolation': { snapshots: true, precedence: 'real-time' },
};

const defaultMemoryLimitBytes = 2 ** 30;
const stepsBetweenQuestions = 64;

/** Asks the caller's clock now and then, and remembers that it said stop. */
function sparingly({ shouldStop }: Budget): () => boolean {
  if (shouldStop === undefined) return neverStop;
  let [steps, stopped] = [0, false];
  return () => {
    if (!stopped && ++steps % stepsBetweenQuestions === 0) stopped = shouldStop();
    return stopped;
  };
}

function scheduleOf({ observations, shape }: Polygraph, order: readonly number[]): ScheduleStep[] {
  return order.flatMap((graphNode): ScheduleStep[] => {
    const node = observedNode(shape, graphNode);
    const transaction = observations.transaction[node] as number;
    const steps: ScheduleStep[] = [];
    if (graphNode === startNode(shape, node)) steps.push({ transaction, event: 'start' });
    if (graphNode === commitNode(shape, node)) steps.push({ transaction, event: 'commit' });
    return steps;
  });
}

function witnessed(columns: TransactionColumns, polygraph: Polygraph, order: readonly number[]): Decision {
  const schedule = scheduleOf(polygraph, order);
  const fault = replayFault(columns, schedule, polygraph.shape.precedence);
  if (fault !== undefined)
    return { verdict: 'unknown', reason: `the order found does not replay: ${fault}; this is a bug` };
  const commits = commitOrder(polygraph, order);
  return polygraph.shape.snapshots
    ? { verdict: 'valid', order: commits, schedule }
    : { verdict: 'valid', order: commits };
}

function refuted(observations: Observations, shape: Shape, involved: Uint8Array, shouldStop: () => boolean): Decision {
  const { nodes, minimal, confirmed } = shrinkCore(observations, shape, involved, shouldStop);
  if (!confirmed)
    return { verdict: 'unknown', reason: 'the contradiction found does not hold by itself; this is a bug' };
  return { verdict: 'invalid', core: contradictionOf(observations, shape, nodes, minimal) };
}

/**
 * Whether some execution at the model explains the history. `serializable` and `snapshot-isolation` ask nothing of the order
 * of a session; dbcop, Cobra and PolySI mean by them what is `strong-session-` here. Aborted transactions did not happen; indeterminate ones did if
 * somebody observed them. Polynomial where propagation suffices, as it does on most histories; exponential at worst.
 */
export function decide(transactions: TransactionColumns, model: DecidedModel, budget: Budget = {}): Decision {
  const shape = shapes[model];
  const observed = observe(transactions);
  if (observed.kind === 'unclear') return { verdict: 'unknown', reason: observed.reason };
  if (observed.kind === 'wrong') return { verdict: 'invalid', core: wrongReadContradiction(observed.wrong) };
  const { observations } = observed;
  const unrepeated = unrepeatedRead(observations);
  if (unrepeated !== undefined) return { verdict: 'invalid', core: wrongReadContradiction(unrepeated) };
  const size = counted(observations.count, 'transaction');
  if (!fitsMemory(observations, shape, budget.memoryLimitBytes ?? defaultMemoryLimitBytes))
    return {
      verdict: 'unknown',
      reason: `${size} with so many writers a key do not fit the memory of the complete decision`,
    };
  const shouldStop = sparingly(budget);
  const solution = solve(observations, shape, shouldStop);
  switch (solution.end) {
    case 'order':
      return witnessed(transactions, solution.polygraph, solution.order);
    case 'contradiction':
      return refuted(observations, shape, solution.involved, shouldStop);
    case 'stopped': {
      const came = `after ${counted(solution.conflicts, 'conflict')} in the search for an order of ${size}`;
      return { verdict: 'unknown', reason: `the complete decision reached its limit ${came}` };
    }
  }
}
