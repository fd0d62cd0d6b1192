/** Test support: a controller that breaks its cluster in every way, says so, and waits to be killed. */
import { loadTarget } from '../target-registry.ts';
import { startDockerCluster } from './docker-cluster.ts';

const [trialId = ''] = process.argv.slice(2);
const redis = await loadTarget('redis');
const options = redis.options.parse({ topology: 'replicated' });
const { controls, timeline } = await startDockerCluster(redis, options, {
  trialId,
  seed: 1,
  nodes: redis.nodes(options),
  progress: () => undefined,
  signal: new AbortController().signal,
});
await controls.cut([{ from: 'n1', to: 'n2' }]);
await controls.pause('n3');
await controls.kill('n2');
await controls.bumpClock('n1', 60_000);
process.stdout.write('faults are on\n');
await timeline.sleep(10 * 60_000);
