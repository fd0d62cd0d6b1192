/** A process that tries seeds: it is given a few at a time, and reports what each gave. It ends with its parent. */
import { loadTarget } from '../target-registry.ts';
import type { Target } from '../../targets/contract/target.ts';
import type { Exploration, SeedResult } from './exploration.ts';
import type { WorkerReport, WorkerTask } from './explore-protocol.ts';
import { trySeed } from './try-seed.ts';

// Nobody reads where an error was made: a refusal is an answer like others, and walking the stack costs more than the rest of it.
Error.stackTraceLimit = 0;

let exploration: Exploration | undefined;
let target: Target | undefined;

function report(message: WorkerReport): void {
  process.send?.(message);
}

async function carryOut(task: WorkerTask): Promise<void> {
  if (task.type === 'begin') {
    ({ exploration } = task);
    target = await loadTarget(exploration.base.target);
    report({ type: 'ready' });
    return;
  }
  if (exploration === undefined || target === undefined) throw new Error('seeds were given before the exploration');
  const results: SeedResult[] = [];
  for (const seed of task.seeds) results.push(await trySeed(exploration, target, seed));
  report({ type: 'tried', results });
}

process.on('message', (task: WorkerTask) => void carryOut(task));
// Ctrl-C reaches every process of the terminal; the parent decides when this one ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
