/**
 * A fault: something broken on purpose, healed again, and attested in between. Every kind is written once, over the
 * verbs and measurements that both backends offer (harness/cluster.ts). It measures the world before, while it is
 * broken (twice: just after injecting and just before healing, so that a rule which vanished is noticed), and after;
 * then it judges from the measurements alone whether it bit.
 */
import type { Random } from '../../targets/contract/random.ts';
import type { RunningCluster } from '../cluster.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { Attestation } from '../record/trial-event.ts';

/** What one measurement saw, in a sentence, and whether it is what it should be at that moment. */
export interface Observation {
  readonly sentence: string;
  readonly asExpected: boolean;
}

export type Moment = 'before' | 'during' | 'after';

/** A fault with its nodes chosen, ready to be injected. */
export interface FaultInstance {
  readonly description: string;
  readonly nodes: readonly string[];
  inject(): Promise<void>;
  heal(): Promise<void>;
  /** Measures now. For `after` the caller asks again until it is as expected or its patience is over. */
  observe(moment: Moment): Promise<Observation>;
}

export interface FaultChoice {
  readonly random: Random;
  readonly cluster: RunningCluster;
  readonly variant: string;
}

export interface FaultKind {
  readonly name: string;
  readonly summary: string;
  readonly attestedBy: string;
  /** Which nodes: each with what it means. The first is the default. */
  readonly variants: Readonly<Record<string, string>>;
  /** Why this target, cluster size and variant cannot have it, in a sentence; null if they can. */
  refusal(target: Target, nodeCount: number, variant: string): string | null;
  choose(choice: FaultChoice): Promise<FaultInstance>;
}

export interface ObservationLog {
  readonly before: Observation;
  readonly duringStart: Observation;
  readonly duringEnd: Observation;
  readonly after: Observation;
}

/** A fault is attested only if all four measurements are what they should be. */
export function attest(log: ObservationLog): Attestation {
  const { before, duringStart, duringEnd, after } = log;
  const failures = [
    before.asExpected ? '' : `before it, ${before.sentence}`,
    duringStart.asExpected ? '' : `just after injecting it, ${duringStart.sentence}`,
    duringEnd.asExpected ? '' : `just before healing it, ${duringEnd.sentence}`,
    after.asExpected ? '' : `after healing it, ${after.sentence}`,
  ].filter((failure) => failure !== '');
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
