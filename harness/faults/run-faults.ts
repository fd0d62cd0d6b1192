/** Carries out the schedule beside the clients: measure, break, hold, measure, heal, measure, attest. */
import type { Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import type { PlannedFault } from '../record/plan.ts';
import type { Attestation, TrialEvent } from '../record/trial-event.ts';
import { type ActiveFault, ActiveFaults } from './active-faults.ts';
import { attest, type Moment, type Observation, type TargetInUse } from './fault.ts';
import { findFaultKind } from './index.ts';

type WithoutTime<T> = T extends TrialEvent ? Omit<T, 'timeNs'> : never;
export type TrialEventDraft = WithoutTime<TrialEvent>;

export interface FaultRunSetting extends TargetInUse {
  readonly cluster: RunningCluster;
  /** Every fault at its own time, beside those that are on; else one after the other, even if one takes longer. */
  readonly overlap: boolean;
  /** A random stream of its own for each fault, by its id, so that leaving one out does not change the others. */
  readonly randomFor: (fault: number) => Random;
  readonly emit: (event: TrialEventDraft) => void;
  /** Writes to the history as process "nemesis": `f`, and a value for people. */
  readonly nemesis: (f: string, value: string) => void;
  /** Stops the schedule; faults that are on are healed first. */
  readonly stop: AbortSignal;
}

const beforePatienceMs = 2000;
const healPatienceMs = 15_000;
const lookAgainMs = 100;

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function failedAttestation(stage: string, error: unknown): Attestation {
  const reason = `${stage} failed: ${errorText(error)}`;
  return { status: 'not-attested', before: '', during: '', after: '', reason };
}

/** A fault that is on, and what was measured so far. */
interface Begun {
  readonly fault: ActiveFault;
  readonly before: Observation;
  readonly duringStart: Observation;
  readonly measuringMs: number;
}

class FaultRun {
  readonly #setting: FaultRunSetting;
  readonly #active = new ActiveFaults();
  /** The end of the queue of faults that want to begin. */
  #lastBegin: Promise<unknown> = Promise.resolve();

  constructor(setting: FaultRunSetting) {
    this.#setting = setting;
  }

  /** From its start to its attestation; resolves at once if the schedule is stopped first. */
  async run(planned: PlannedFault): Promise<void> {
    const { cluster, emit, stop } = this.#setting;
    const waitMs = planned.startMs - cluster.timeline.nowNs() / 1e6;
    if (waitMs > 0) await cluster.timeline.sleep(waitMs, stop);
    if (stop.aborted) return;
    let attestation: Attestation;
    try {
      const begun = await this.#beginWhenFree(planned);
      if (begun === null) return;
      attestation = await this.#holdAndHeal(planned, begun);
    } catch (error) {
      attestation = failedAttestation(`${planned.kind}:${planned.variant}`, error);
    }
    emit({ type: 'fault-attestation', fault: planned.id, attestation });
  }

  /** Begins as soon as the nodes that it wants are free; null if the schedule was stopped meanwhile. */
  async #beginWhenFree(planned: PlannedFault): Promise<Begun | null> {
    const { cluster, target, options, stop } = this.#setting;
    const kind = findFaultKind(planned.kind);
    const random = this.#setting.randomFor(planned.id);
    while (!stop.aborted) {
      const begun = await this.#afterOtherBeginnings(async () => {
        const free = this.#active.freeFor(kind, cluster.nodes);
        const instance = await kind.choose({ random, cluster, target, options, variant: planned.variant, free });
        return instance === null ? null : this.#begin(planned, { kind, instance });
      });
      if (begun !== null) return begun;
      if (this.#active.count === 0) throw new Error('there are too few nodes to choose from');
      await this.#active.nextEnd;
    }
    return null;
  }

  /** Only one fault begins at a time, so that no other can spoil the measurement that shows that it bit. */
  async #afterOtherBeginnings<T>(begin: () => Promise<T>): Promise<T> {
    const begun = this.#lastBegin.then(begin);
    this.#lastBegin = begun.catch(() => undefined);
    return begun;
  }

  async #begin(planned: PlannedFault, fault: ActiveFault): Promise<Begun> {
    const { cluster, emit, nemesis } = this.#setting;
    const { id, kind, variant } = planned;
    const { instance } = fault;
    this.#active.enter(fault);
    try {
      const before = await this.#observeUntil(fault, 'before', beforePatienceMs);
      nemesis(`start-${kind}`, instance.description);
      const description = `${variant}: ${instance.description}`;
      emit({ type: 'fault-start', fault: id, kind, description, nodes: instance.nodes });
      await instance.inject();
      const injectedNs = cluster.timeline.nowNs();
      const duringStart = await this.#observe(fault, 'during');
      emit({ type: 'fault-injected', fault: id, observed: duringStart.sentence });
      return { fault, before, duringStart, measuringMs: (cluster.timeline.nowNs() - injectedNs) / 1e6 };
    } catch (error) {
      await this.#heal(planned, fault).finally(() => this.#active.leave(fault));
      throw error;
    }
  }

  async #holdAndHeal(planned: PlannedFault, { fault, before, duringStart, measuringMs }: Begun): Promise<Attestation> {
    const { cluster, emit, stop } = this.#setting;
    try {
      let duringEnd: Observation;
      try {
        // The second measurement takes about as long as the first; both belong to the time of the fault.
        await cluster.timeline.sleep(Math.max(0, planned.holdMs - 2 * measuringMs), stop);
        duringEnd = await this.#observe(fault, 'during');
      } finally {
        await this.#heal(planned, fault);
      }
      const after = await this.#observeUntil(fault, 'after', healPatienceMs);
      emit({ type: 'fault-healed', fault: planned.id });
      return attest({ before, duringStart, duringEnd, after });
    } finally {
      this.#active.leave(fault);
    }
  }

  async #heal({ id, kind }: PlannedFault, { instance }: ActiveFault): Promise<void> {
    const { emit, nemesis } = this.#setting;
    emit({ type: 'fault-healing', fault: id });
    await instance.heal();
    nemesis(`stop-${kind}`, instance.description);
  }

  #observe(fault: ActiveFault, moment: Moment): Promise<Observation> {
    return this.#active.measure(fault, (others) => fault.instance.observe(moment, others));
  }

  async #observeUntil(fault: ActiveFault, moment: Moment, patienceMs: number): Promise<Observation> {
    const { timeline } = this.#setting.cluster;
    const endNs = timeline.nowNs() + patienceMs * 1e6;
    for (;;) {
      const observation = await this.#observe(fault, moment);
      if (observation.asExpected !== false || timeline.nowNs() > endNs) return observation;
      await timeline.sleep(lookAgainMs);
    }
  }
}

/** Resolves when the last fault has been healed (or the schedule was stopped). A fault that fails is not attested. */
export async function runFaults(schedule: readonly PlannedFault[], setting: FaultRunSetting): Promise<void> {
  const run = new FaultRun(setting);
  if (setting.overlap) await Promise.all(schedule.map((planned) => run.run(planned)));
  else for (const planned of schedule) await run.run(planned);
}
