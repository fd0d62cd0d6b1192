/**
 * A trial made explicit: what its generator drew, and when its faults began, read off its record and written into the plan
 * as a script. Such a plan can be made smaller piece by piece.
 */
import type { ScriptedOperation, ScriptedRead, TrialPlan } from '../../record/plan.ts';
import type { TriedTrial } from '../../trial/try-trial.ts';

type Recording = Pick<TriedTrial, 'history' | 'events'>;

interface Recorded extends ScriptedOperation {
  /** The `index` of its invocation in the history. */
  readonly index: number;
}

function invocations({ history }: Recording, clients: number): Recorded[] {
  return history.flatMap(({ type, process, f, value, time, index }) =>
    type === 'invoke' && typeof process === 'number'
      ? [{ client: process % clients, atMs: time / 1e6, f, value, index }]
      : [],
  );
}

/**
 * The plan with the operations that were made, those alone whose invocation `keeps` takes. A final read that was tried
 * again and again stands there once.
 */
export function explicitTrial(
  plan: TrialPlan,
  tried: Recording,
  keeps: (index: number) => boolean = () => true,
): TrialPlan {
  const final = tried.events.find((event) => event.type === 'phase' && event.phase === 'final-reads');
  const finalMs = final === undefined ? Number.POSITIVE_INFINITY : final.timeNs / 1e6;
  const made = invocations(tried, plan.clients).filter(({ index }) => keeps(index));
  const finalReads = new Map<string, ScriptedRead>();
  for (const { client, atMs, f, value } of made) {
    if (atMs >= finalMs) finalReads.set(JSON.stringify([client, f, value]), { client, f, value });
  }
  return {
    ...plan,
    script: {
      homes: Array.from({ length: plan.clients }, (_, index) => plan.nodes[index % plan.nodes.length] as string),
      operations: made
        .filter(({ atMs }) => atMs < finalMs)
        .map(({ client, atMs, f, value }) => ({ client, atMs, f, value })),
      finalReads: [...finalReads.values()],
    },
  };
}

/** Operations of the script, those after healing included. */
export function operationCount({ script }: TrialPlan): number {
  return script === undefined ? 0 : script.operations.length + script.finalReads.length;
}
