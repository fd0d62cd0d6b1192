/**
 * Names and labels of everything that we create on an engine. The labels are what `ordeal heal` goes by: they tell whose
 * a thing is even when the controller that made it is long gone.
 */
import { hostname } from 'node:os';
import type { Labels } from './engine.ts';

/** On everything of ours; its value says what the thing is. */
export const ourLabel = 'ordeal';
/** On images that we built. Containers inherit the labels of their image, so it is not `ordeal`. */
export const imageLabel = 'ordeal.image';
export const trialLabel = 'ordeal.trial';
const nodeLabel = 'ordeal.node';
/** `PID@HOST` of the process that made it. */
export const controllerLabel = 'ordeal.controller';

export type Part = 'holder' | 'target' | 'volume' | 'network' | 'probe';

export function thisController(): string {
  return `${process.pid}@${hostname()}`;
}

export function labelsFor(part: Part, trialId: string, node?: string): Labels {
  return {
    [ourLabel]: part,
    [trialLabel]: trialId,
    [controllerLabel]: thisController(),
    ...(node === undefined ? {} : { [nodeLabel]: node }),
  };
}

export const networkName = (trialId: string): string => `ordeal-${trialId}`;
export const targetName = (trialId: string, node: string): string => `ordeal-${trialId}-${node}`;
export const holderName = (trialId: string, node: string): string => `ordeal-${trialId}-${node}-net`;
export const volumeName = (trialId: string, node: string): string => `ordeal-${trialId}-${node}-clock`;

/**
 * Whether the controller that a label names is alive: known only for this host, where a process with that id exists.
 * A controller of another host, or an unreadable label, counts as gone.
 */
export function controllerIsAlive(label: string | undefined): boolean {
  const [, id = '', host = ''] = /^(\d+)@(.+)$/.exec(label ?? '') ?? [];
  if (id === '' || host !== hostname()) return false;
  try {
    process.kill(Number(id), 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else. Anything else: it does not exist.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
