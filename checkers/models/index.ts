/** Consistency models as data: the lattice, and which phenomena each forbids. */
export type { ConsistencyModel, Implication } from './model.ts';
export { findModel, implies, isModel, models } from './lattice.ts';
export { judgeAnomalies } from './judge-anomalies.ts';
export type { Phenomenon } from './phenomenon.ts';
export {
  findPhenomenon,
  isPhenomenon,
  permits,
  phenomenonAndLarger,
  phenomenonNames,
  weakestForbidding,
  type PhenomenonName,
} from './phenomena.ts';
export { modelSources } from './sources.ts';
