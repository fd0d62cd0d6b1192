/** The simulated world: `startSimulatedCluster` runs a target's nodes on virtual time, from one seed. */
export { startSimulatedCluster } from './start-simulated-cluster.ts';
