/**
 * Decides, in one place, whether tests that need an engine run: skipped with a printed reason where none answers, but
 * run, and so failed, where ORDEAL_REQUIRE_DOCKER is 1 (continuous integration).
 */
import { openEngine } from './open-engine.ts';

/** True if Docker tests must be skipped. */
export async function dockerIsAbsent(): Promise<boolean> {
  try {
    await openEngine();
    return false;
  } catch (error) {
    if (process.env['ORDEAL_REQUIRE_DOCKER'] === '1') return false;
    console.warn(`Docker tests skipped: ${error instanceof Error ? error.message : String(error)}`);
    return true;
  }
}
