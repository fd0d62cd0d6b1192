/** The simulated world: `startSimulatedCluster` runs a target's nodes on virtual time, from one seed. */
export { defaultWorldSettings } from './settings.ts';
export type { DiskSettings, NetworkSettings, WorldSettings } from './settings.ts';
export { startSimulatedCluster } from './start-simulated-cluster.ts';
export type { SimulatedCluster } from './start-simulated-cluster.ts';
