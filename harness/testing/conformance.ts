/**
 * Does an adapter keep the contract? A wrong adapter makes false accusations or empty greens, so every rule of
 * targets/contract that can be tried is tried here: first the declaration, then a live cluster. Runner-agnostic: it
 * returns results, and `assertConforms` throws with every rule that was broken.
 */
import type { BackendName } from '../cluster.ts';
import { OrdealError } from '../errors.ts';
import { parseTargetOptions } from '../trial/target-options.ts';
import type { Target } from '../../targets/contract/target.ts';
import { awaitReadiness } from '../trial/readiness.ts';
import { startCluster } from '../trial/start-cluster.ts';
import { wallNow } from '../wall-clock.ts';
import { capabilityRules } from './capability-rules.ts';
import { declarationRules } from './declaration-rules.ts';
import { lifecycleRules } from './lifecycle-rules.ts';
import type { ConformanceStage, Rule } from './rule.ts';

export interface ConformanceOptions {
  /** As on the command line: `{ isolation: 'serializable' }`. */
  readonly set?: Readonly<Record<string, string>>;
  readonly backend: BackendName;
  readonly dockerHost?: string;
  readonly progress?: (line: string) => void;
}

export interface ConformanceResult {
  readonly rule: string;
  readonly passed: boolean;
  /** What was expected and what came; empty if it passed. */
  readonly detail: string;
}

const ruleTimeoutMs = 30_000;
const readinessPatienceMs = 60_000;

async function judgeRule<Stage>(
  rule: Rule<Stage>,
  stage: Stage,
  limit: Promise<never> | null,
): Promise<ConformanceResult> {
  try {
    await (limit === null ? rule.check(stage) : Promise.race([rule.check(stage), limit]));
    return { rule: rule.rule, passed: true, detail: '' };
  } catch (error) {
    return { rule: rule.rule, passed: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function judgeLive(stage: ConformanceStage): Promise<ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const rule of [...capabilityRules(stage.target, stage.options), ...lifecycleRules(stage.target)]) {
    const over = new AbortController();
    const limit = stage.cluster.timeline.sleep(ruleTimeoutMs, over.signal).then((): never => {
      throw new Error(`no end after ${ruleTimeoutMs / 1000} s`);
    });
    // When the rule wins the race, the limit's rejection (it was woken by the abort) concerns nobody.
    limit.catch(() => undefined);
    results.push(await judgeRule(rule, stage, limit));
    over.abort();
  }
  return results;
}

/**
 * Tries every rule on one cluster of the target in this configuration. Rejects with an OrdealError only if the cluster
 * cannot be started at all.
 */
export async function checkConformance(
  target: Target,
  asked: ConformanceOptions,
): Promise<readonly ConformanceResult[]> {
  const declared: ConformanceResult[] = [];
  for (const rule of declarationRules) declared.push(await judgeRule(rule, target, null));
  if (declared.some((result) => !result.passed)) return declared;
  const options = parseTargetOptions(target, asked.set ?? {});
  const trialId = `conformance-${target.name}-${wallNow().getTime().toString(36)}`;
  const cluster = await startCluster(
    target,
    { trialId, seed: 1, nodes: target.nodes(options), backend: asked.backend, options },
    {
      progress: asked.progress ?? (() => undefined),
      signal: new AbortController().signal,
      ...(asked.dockerHost === undefined ? {} : { dockerHost: asked.dockerHost }),
    },
  );
  try {
    return await cluster.drive(async () => {
      const missing = await awaitReadiness(cluster, readinessPatienceMs, new AbortController().signal);
      if (missing.length > 0) {
        throw new OrdealError(
          'not-ready',
          `${missing.join(' ')} did not become ready`,
          'mend the adapter: see its status',
        );
      }
      await target.setUp?.({ options, endpoints: cluster.endpoints });
      return [...declared, ...(await judgeLive({ target, options, cluster }))];
    });
  } finally {
    await cluster.tearDown();
  }
}

/** Throws one error that lists every rule which the adapter breaks. */
export async function assertConforms(target: Target, asked: ConformanceOptions): Promise<void> {
  const broken = (await checkConformance(target, asked)).filter((result) => !result.passed);
  if (broken.length === 0) return;
  const lines = broken.map(({ rule, detail }) => `  - ${rule}: ${detail}`);
  throw new OrdealError(
    'not-conforming',
    `${target.name} breaks the adapter contract:\n${lines.join('\n')}`,
    'mend the adapter',
  );
}
