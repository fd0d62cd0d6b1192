/** Consistency models as `ordeal models` shows them. */
import {
  findModel,
  implies,
  isModel,
  models,
  modelSources,
  permits,
  phenomenonNames,
  weakestForbidding,
  type ConsistencyModel,
} from '../../checkers/index.ts';
import { unknownName } from '../unknown-name.ts';

export interface DescribedModel extends ConsistencyModel {
  /** All weaker and all stronger models. */
  readonly weaker: readonly string[];
  readonly stronger: readonly string[];
  /** All anomalies that it forbids, and those that no weaker model forbids. */
  readonly forbids: readonly string[];
  readonly firstToForbid: readonly string[];
  /** What its sources name, in full. */
  readonly literature: readonly string[];
}

function describe(model: ConsistencyModel): DescribedModel {
  const cited = [model.source, ...model.implies.map((below) => below.source)].join('; ');
  const others = models.map(({ name }) => name).filter((name) => name !== model.name);
  return {
    ...model,
    weaker: others.filter((name) => implies(model.name, name)),
    stronger: others.filter((name) => implies(name, model.name)),
    forbids: phenomenonNames.filter((name) => !permits(model.name, name)),
    firstToForbid: phenomenonNames.filter((name) => weakestForbidding(name).includes(model.name)),
    literature: Object.entries<string>(modelSources)
      .filter(([key]) => cited.includes(key))
      .map(([key, title]) => `${key}: ${title}`),
  };
}

/** All models, or the one of this name. Throws an OrdealError if there is none. */
export function describeModels(name?: string): DescribedModel[] {
  if (name === undefined) return models.map(describe);
  if (isModel(name)) return [describe(findModel(name))];
  throw unknownName(
    'model',
    name,
    models.map((model) => model.name),
  );
}

const listed = (names: readonly string[]): string => names.join(', ') || 'none';

function* wholeModel(model: DescribedModel): Iterable<string> {
  const { name, aliases, summary, source, about, stronger, weaker, forbids, literature } = model;
  yield `${name}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}: ${summary}`;
  yield `about ${about}; source: ${source}`;
  for (const below of model.implies) yield `implies ${below.model}: ${below.source}`;
  yield `all weaker models: ${listed(weaker)}`;
  yield `all stronger models: ${listed(stronger)}`;
  yield `forbids: ${listed(forbids)}`;
  yield* literature;
}

/** Lines for a terminal: a table of all, or all about each. */
export function modelLines(described: readonly DescribedModel[], isWhole: boolean): string[] {
  if (isWhole) return described.flatMap((model) => [...wholeModel(model)]);
  return described.flatMap(({ name, aliases, summary, implies: below, firstToForbid }) => [
    `${name}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}: ${summary}`,
    ...(below.length === 0 ? [] : [`  implies ${below.map((weaker) => weaker.model).join(', ')}`]),
    ...(firstToForbid.length === 0 ? [] : [`  forbids ${firstToForbid.join(', ')}`]),
  ]);
}
