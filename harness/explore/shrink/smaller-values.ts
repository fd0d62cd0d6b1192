/**
 * The same trial with smaller keys and values: `k7` becomes `k0`, 412 becomes 1, in the order in which they first occur. The
 * new names are as different from each other as the old ones, so that values which were unique stay so.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { ScriptedOperation, TrialPlan } from '../../record/plan.ts';

class Renaming {
  readonly #keys = new Map<string, string>();
  readonly #numbers = new Map<number, number>();

  of(value: Json): Json {
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return this.#number(value);
    if (typeof value === 'string' && /^k\d+$/.test(value)) return this.#key(value);
    if (Array.isArray(value)) return value.map((one) => this.of(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.of(one)]));
  }

  #number(value: number): number {
    const known = this.#numbers.get(value) ?? this.#numbers.size + 1;
    this.#numbers.set(value, known);
    return known;
  }

  #key(value: string): string {
    const known = this.#keys.get(value) ?? `k${this.#keys.size}`;
    this.#keys.set(value, known);
    return known;
  }
}

export function* smallerValues(plan: TrialPlan): Generator<TrialPlan> {
  const { script } = plan;
  if (script === undefined) return;
  const renaming = new Renaming();
  const operations = script.operations.map((one) => ({ ...one, value: renaming.of(one.value) }));
  const finalReads = script.finalReads.map((one) => ({ ...one, value: renaming.of(one.value) }));
  if (JSON.stringify([operations, finalReads]) === JSON.stringify([script.operations, script.finalReads])) return;
  yield { ...plan, script: { ...script, operations, finalReads } };
}

/** Positions given by name, such as those from which a consumer polls, back at the start: so they need nothing before them. */
function fromTheStart(value: Json): Json {
  if (Array.isArray(value)) return value.map(fromTheStart);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).map((name) => [name, 0]));
}

/** Every operation that has such positions, all at once and one by one. */
export function* earlierPositions(plan: TrialPlan): Generator<TrialPlan> {
  const { script } = plan;
  if (script === undefined) return;
  const { operations } = script;
  const moved = operations.map((one) => ({ ...one, value: fromTheStart(one.value) }));
  const changed = [...moved.keys()].filter(
    (index) => JSON.stringify(moved[index]?.value) !== JSON.stringify(operations[index]?.value),
  );
  if (changed.length > 0) yield { ...plan, script: { ...script, operations: moved } };
  for (const index of changed) {
    const one = operations.with(index, moved[index] as ScriptedOperation);
    yield { ...plan, script: { ...script, operations: one } };
  }
}
