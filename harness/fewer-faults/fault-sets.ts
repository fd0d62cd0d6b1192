/**
 * Which faults does a failure need? The same trial with all of its faults, with each left out, with each alone, and with
 * none: where schedules do not repeat exactly (containers, real time), how often each of these fails is what can be known.
 */
import type { PlannedFault } from '../record/plan.ts';

export interface FaultSet {
  /** `all 3 faults`, `without partition:halves at 2.0 s`, ... */
  readonly name: string;
  readonly schedule: readonly PlannedFault[];
}

function faultName({ kind, variant, startMs }: PlannedFault): string {
  return `${kind}:${variant} at ${(startMs / 1000).toFixed(1)} s`;
}

/** The whole schedule first, then the others from larger to smaller. No set comes twice. */
export function faultSets(schedule: readonly PlannedFault[]): readonly FaultSet[] {
  const named = schedule.map((fault) => ({ fault, name: faultName(fault) }));
  const [only, ...others] = named;
  const all = only !== undefined && others.length === 0 ? `its one fault, ${only.name}` : `all ${named.length} faults`;
  const sets: FaultSet[] = [
    { name: all, schedule },
    ...named.map(({ name }, place) => ({ name: `without ${name}`, schedule: schedule.toSpliced(place, 1) })),
    ...named.map(({ fault, name }) => ({ name: `${name} alone`, schedule: [fault] })),
    { name: 'no faults', schedule: [] },
  ];
  const bySchedule = Map.groupBy(sets, (set) => set.schedule.map(({ id }) => id).join());
  // Of two faults, leaving one out is the other alone: the last name is the plainer one. A single fault is itself.
  return [...bySchedule.values()].flatMap((alike) => alike.at(alike[0]?.schedule === schedule ? 0 : -1) ?? []);
}
