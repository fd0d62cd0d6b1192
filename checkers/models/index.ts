/** Consistency models as data: the lattice, and which phenomena each forbids. */
export { models, type ConsistencyModel, type Implication } from './model.ts';
export { findModel, implies } from './lattice.ts';
export { findPhenomenon, permits, type Phenomenon, type PhenomenonName } from './phenomena.ts';
