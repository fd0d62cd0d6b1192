/**
 * A simulated trial that leaves nothing behind: its record stays in memory and is checked in this thread, so that one of a
 * few virtual seconds costs milliseconds. Searches make thousands; the plan of one worth keeping goes to `runTrial`, which
 * makes the same history again.
 */
import { checkHistory } from '../../checkers/index.ts';
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialEvent } from '../record/trial-event.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import { stopwatch } from '../wall-clock.ts';
import { findWorkload } from '../workloads/index.ts';
import { joinVerdict } from './judge.ts';
import { performTrial } from './perform-trial.ts';

export interface TriedTrial {
  readonly verdict: VerdictRecord;
  readonly history: readonly HistoryEvent[];
  readonly events: readonly TrialEvent[];
}

/** A trial that could not be carried through, because a node's program or a checker threw: what was recorded until then. */
export class CrashedTrial extends Error {
  readonly history: readonly HistoryEvent[];
  readonly events: readonly TrialEvent[];

  constructor(cause: unknown, { history, events }: Pick<TriedTrial, 'history' | 'events'>) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.history = history;
    this.events = events;
  }
}

/** Rejects with a CrashedTrial if the trial could not be set up, or if its history is not one of its workload. */
export async function tryTrial(plan: TrialPlan, signal: AbortSignal): Promise<TriedTrial> {
  const history: HistoryEvent[] = [];
  const events: TrialEvent[] = [];
  try {
    return { verdict: await performed(plan, signal, history, events), history, events };
  } catch (error) {
    throw new CrashedTrial(error, { history, events });
  }
}

async function performed(
  plan: TrialPlan,
  signal: AbortSignal,
  history: HistoryEvent[],
  events: TrialEvent[],
): Promise<VerdictRecord> {
  const sink = {
    event: (event: TrialEvent) => void events.push(event),
    history: (event: HistoryEvent) => void history.push(event),
  };
  const reasons = await performTrial(plan, sink, { signal, progress: () => undefined });
  const { initial } = findWorkload(plan.workload);
  const elapsedMs = stopwatch();
  const result = checkHistory({
    workload: plan.workload,
    model: plan.claim.model,
    options: plan.workloadOptions,
    events: history,
    ...(initial === undefined ? {} : { initial }),
    budget: {
      shouldStop: () => elapsedMs() > plan.limits.checkTimeMs,
      memoryLimitBytes: plan.limits.checkMemoryMb * 2 ** 20,
    },
  });
  const check = { result, checkMs: elapsedMs() };
  return joinVerdict(plan, { history, events, check, reasons });
}
