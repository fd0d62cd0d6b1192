/** The faults, by name, and the notation `kind` or `kind:variant`. */
import { OrdealError } from '../errors.ts';
import { unknownName } from '../unknown-name.ts';
import { clock } from './clock.ts';
import { clockDrift } from './clock-drift.ts';
import { clockStrobe } from './clock-strobe.ts';
import { crashLoop } from './crash-loop.ts';
import { diskBitFlip, diskTruncation } from './disk-damage.ts';
import { diskFull, diskSlow } from './disk.ts';
import type { FaultKind, Ground } from './fault.ts';
import { flapping } from './flapping.ts';
import { kill } from './kill.ts';
import { membership } from './membership.ts';
import { packets } from './packets.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { power } from './power.ts';
import { restart } from './restart.ts';
import { slow } from './slow.ts';

export const faultKinds: readonly FaultKind[] = [
  partition,
  flapping,
  packets,
  pause,
  slow,
  kill,
  crashLoop,
  restart,
  power,
  membership,
  diskSlow,
  diskFull,
  diskBitFlip,
  diskTruncation,
  clock,
  clockDrift,
  clockStrobe,
];

/** What a system must bear that keeps its promises: every kind but those beyond all promises. */
export const faultsToBear: readonly FaultKind[] = faultKinds.filter(
  ({ beyondPromises }) => beyondPromises === undefined,
);

export interface FaultChoiceByName {
  readonly kind: FaultKind;
  readonly variant: string;
}

export function findFaultKind(name: string): FaultKind {
  const kind = faultKinds.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    throw unknownName(
      'fault',
      name,
      faultKinds.map((candidate) => candidate.name),
    );
  }
  return kind;
}

/**
 * What `partition`, `kill:all`, ... mean here. A kind without a variant means all variants that are possible here. Refuses,
 * as an OrdealError with the reason, what this target, cluster or backend cannot have.
 */
export function resolveFaults(specs: readonly string[], ground: Ground): FaultChoiceByName[] {
  const { target, nodeCount, backend } = ground;
  return specs.flatMap((spec) => {
    const [kindName = '', variant] = spec.split(':');
    const kind = findFaultKind(kindName);
    const variants = Object.keys(kind.variants);
    if (variant !== undefined && !variants.includes(variant)) {
      throw unknownName(`variant of fault ${kind.name}`, variant, variants);
    }
    const wanted = variant === undefined ? variants : [variant];
    const refusals = wanted.map((one) => kind.refusal(ground, one));
    const possible = wanted.filter((_, index) => refusals[index] === null);
    if (possible.length === 0) {
      throw new OrdealError(
        'fault-refused',
        `fault ${spec} is not possible on ${target.name} (${backend}) with ${nodeCount === 1 ? 'one node' : `${nodeCount} nodes`}: ${refusals[0] ?? ''}`,
        'leave it out, or choose another target or configuration (`ordeal faults`, `ordeal targets`)',
      );
    }
    return possible.map((one) => ({ kind, variant: one }));
  });
}
