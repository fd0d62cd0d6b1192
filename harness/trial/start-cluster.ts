/** Picks the backend. Docker's client is loaded only when it is needed: it costs 80 ms. */
import type { Target } from '../../targets/contract/target.ts';
import type { ClusterRequest, RunningCluster } from '../cluster.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TraceEvent } from '../record/trace-event.ts';

export async function startCluster(
  target: Target,
  plan: Pick<TrialPlan, 'trialId' | 'seed' | 'nodes' | 'backend' | 'options' | 'world' | 'worldSeed'>,
  request: Pick<ClusterRequest, 'progress' | 'signal'> & {
    readonly dockerHost?: string;
    /** Hears what goes on inside a simulated world, with the world's time. */
    readonly trace?: (event: TraceEvent) => void;
  },
): Promise<RunningCluster> {
  const { dockerHost, trace, ...watching } = request;
  const whole: ClusterRequest = {
    ...watching,
    trialId: plan.trialId,
    seed: plan.worldSeed ?? plan.seed,
    nodes: plan.nodes,
  };
  if (plan.backend === 'simulated') {
    const { startSimulatedCluster } = await import('../simulation/index.ts');
    return startSimulatedCluster(target, plan.options, whole, plan.world, trace);
  }
  const { startDockerCluster } = await import('../docker/index.ts');
  return startDockerCluster(target, plan.options, { ...whole, ...(dockerHost === undefined ? {} : { dockerHost }) });
}
