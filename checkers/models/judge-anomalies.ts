/**
 * What the anomalies of a history of transactions say of all models at once: found anomalies are proof, so the models that
 * forbid them are broken; of the others nothing more is known than that nothing found speaks against them.
 */
import type { ModelVerdicts } from '../verdict.ts';
import { findModel, implies, strongestModels, weakestModels } from './lattice.ts';
import { permits } from './phenomena.ts';
import { transactionModels } from './transaction-models.ts';

const names = transactionModels.map(({ name }) => name);

/**
 * Which models of transactions the anomalies break. `searched` is the strongest model whose anomalies were looked for:
 * `consistentWith` names none that it does not imply, since nobody looked. Throws a RangeError for names that are no
 * phenomena, an InputError if there is no such model.
 */
export function judgeAnomalies(anomalies: readonly string[], searched = 'strict-serializable'): ModelVerdicts {
  const found = [...new Set(anomalies)];
  const broken = names.filter((model) => found.some((anomaly) => !permits(model, anomaly)));
  const violated = weakestModels(broken);
  const top = findModel(searched).name;
  const kept = names.filter((model) => implies(top, model) && !broken.includes(model));
  return {
    violated,
    alsoViolated: broken.filter((model) => !violated.includes(model)),
    consistentWith: strongestModels(kept),
  };
}
