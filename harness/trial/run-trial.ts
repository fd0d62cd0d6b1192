/** A trial that is kept: its plan, history, events, node logs and verdict in a directory, which is its whole truth. */
import { LineFile } from '../clients/recorder.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TraceEvent } from '../record/trace-event.ts';
import type { VerdictRecord } from '../record/verdict-record.ts';
import { judge } from './judge.ts';
import type { TrialObserver } from './observer.ts';
import { performTrial, type TrialSink } from './perform-trial.ts';
import { createTrialDirectory, fileIn, fileNames, writeJson } from './trial-directory.ts';

export interface TrialOutcome {
  readonly plan: TrialPlan;
  readonly directory: string;
  readonly verdict: VerdictRecord;
  /** True if the signal cut the run short (it was still healed, torn down and judged). */
  readonly interrupted: boolean;
}

export interface TrialSurroundings {
  /** Where trial directories go. */
  readonly outputDirectory: string;
  readonly dockerHost?: string;
  readonly observer: TrialObserver;
  /** Cuts the run short: heal, tear down, judge what there is. */
  readonly signal: AbortSignal;
}

/** Events go to their files as they happen, then to those who watch. */
function keepIn(plan: TrialPlan, directory: string, observer: TrialObserver): TrialSink & { close(): void } {
  // A simulated trial that is cut off can be had again; containers cannot, so everything of theirs is kept at once.
  const writing = plan.backend === 'simulated' ? 'buffered' : 'at-once';
  const events = new LineFile(fileIn(directory, 'events'), writing);
  const history = new LineFile(fileIn(directory, 'history'), writing);
  const trace = plan.trace === true ? new LineFile(fileIn(directory, 'trace'), writing) : null;
  return {
    ...(trace === null ? {} : { trace: (event: TraceEvent) => trace.write(JSON.stringify(event)) }),
    event(event) {
      events.write(JSON.stringify(event));
      observer.event?.(event);
    },
    history(event) {
      history.writeEvent(event);
      observer.history?.(event);
    },
    collectLogs: (cluster) => cluster.collectLogs(`${directory}/${fileNames.nodes}`),
    close() {
      events.close();
      history.close();
      trace?.close();
    },
  };
}

/** Runs a planned trial. Rejects only if it could not be set up or judged; then nothing is left behind either. */
export async function runTrial(plan: TrialPlan, surroundings: TrialSurroundings): Promise<TrialOutcome> {
  const { observer, signal, outputDirectory, dockerHost } = surroundings;
  const directory = createTrialDirectory(outputDirectory, plan.trialId);
  writeJson(fileIn(directory, 'plan'), plan);
  observer.planned?.(plan, directory);
  const sink = keepIn(plan, directory, observer);
  let reasons: readonly string[];
  try {
    const progress = (line: string) => observer.progress?.(line);
    reasons = await performTrial(plan, sink, {
      progress,
      signal,
      ...(dockerHost === undefined ? {} : { dockerHost }),
    });
  } finally {
    sink.close();
  }
  return { plan, directory, verdict: await judge(directory, { reasons }), interrupted: signal.aborted };
}
