/** Carries out the schedule beside the clients: measure, break, hold, measure, heal, measure, attest. */
import type { Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import type { PlannedFault } from '../record/plan.ts';
import type { Attestation, TrialEvent } from '../record/trial-event.ts';
import { attest, type FaultInstance, type Observation } from './fault.ts';
import { findFaultKind } from './index.ts';

type WithoutTime<T> = T extends TrialEvent ? Omit<T, 'timeNs'> : never;
export type TrialEventDraft = WithoutTime<TrialEvent>;

export interface FaultRunSetting {
  readonly cluster: RunningCluster;
  /** A random stream of its own for each fault, so that leaving one out does not change the others. */
  readonly randomFor: (fault: number) => Random;
  readonly emit: (event: TrialEventDraft) => void;
  /** Writes to the history as process "nemesis": `f`, and a value for people. */
  readonly nemesis: (f: string, value: string) => void;
  /** Stops the schedule; a fault that is on is healed first. */
  readonly stop: AbortSignal;
}

const healPatienceMs = 15_000;

async function observeUntilHealed(instance: FaultInstance, cluster: RunningCluster): Promise<Observation> {
  const endNs = cluster.timeline.nowNs() + healPatienceMs * 1e6;
  for (;;) {
    const observation = await instance.observe('after');
    if (observation.asExpected || cluster.timeline.nowNs() > endNs) return observation;
    await cluster.timeline.sleep(250);
  }
}

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function failedAttestation(stage: string, error: unknown): Attestation {
  const reason = `${stage} failed: ${errorText(error)}`;
  return { status: 'not-attested', before: '', during: '', after: '', reason };
}

async function inflict(
  planned: PlannedFault,
  number: number,
  instance: FaultInstance,
  setting: FaultRunSetting,
): Promise<Attestation> {
  const { cluster, emit, nemesis, stop } = setting;
  const before = await instance.observe('before');
  nemesis(`start-${planned.kind}`, instance.description);
  emit({
    type: 'fault-start',
    fault: number,
    kind: planned.kind,
    description: `${planned.variant}: ${instance.description}`,
    nodes: instance.nodes,
  });
  let duringStart: Observation;
  let duringEnd: Observation;
  try {
    await instance.inject();
    duringStart = await instance.observe('during');
    emit({ type: 'fault-injected', fault: number, observed: duringStart.sentence });
    await cluster.timeline.sleep(planned.holdMs, stop);
    duringEnd = await instance.observe('during');
  } finally {
    emit({ type: 'fault-healing', fault: number });
    await instance.heal();
    nemesis(`stop-${planned.kind}`, instance.description);
  }
  const after = await observeUntilHealed(instance, cluster);
  emit({ type: 'fault-healed', fault: number });
  return attest({ before, duringStart, duringEnd, after });
}

/** Resolves when the last fault has been healed (or the schedule was stopped). A fault that fails is not attested. */
export async function runFaults(schedule: readonly PlannedFault[], setting: FaultRunSetting): Promise<void> {
  const { cluster, emit, stop } = setting;
  for (const [number, planned] of schedule.entries()) {
    const waitMs = planned.startMs - cluster.timeline.nowNs() / 1e6;
    if (waitMs > 0) await cluster.timeline.sleep(waitMs, stop);
    if (stop.aborted) return;
    let attestation: Attestation;
    try {
      const random = setting.randomFor(number);
      const instance = await findFaultKind(planned.kind).choose({ random, cluster, variant: planned.variant });
      attestation = await inflict(planned, number, instance, setting);
    } catch (error) {
      attestation = failedAttestation(`${planned.kind}:${planned.variant}`, error);
    }
    emit({ type: 'fault-attestation', fault: number, attestation });
  }
}
