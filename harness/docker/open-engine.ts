/** Finds the engine that answers, and says what was tried when none does. */
import { homedir } from 'node:os';
import { OrdealError } from '../errors.ts';
import { dockerodeEngine } from './dockerode-engine.ts';
import { type DiscoverySetting, type EngineCandidate, engineCandidates } from './engine-discovery.ts';
import { failureText } from './engine-failure.ts';
import type { Engine, EngineInfo } from './engine.ts';

const answerLimitMs = 5000;

export interface OpenEngine {
  readonly engine: Engine;
  readonly info: EngineInfo;
}

/** This machine, as discovery sees it. */
export function thisMachine(): DiscoverySetting {
  return { platform: process.platform, environment: process.env, homeDirectory: homedir() };
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'no such socket';
  if (code === 'ECONNREFUSED') return 'nobody listens';
  if (code === 'EACCES') return 'permission denied (is your user in the group that owns it?)';
  return failureText(error);
}

async function answering(candidate: EngineCandidate): Promise<OpenEngine> {
  const engine = await dockerodeEngine(candidate);
  const limit = AbortSignal.timeout(answerLimitMs);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`no answer in ${answerLimitMs} ms`)), { once: true });
  });
  return { engine, info: await Promise.race([engine.info(), late]) };
}

/**
 * Opens the first engine that answers. Throws an OrdealError (`no-engine`) that lists every place tried and why it did
 * not do.
 */
export async function openEngine(dockerHost?: string, machine: DiscoverySetting = thisMachine()): Promise<OpenEngine> {
  const failures: string[] = [];
  for (const candidate of engineCandidates(machine, dockerHost)) {
    try {
      return await answering(candidate);
    } catch (error) {
      failures.push(`${candidate.text} (${candidate.origin}): ${explain(error)}`);
    }
  }
  throw new OrdealError(
    'no-engine',
    `no container engine answered. Tried:\n${failures.map((line) => `  ${line}`).join('\n')}`,
    'start Docker or Podman, or name its socket with --docker-host; without one, use --backend simulated',
  );
}
