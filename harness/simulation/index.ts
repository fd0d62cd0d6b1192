/** The simulated world: `startSimulatedCluster` runs a target's nodes on virtual time, from one seed. */
export { defaultWorldSettings, type WorldSettings } from './settings.ts';
export { startNodes, startSimulatedCluster, type SimulatedCluster } from './cluster/start-simulated-cluster.ts';
export { swarmSettings, wideAreaSettings } from './swarm.ts';
