/** The Docker backend: real nodes in containers. */
export { startDockerCluster } from './docker-cluster.ts';
export { examineMachine } from './doctor/examine-machine.ts';
export { buildImages } from './images/ensure-image.ts';
export { shippedImages } from './images/shipped-images.ts';
export { openEngine } from './open-engine.ts';
export { healDocker } from './remove-leftovers.ts';
