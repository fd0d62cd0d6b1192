/** Your own nodes in the simulated world: `import { simulate } from 'ordeal/simulation'`. See docs/simulation.md. */
export type { FaultControls, Link } from '../cluster.ts';
export type { Beliefs, TraceEvent } from '../record/trace-event.ts';
export { defaultWorldSettings, swarmSettings, type WorldSettings } from '../simulation/index.ts';
export type { Disk, Host, Message, NodeProcess, NodeProgram, Timer } from '../../targets/contract/host.ts';
export { between, chance, exponential, pick, shuffle, type Random } from '../../targets/contract/random.ts';
export { DidNotHappen, type Ask, type SimulatedClient } from './simulated-client.ts';
export { simulate, type SimulatedWorld, type Simulation, type SimulationOutcome } from './simulate.ts';
