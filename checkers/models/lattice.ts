/** Questions about the lattice of consistency models. */
import { unknownNameError } from '../input-error.ts';
import { models, type ConsistencyModel } from './model.ts';

const byName = new Map(models.map((model) => [model.name, model]));

/** Throws an InputError that lists the names if there is no such model. */
export function findModel(name: string): ConsistencyModel {
  const model = byName.get(name);
  if (model === undefined) throw unknownNameError('model', name, byName.keys());
  return model;
}

/** The model and all that it implies. */
function closure(name: string): Set<string> {
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
  findModel(stronger);
  findModel(weaker);
  return closures.get(stronger)?.has(weaker) === true;
}
