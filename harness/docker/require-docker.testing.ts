/**
 * Decides, in one place, whether tests that need an engine run: skipped with a printed reason where none answers, but
 * run, and so failed, where ORDEAL_REQUIRE_DOCKER is 1 (continuous integration).
 */
import { randomUUID } from 'node:crypto';
import { failureText } from './engine-failure.ts';
import { openEngine } from './open-engine.ts';

/** True if Docker tests must be skipped: `describe.skipIf(await dockerIsAbsent())`. */
export async function dockerIsAbsent(): Promise<boolean> {
  if (process.env['ORDEAL_REQUIRE_DOCKER'] === '1') return false;
  try {
    await openEngine();
    return false;
  } catch (error) {
    process.stderr.write(`Docker tests skipped: ${failureText(error)}\n`);
    return true;
  }
}

/** A trial id that no other test, here or in another process, uses at the same time. */
export function testTrialId(name: string): string {
  return `test-${name}-${randomUUID().slice(0, 8)}`;
}
