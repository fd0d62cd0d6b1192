/** The lattice of consistency models, and questions about it. */
import { unknownNameError } from '../input-error.ts';
import type { ConsistencyModel } from './model.ts';
import { objectModels } from './object-models.ts';
import { transactionModels } from './transaction-models.ts';

/** Strongest first in each family. */
export const models: readonly ConsistencyModel[] = [...transactionModels, ...objectModels];

const byName = new Map(
  models.flatMap((model) => [model.name, ...model.aliases].map((name) => [name.toLowerCase(), model] as const)),
);

/** Whether there is a model of this name, or with this other name (capital letters do not matter). */
export function isModel(name: string): boolean {
  return byName.has(name.toLowerCase());
}

/** By its name or another name of it. Throws an InputError that lists the names if there is no such model. */
export function findModel(name: string): ConsistencyModel {
  const model = byName.get(name.toLowerCase());
  if (model !== undefined) return model;
  throw unknownNameError(
    'model',
    name,
    models.map((known) => known.name),
  );
}

/** The model and all that it implies. */
function closure(name: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (model: ConsistencyModel): void => {
    if (reached.has(model.name)) return;
    reached.add(model.name);
    for (const weaker of model.implies) visit(findModel(weaker.model));
  };
  visit(findModel(name));
  return reached;
}

const closures = new Map(models.map((model) => [model.name, closure(model.name)]));

/** True if every history that keeps `stronger` keeps `weaker`; a model implies itself. Unknown names are InputErrors. */
export function implies(stronger: string, weaker: string): boolean {
  const below = findModel(weaker).name;
  return closures.get(findModel(stronger).name)?.has(below) === true;
}

/** Those that imply none of the others, in the order given. */
export function weakestModels(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => other !== name && implies(name, other)));
}

/** Those that none of the others implies, in the order given. */
export function strongestModels(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => other !== name && implies(other, name)));
}
