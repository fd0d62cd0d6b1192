/**
 * A fault: something broken on purpose, healed again, and attested in between. Every kind is written once, over the
 * verbs and measurements that both backends offer (harness/cluster.ts). It measures the world before, while it is
 * broken (twice: just after injecting and just before healing, so that a rule which vanished is noticed), and after;
 * then it judges from the measurements alone whether it bit.
 *
 * Faults may overlap. A measurement that another fault spoils proves nothing either way: `asExpected` is then null, and a
 * fault of which nothing could be measured while it was on is not attested.
 */
import type { Random } from '../../targets/contract/random.ts';
import type { BackendName, RunningCluster } from '../cluster.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { Attestation } from '../record/trial-event.ts';

/** What one measurement saw, in a sentence, and whether it is what it should be at that moment; null: nobody can say. */
export interface Observation {
  readonly sentence: string;
  readonly asExpected: boolean | null;
}

export type Moment = 'before' | 'during' | 'after';

/** What the other faults that were on at any time during a measurement may have kept from being seen. */
export interface Disturbances {
  /** The node may have been unable to answer: killed, frozen, slow, or out of its disk. */
  silences(node: string): boolean;
}

/** A fault with its nodes chosen, ready to be injected. */
export interface FaultInstance {
  readonly description: string;
  readonly nodes: readonly string[];
  inject(): Promise<void>;
  heal(): Promise<void>;
  /**
   * Measures now. `others` is asked after measuring. For `before` and `after` the caller asks again until it is as
   * expected or its patience is over.
   */
  observe(moment: Moment, others: () => Disturbances): Promise<Observation>;
}

/** What of a node a fault takes hold of: two faults never hold the same of one node at the same time. */
export type Hold = 'process' | 'clock' | 'disk' | 'links' | 'membership';

/** What runs on the nodes, and with which options. */
export interface TargetInUse {
  readonly target: Target;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface FaultChoice extends TargetInUse {
  readonly random: Random;
  readonly cluster: RunningCluster;
  readonly variant: string;
  /** The nodes, in the cluster's order, that no fault holds which is on now and excludes this one. */
  readonly free: readonly string[];
}

/** On what a fault is to be inflicted. */
export interface Ground extends TargetInUse {
  readonly nodeCount: number;
  readonly backend: BackendName;
}

export interface FaultKind {
  readonly name: string;
  readonly summary: string;
  readonly attestedBy: string;
  /** Which nodes: each with what it means. The first is the default. */
  readonly variants: Readonly<Record<string, string>>;
  readonly holds: Hold;
  /** Nodes of which another fault holds one of these are not chosen: they could not be broken, or not measured. */
  readonly avoids: readonly Hold[];
  /**
   * Why systems that keep their promises under all other faults may break them under this one, in a sentence: it is inflicted
   * only when it is asked for by name. Absent: it must be borne.
   */
  readonly beyondPromises?: string;
  /** Why this ground and variant cannot have it, in a sentence; null if they can. */
  refusal(ground: Ground, variant: string): string | null;
  /** Null if too few nodes are free now. */
  choose(choice: FaultChoice): Promise<FaultInstance | null>;
}

export interface ObservationLog {
  readonly before: Observation;
  readonly duringStart: Observation;
  readonly duringEnd: Observation;
  readonly after: Observation;
}

/** A fault is attested if no measurement is other than it should be, and it was seen at least once while it was on. */
export function attest(log: ObservationLog): Attestation {
  const { before, duringStart, duringEnd, after } = log;
  const failures = [
    before.asExpected === false ? `before it, ${before.sentence}` : '',
    duringStart.asExpected === false ? `just after injecting it, ${duringStart.sentence}` : '',
    duringEnd.asExpected === false ? `just before healing it, ${duringEnd.sentence}` : '',
    after.asExpected === false ? `after healing it, ${after.sentence}` : '',
  ].filter((failure) => failure !== '');
  if (duringStart.asExpected === null && duringEnd.asExpected === null) {
    failures.push(`other faults kept it from being measured (${duringStart.sentence})`);
  }
  const during =
    duringStart.sentence === duringEnd.sentence
      ? duringStart.sentence
      : `${duringStart.sentence}; at the end ${duringEnd.sentence}`;
  return {
    status: failures.length === 0 ? 'attested' : 'not-attested',
    before: before.sentence,
    during,
    after: after.sentence,
    reason: failures.join('; '),
  };
}
