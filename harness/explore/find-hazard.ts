/** A hazard by its name. */
import { hazards, type Hazard } from '../hazards/index.ts';
import { unknownName } from '../unknown-name.ts';

/** Throws an OrdealError that names the nearest if there is none of that name. */
export function findHazard(name: string): Hazard {
  const hazard = hazards.find((candidate) => candidate.name === name);
  if (hazard !== undefined) return hazard;
  throw unknownName(
    'hazard',
    name,
    hazards.map((candidate) => candidate.name),
    '`ordeal demo` lists them',
  );
}
