/** The Docker backend: real nodes in containers. */
export { type DockerCluster, type DockerClusterRequest, startDockerCluster } from './docker-cluster.ts';
export { examineMachine, type Finding } from './doctor/examine-machine.ts';
export { buildImages, ensureImage, type ImageSetting, type PreparedImage } from './images/ensure-image.ts';
export { shippedImages } from './images/shipped-images.ts';
export { openEngine } from './open-engine.ts';
export { healDocker, type HealReport, removeTrial } from './remove-leftovers.ts';
